"""Custom fields: the schemas of a shop, and the data of orders, their addresses and lines, and of customers."""

import sqlalchemy as sa
from alembic import op

from checkout.migrations.catalog_triggers import bump_catalog_on

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DATA = (
    ("orders", "custom"),
    ("orders", "shipping_address_custom"),
    ("orders", "billing_address_custom"),
    ("order_lines", "custom"),
    ("customers", "custom"),
    ("customer_addresses", "custom"),
)


def upgrade() -> None:
    """Adds them; what is there has no such data."""
    op.create_table(
        "custom_schemas",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("shop_id", INTEGER, nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("schema", sa.JSON(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "entity IN ('customer', 'address', 'line', 'order')",
            name="ck_custom_schemas_entity_is_known",
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_custom_schemas_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_custom_schemas"),
        sa.UniqueConstraint(
            "shop_id", "entity", "name", name="uq_custom_schemas_shop_id_entity_name"
        ),
    )
    bump_catalog_on("custom_schemas")
    for table, column in DATA:
        op.add_column(table, sa.Column(column, sa.JSON(), nullable=True))


def downgrade() -> None:
    """Takes them away again."""
    for table, column in DATA:
        op.drop_column(table, column)
    op.drop_table("custom_schemas")
