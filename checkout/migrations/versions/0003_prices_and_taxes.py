"""Prices by currency, time and quantity; tax rates by code, place and time; how an order was taxed."""

import sqlalchemy as sa
from alembic import op

from checkout.migrations.catalog_triggers import bump_catalog_on

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
#: Whatever of a shop changes, but its version, is its catalogue.
SHOP_TRIGGER = "shops_update_bumps_catalog"


def upgrade() -> None:
    """Adds them."""
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    _add_prices()
    _add_tax_rates()
    for table in ("prices", "tax_rates"):
        bump_catalog_on(table)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {SHOP_TRIGGER}")
        op.execute(
            f"CREATE TRIGGER {SHOP_TRIGGER} AFTER UPDATE ON shops "
            "WHEN NEW.catalog_version = OLD.catalog_version BEGIN "
            "UPDATE shops SET catalog_version = catalog_version + 1 WHERE id = NEW.id; END"
        )
    else:
        op.execute(f"DROP TRIGGER {SHOP_TRIGGER} ON shops")
        op.execute(
            f"CREATE TRIGGER {SHOP_TRIGGER} BEFORE UPDATE ON shops FOR EACH ROW "
            "WHEN (NEW.catalog_version = OLD.catalog_version) "
            "EXECUTE FUNCTION bump_own_catalog_version()"
        )


def downgrade() -> None:
    """Takes them away; what the trigger of shops watches stays as it is."""
    op.drop_table("tax_rates")
    op.drop_table("prices")
    for table, columns in _columns().items():
        for column in columns:
            op.drop_column(table, column.name)


def _columns() -> dict[str, list[sa.Column]]:
    return {
        "products": [sa.Column("tax_code", sa.String(), nullable=False, server_default="standard")],
        "shops": [
            sa.Column("currencies", sa.JSON(), nullable=False, server_default="[]"),
            sa.Column("country", sa.String(), nullable=False, server_default="DE"),
            sa.Column("tax_rounding", sa.String(), nullable=False, server_default="line"),
            sa.Column("smallest_coin", BIG, nullable=False, server_default="1"),
        ],
        "orders": [
            sa.Column("vat_id", sa.String(), nullable=False, server_default=""),
            sa.Column("taxed", sa.String(), nullable=False, server_default=""),
            sa.Column("tax_rounding", sa.String(), nullable=False, server_default="line"),
        ],
    }


def _add_prices() -> None:
    op.create_table(
        "prices",
        sa.Column("id", BIG, nullable=False),
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("variant_id", BIG, nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("min_quantity", BIG, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=True),
        sa.Column("ends_at", INSTANT, nullable=True),
        sa.Column("customer_group", sa.String(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_prices_amount_is_not_negative")),
        sa.CheckConstraint("min_quantity >= 1", name=op.f("ck_prices_min_quantity_is_sane")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_prices_shop_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_prices_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prices")),
    )
    op.create_index(op.f("ix_prices_variant_id"), "prices", ["variant_id"])


def _add_tax_rates() -> None:
    op.create_table(
        "tax_rates",
        sa.Column("id", BIG, nullable=False),
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("tax_code", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("rate", BIG, nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("rate BETWEEN 0 AND 10000", name=op.f("ck_tax_rates_rate_is_a_rate")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_tax_rates_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_rates")),
    )
