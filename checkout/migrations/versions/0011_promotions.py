"""Promotions with conditions and benefits; coupons ask for one of them; uses of what is limited are counted.

Every coupon there is becomes a promotion of its own that takes the same percentage off the items.
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

from checkout.migrations.catalog_triggers import bump_catalog_on

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
BEGUN = "customer_key IS NOT NULL"
ORDER_COLUMNS = ("id", "email", "state", "customer_key")


def upgrade() -> None:
    """Adds them and fills them."""
    before = _rows("coupons")
    _add_promotions()
    op.drop_table("coupons")
    _add_coupons()
    _add_counters()
    for table in ("promotions", "coupons"):
        bump_catalog_on(table)
    _fill(before)
    op.add_column("orders", sa.Column("customer_key", sa.String(), nullable=True))
    op.create_index(
        "ix_orders_shop_id_customer_key",
        "orders",
        ["shop_id", "customer_key"],
        sqlite_where=sa.text(BEGUN),
        postgresql_where=sa.text(BEGUN),
    )
    _tell_whose_orders_they_are()


def downgrade() -> None:
    """Takes them away; a coupon of anything but a percentage off all items is lost."""
    promotions = {row["id"]: row["benefit"] for row in _rows("promotions")}
    coupons = _rows("coupons")
    op.drop_index("ix_orders_shop_id_customer_key", "orders")
    op.drop_column("orders", "customer_key")
    for table in ("promotion_uses", "promotion_limits", "coupons", "promotions"):
        op.drop_table(table)
    _add_simple_coupons()
    kept = [
        {
            name: row[name]
            for name in ("id", "shop_id", "code", "folded_code", "starts_at", "ends_at")
        }
        | {"percent_off": promotions[row["promotion_id"]]["rate"]}
        for row in coupons
        if promotions[row["promotion_id"]].get("kind") == "percent_off"
        and promotions[row["promotion_id"]].get("on", "items") == "items"
        and not promotions[row["promotion_id"]].get("skus")
    ]
    if kept:
        op.bulk_insert(_table("coupons"), kept)
    bump_catalog_on("coupons")


def _table(name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())


def _rows(name: str) -> list[dict]:
    rows = op.get_bind().execute(sa.select(_table(name)))
    return [dict(row) for row in rows.mappings()]


def _fill(before: list[dict]) -> None:
    promotions = [
        {
            "id": row["id"],
            "shop_id": row["shop_id"],
            "code": row["folded_code"],
            "name": {"en": row["code"]},
            "priority": 0,
            "exclusive": False,
            "conditions": {},
            "benefit": {"kind": "percent_off", "rate": row["percent_off"]},
            "is_active": True,
            "needs_coupon": True,
        }
        for row in before
    ]
    coupons = [
        {
            name: row[name]
            for name in ("id", "shop_id", "code", "folded_code", "starts_at", "ends_at")
        }
        | {"promotion_id": row["id"]}
        for row in before
    ]
    if not before:
        return
    op.bulk_insert(_table("promotions"), promotions)
    op.bulk_insert(_table("coupons"), coupons)
    _go_on_counting_after("promotions", "coupons")


def _go_on_counting_after(*tables: str) -> None:
    """PostgreSQL: the next id is one above those written by hand."""
    if op.get_bind().dialect.name == "postgresql":
        for table in tables:
            op.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )


def _tell_whose_orders_they_are() -> None:
    bind, orders = op.get_bind(), sa.table("orders", *map(sa.column, ORDER_COLUMNS))
    begun = sa.select(orders.c.id, orders.c.email).where(orders.c.state.in_(("placing", "placed")))
    keys = [{"which": id_, "key": _folded(email)} for id_, email in bind.execute(begun)]
    if keys:
        change = sa.update(orders).where(orders.c.id == sa.bindparam("which"))
        bind.execute(change.values(customer_key=sa.bindparam("key")), keys)


def _folded(email: str) -> str:
    return unicodedata.normalize("NFC", email.strip()).casefold()


def _add_promotions() -> None:
    op.create_table(
        "promotions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("priority", BIG, nullable=False),
        sa.Column("exclusive", sa.Boolean(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("benefit", sa.JSON(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=True),
        sa.Column("ends_at", INSTANT, nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("needs_coupon", sa.Boolean(), nullable=False),
        sa.Column("usage_limit", BIG, nullable=True),
        sa.Column("per_customer_limit", BIG, nullable=True),
        sa.Column("per_order_limit", BIG, nullable=True),
        sa.CheckConstraint("usage_limit >= 0", name=op.f("ck_promotions_usage_limit_is_sane")),
        sa.CheckConstraint(
            "per_customer_limit >= 0", name=op.f("ck_promotions_per_customer_limit_is_sane")
        ),
        sa.CheckConstraint(
            "per_order_limit >= 1", name=op.f("ck_promotions_per_order_limit_is_sane")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_promotions_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotions")),
        sa.UniqueConstraint("shop_id", "code", name=op.f("uq_promotions_shop_id_code")),
    )


def _add_coupons() -> None:
    op.create_table(
        "coupons",
        sa.Column("id", BIG, nullable=False),
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("promotion_id", BIG, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("folded_code", sa.String(), nullable=False),
        sa.Column("usage_limit", BIG, nullable=True),
        sa.Column("per_customer_limit", BIG, nullable=True),
        sa.Column("starts_at", INSTANT, nullable=True),
        sa.Column("ends_at", INSTANT, nullable=True),
        sa.CheckConstraint("usage_limit >= 0", name=op.f("ck_coupons_usage_limit_is_sane")),
        sa.CheckConstraint(
            "per_customer_limit >= 0", name=op.f("ck_coupons_per_customer_limit_is_sane")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_coupons_shop_id")),
        sa.ForeignKeyConstraint(
            ["promotion_id"], ["promotions.id"], name=op.f("fk_coupons_promotion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupons")),
        sa.UniqueConstraint("shop_id", "folded_code", name=op.f("uq_coupons_shop_id_folded_code")),
    )
    op.create_index(op.f("ix_coupons_promotion_id"), "coupons", ["promotion_id"])


def _add_counters() -> None:
    op.create_table(
        "promotion_limits",
        sa.Column("id", BIG, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("used", BIG, nullable=False),
        sa.Column("most", BIG, nullable=False),
        sa.CheckConstraint("used >= 0", name=op.f("ck_promotion_limits_used_is_not_negative")),
        sa.CheckConstraint("used <= most", name=op.f("ck_promotion_limits_never_used_too_often")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_limits")),
        sa.UniqueConstraint(
            "subject",
            "subject_id",
            "customer",
            name=op.f("uq_promotion_limits_subject_subject_id_customer"),
        ),
    )
    op.create_table(
        "promotion_uses",
        sa.Column("limit_id", BIG, nullable=False),
        sa.Column("order_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["limit_id"], ["promotion_limits.id"], name=op.f("fk_promotion_uses_limit_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_promotion_uses_order_id")
        ),
        sa.PrimaryKeyConstraint("limit_id", "order_id", name=op.f("pk_promotion_uses")),
    )
    op.create_index(op.f("ix_promotion_uses_order_id"), "promotion_uses", ["order_id"])


def _add_simple_coupons() -> None:
    op.create_table(
        "coupons",
        sa.Column("id", BIG, nullable=False),
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("folded_code", sa.String(), nullable=False),
        sa.Column("percent_off", BIG, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=True),
        sa.Column("ends_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "percent_off BETWEEN 1 AND 10000", name=op.f("ck_coupons_percent_off_is_a_rate")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_coupons_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupons")),
        sa.UniqueConstraint("shop_id", "folded_code", name=op.f("uq_coupons_shop_id_folded_code")),
    )
