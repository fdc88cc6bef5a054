"""Stock by location, promises beyond it, and bundles. What was on the shelves is at the location "main" of its shop."""

import json

import sqlalchemy as sa
from alembic import op

from checkout.migrations.catalog_triggers import bump_catalog_on

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = json.dumps({"en": "Main warehouse", "de": "Hauptlager"})
PARTS_OF_SHOP = "SELECT shop_id FROM variants WHERE id = {row}.bundle_variant_id"
EVENTS = ("INSERT", "UPDATE", "DELETE")


def upgrade() -> None:
    """Moves what is there to one location of each shop."""
    _keep()
    op.drop_table("stock_holds")
    op.drop_table("stock_items")
    _add_locations()
    _add_stock()
    op.execute(
        "INSERT INTO stock_items (variant_id, location_id, on_hand, held, backorder_limit) "
        "SELECT k.variant_id, l.id, k.on_hand, k.held, 0 FROM kept_items k "
        "JOIN variants v ON v.id = k.variant_id JOIN stock_locations l ON l.shop_id = v.shop_id"
    )
    op.execute(
        "INSERT INTO stock_holds (order_id, variant_id, location_id, quantity, expires_at) "
        "SELECT k.order_id, k.variant_id, s.location_id, k.quantity, k.expires_at "
        "FROM kept_holds k JOIN stock_items s ON s.variant_id = k.variant_id"
    )
    _forget()
    for column in _columns():
        op.add_column("variants", column)
    _add_parts()


def downgrade() -> None:
    """Puts what lies at several locations together; promises beyond it are counted as goods."""
    op.execute(
        "CREATE TEMPORARY TABLE kept_items AS SELECT variant_id, "
        "sum(on_hand + backorder_limit) AS on_hand, sum(held) AS held "
        "FROM stock_items GROUP BY variant_id"
    )
    op.execute(
        "CREATE TEMPORARY TABLE kept_holds AS SELECT order_id, variant_id, "
        "sum(quantity) AS quantity, min(expires_at) AS expires_at "
        "FROM stock_holds GROUP BY order_id, variant_id"
    )
    for table in ("bundle_parts", "stock_holds", "stock_items", "stock_locations"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION bump_catalog_version_of_bundle()")
    for column in _columns():
        op.drop_column("variants", column.name)
    _add_old_stock()
    op.execute(
        "INSERT INTO stock_items (variant_id, on_hand, held) "
        "SELECT variant_id, on_hand, held FROM kept_items"
    )
    op.execute(
        "INSERT INTO stock_holds (order_id, variant_id, quantity, expires_at) "
        "SELECT order_id, variant_id, quantity, expires_at FROM kept_holds"
    )
    _forget()


def _keep() -> None:
    for name in ("items", "holds"):
        op.execute(f"CREATE TEMPORARY TABLE kept_{name} AS SELECT * FROM stock_{name}")


def _forget() -> None:
    for name in ("items", "holds"):
        op.execute(f"DROP TABLE kept_{name}")


def _columns() -> list[sa.Column]:
    return [
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("restock_days", BIG, nullable=True),
        sa.Column("is_bundle", sa.Boolean(), nullable=False, server_default=sa.false()),
    ]


def _add_locations() -> None:
    op.create_table(
        "stock_locations",
        sa.Column("id", BIG, nullable=False),
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=True),
        sa.Column("priority", BIG, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_stock_locations_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stock_locations"),
        sa.UniqueConstraint("shop_id", "code", name="uq_stock_locations_shop_id_code"),
    )
    op.execute(
        "INSERT INTO stock_locations (shop_id, code, name, priority, is_active) "
        f"SELECT id, 'main', '{NAME}', 0, true FROM shops"
    )
    bump_catalog_on("stock_locations")


def _add_stock() -> None:
    op.create_table(
        "stock_items",
        sa.Column("variant_id", BIG, nullable=False),
        sa.Column("location_id", BIG, nullable=False),
        sa.Column("on_hand", BIG, nullable=False),
        sa.Column("held", BIG, nullable=False),
        sa.Column("backorder_limit", BIG, nullable=False),
        sa.CheckConstraint("held >= 0", name=op.f("ck_stock_items_held_is_not_negative")),
        sa.CheckConstraint(
            "backorder_limit >= 0", name=op.f("ck_stock_items_backorder_limit_is_not_negative")
        ),
        sa.CheckConstraint(
            "on_hand + backorder_limit >= held", name=op.f("ck_stock_items_never_oversold")
        ),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_stock_items_variant_id"),
        sa.ForeignKeyConstraint(
            ["location_id"], ["stock_locations.id"], name="fk_stock_items_location_id"
        ),
        sa.PrimaryKeyConstraint("variant_id", "location_id", name="pk_stock_items"),
    )
    _add_holds(
        sa.Column("location_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["variant_id", "location_id"],
            ["stock_items.variant_id", "stock_items.location_id"],
            name="fk_stock_holds_variant_id",
        ),
        sa.UniqueConstraint(
            "order_id",
            "variant_id",
            "location_id",
            name="uq_stock_holds_order_id_variant_id_location_id",
        ),
    )


def _add_old_stock() -> None:
    op.create_table(
        "stock_items",
        sa.Column("variant_id", BIG, nullable=False),
        sa.Column("on_hand", BIG, nullable=False),
        sa.Column("held", BIG, nullable=False),
        sa.CheckConstraint("held >= 0", name=op.f("ck_stock_items_held_is_not_negative")),
        sa.CheckConstraint("on_hand >= held", name=op.f("ck_stock_items_never_oversold")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_stock_items_variant_id"),
        sa.PrimaryKeyConstraint("variant_id", name="pk_stock_items"),
    )
    _add_holds(
        sa.ForeignKeyConstraint(
            ["variant_id"], ["stock_items.variant_id"], name="fk_stock_holds_variant_id"
        ),
        sa.UniqueConstraint("order_id", "variant_id", name="uq_stock_holds_order_id_variant_id"),
    )


def _add_holds(*rest: sa.schema.SchemaItem) -> None:
    op.create_table(
        "stock_holds",
        sa.Column("id", BIG, nullable=False),
        sa.Column("order_id", BIG, nullable=False),
        sa.Column("variant_id", BIG, nullable=False),
        sa.Column("quantity", BIG, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_holds_holds_something")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_stock_holds_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stock_holds"),
        *rest,
    )
    op.create_index("ix_stock_holds_expires_at", "stock_holds", ["expires_at"])


def _add_parts() -> None:
    op.create_table(
        "bundle_parts",
        sa.Column("bundle_variant_id", BIG, nullable=False),
        sa.Column("part_variant_id", BIG, nullable=False),
        sa.Column("quantity", BIG, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_bundle_parts_has_units")),
        sa.CheckConstraint(
            "bundle_variant_id <> part_variant_id",
            name=op.f("ck_bundle_parts_is_not_part_of_itself"),
        ),
        sa.ForeignKeyConstraint(
            ["bundle_variant_id"], ["variants.id"], name="fk_bundle_parts_bundle_variant_id"
        ),
        sa.ForeignKeyConstraint(
            ["part_variant_id"], ["variants.id"], name="fk_bundle_parts_part_variant_id"
        ),
        sa.PrimaryKeyConstraint("bundle_variant_id", "part_variant_id", name="pk_bundle_parts"),
    )
    if op.get_bind().dialect.name == "sqlite":
        _bump_on_sqlite()
    else:
        _bump_on_postgresql()


def _bump_on_sqlite() -> None:
    for event in EVENTS:
        shop = PARTS_OF_SHOP.format(row="OLD" if event == "DELETE" else "NEW")
        op.execute(
            f"CREATE TRIGGER bundle_parts_{event.lower()}_bumps_catalog AFTER {event} ON bundle_parts "
            f"BEGIN UPDATE shops SET catalog_version = catalog_version + 1 WHERE id = ({shop}); END"
        )


def _bump_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION bump_catalog_version_of_bundle() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE changed bundle_parts%ROWTYPE; BEGIN "
        "IF TG_OP = 'DELETE' THEN changed = OLD; ELSE changed = NEW; END IF; "
        "UPDATE shops SET catalog_version = catalog_version + 1 "
        f"WHERE id = ({PARTS_OF_SHOP.format(row='changed')}); RETURN NULL; END $$"
    )
    for event in EVENTS:
        op.execute(
            f"CREATE TRIGGER bundle_parts_{event.lower()}_bumps_catalog AFTER {event} ON bundle_parts "
            "FOR EACH ROW EXECUTE FUNCTION bump_catalog_version_of_bundle()"
        )
