"""Invoices, and who they say sells."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds the tables; no order has an invoice yet, and of no shop it is known where it has its seat."""
    op.add_column("shops", sa.Column("seller", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "invoices",
        sa.Column("id", BIG, nullable=False),
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("order_id", BIG, nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seller", sa.JSON(), nullable=False),
        sa.CheckConstraint("number > 0", name="ck_invoices_number_is_positive"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_invoices_order_id"),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_invoices_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_invoices"),
        sa.UniqueConstraint("order_id", name="uq_invoices_order_id"),
        sa.UniqueConstraint("shop_id", "number", name="uq_invoices_shop_id_number"),
    )
    op.create_table(
        "invoice_counters",
        sa.Column("shop_id", BIG, autoincrement=False, nullable=False),
        sa.Column("last", BIG, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_invoice_counters_shop_id"),
        sa.PrimaryKeyConstraint("shop_id", name="pk_invoice_counters"),
    )


def downgrade() -> None:
    """Takes them away."""
    op.drop_table("invoice_counters")
    op.drop_table("invoices")
    op.drop_column("shops", "seller")
