"""Zones, producers and production speeds; what a method costs and carries; shipments by origin; delivery windows."""

import sqlalchemy as sa
from alembic import op

from checkout.migrations.catalog_triggers import bump_catalog_on, stop_bumping_catalog_on

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
CATALOGUE = ("producers", "production_speeds", "closed_days", "shipping_zones")
#: column -> what it refers to; a column with its reference inline needs no rewriting of the table on SQLite
REFERENCES = {
    "products": {"producer_id": "producers"},
    "shipping_methods": {"zone_id": "shipping_zones", "producer_id": "producers"},
    "shipments": {"window_id": "delivery_windows"},
}


def upgrade() -> None:
    """Adds them; what is there already ships as before."""
    _add_producers()
    _add_zones_and_windows()
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    kind = "INTEGER" if _on_sqlite() else "BIGINT"
    for table, references in REFERENCES.items():
        for column, other in references.items():
            name = f"fk_{table}_{column}"
            op.execute(
                f"ALTER TABLE {table} ADD COLUMN {column} {kind} "
                f"CONSTRAINT {name} REFERENCES {other} (id)"
            )
    for name, rule in (("kind", "'delivery', 'pickup'"), ("type", "'shipping', 'postage'")):
        default = rule.split(",", maxsplit=1)[0]
        op.execute(
            f"ALTER TABLE shipping_methods ADD COLUMN {name} VARCHAR DEFAULT {default} NOT NULL "
            f"CONSTRAINT ck_shipping_methods_{name}_is_known CHECK ({name} IN ({rule}))"
        )
    op.execute(
        f"ALTER TABLE shipping_methods ADD COLUMN free_from {kind} "
        "CONSTRAINT ck_shipping_methods_free_from_is_not_negative CHECK (free_from >= 0)"
    )
    for table in CATALOGUE:
        bump_catalog_on(table)
    # Not its UPDATE: the places taken change with orders.
    bump_catalog_on("delivery_windows", ("INSERT", "DELETE"))


def downgrade() -> None:
    """Takes them away."""
    stop_bumping_catalog_on("delivery_windows", ("INSERT", "DELETE"))
    for table in CATALOGUE:
        stop_bumping_catalog_on(table)
    for name in ("kind", "type", "free_from"):
        op.execute(f"ALTER TABLE shipping_methods DROP COLUMN {name}")
    for table, references in REFERENCES.items():
        for column in references:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table, columns in _columns().items():
        for column in columns:
            op.drop_column(table, column.name)
    for table in ("window_holds", "delivery_windows", "closed_days", "production_speeds"):
        op.drop_table(table)
    for table in ("shipping_zones", "producers"):
        op.drop_table(table)


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=default)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, BIG, nullable=False, server_default="0")


def _json(name: str, default: str | None = None) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=default is None, server_default=default)


def _columns() -> dict[str, list[sa.Column[object]]]:
    return {
        "shops": [_text("holiday_country"), _text("holiday_subdivision")],
        "products": [_text("shipping_category")],
        "variants": [_number("weight_grams")],
        "orders": [_json("shipment_choices", "{}")],
        "shipping_methods": [
            _text("calculator", "flat"),
            _json("rates"),
            sa.Column("currency", sa.String(), nullable=True),
            _text("tax_code", "standard"),
            _json("included_categories", "[]"),
            _json("excluded_categories", "[]"),
            _json("pickup_place"),
        ],
        "shipments": [
            _text("origin", "main"),
            _text("origin_name"),
            _json("parts", "{}"),
            sa.Column("production_speed", sa.String(), nullable=True),
            _text("production_name"),
            _number("production_price"),
            sa.Column("hold_until", sa.Date(), nullable=True),
            sa.Column("produced_on", sa.Date(), nullable=True),
            sa.Column("dispatched_on", sa.Date(), nullable=True),
            sa.Column("window_starts_at", INSTANT, nullable=True),
            sa.Column("window_ends_at", INSTANT, nullable=True),
            _json("pickup_place"),
        ],
    }


def _table(name: str, *parts: sa.schema.SchemaItem, refers: dict[str, str]) -> None:
    keys = (
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{name}_{column}")
        for column, other in refers.items()
    )
    op.create_table(
        name,
        sa.Column("id", BIG, nullable=False),
        *parts,
        *keys,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )


def _add_producers() -> None:
    _table(
        "producers",
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=True),
        sa.Column("cutoff_hour", BIG, nullable=True),
        sa.Column("holiday_country", sa.String(), nullable=True),
        sa.Column("holiday_subdivision", sa.String(), nullable=True),
        sa.UniqueConstraint("shop_id", "code", name="uq_producers_shop_id_code"),
        refers={"shop_id": "shops"},
    )
    _table(
        "production_speeds",
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("producer_id", BIG, nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("price", BIG, nullable=False),
        sa.Column("currency", sa.String(), nullable=True),
        _text("tax_code", "standard"),
        sa.Column("lead_days", BIG, nullable=False),
        _number("position"),
        sa.UniqueConstraint(
            "shop_id", "producer_id", "code", name="uq_production_speeds_shop_id_producer_id_code"
        ),
        sa.CheckConstraint("price >= 0", name="ck_production_speeds_price_is_not_negative"),
        sa.CheckConstraint("lead_days >= 0", name="ck_production_speeds_work_takes_time"),
        refers={"shop_id": "shops", "producer_id": "producers"},
    )
    _table(
        "closed_days",
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("producer_id", BIG, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.UniqueConstraint(
            "shop_id", "producer_id", "day", name="uq_closed_days_shop_id_producer_id_day"
        ),
        refers={"shop_id": "shops", "producer_id": "producers"},
    )


def _add_zones_and_windows() -> None:
    _table(
        "shipping_zones",
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.UniqueConstraint("shop_id", "code", name="uq_shipping_zones_shop_id_code"),
        refers={"shop_id": "shops"},
    )
    _table(
        "delivery_windows",
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("zone_id", BIG, nullable=True),
        sa.Column("method", sa.String(), nullable=True),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("capacity", BIG, nullable=False),
        _number("taken"),
        sa.Column("cutoff_at", INSTANT, nullable=False),
        sa.CheckConstraint("taken >= 0", name="ck_delivery_windows_taken_is_not_negative"),
        sa.CheckConstraint("taken <= capacity", name="ck_delivery_windows_never_overbooked"),
        sa.CheckConstraint("starts_at < ends_at", name="ck_delivery_windows_takes_time"),
        refers={"shop_id": "shops", "zone_id": "shipping_zones"},
    )
    op.create_index(
        "ix_delivery_windows_shop_id_starts_at", "delivery_windows", ["shop_id", "starts_at"]
    )
    _table(
        "window_holds",
        sa.Column("order_id", BIG, nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("window_id", BIG, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.UniqueConstraint("order_id", "origin", name="uq_window_holds_order_id_origin"),
        refers={"order_id": "orders", "window_id": "delivery_windows"},
    )
    for column in ("window_id", "expires_at"):
        op.create_index(f"ix_window_holds_{column}", "window_holds", [column])
