"""Orders that are placed on a day to come; terms of subscriptions; numbers by which partners know customers."""

import sqlalchemy as sa
from alembic import op

from checkout.migrations.catalog_triggers import bump_catalog_on

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("state = 'open'")
CYCLES = "'monthly', 'annual', 'none', 'one_time', 'triennial'"


def upgrade() -> None:
    """Adds them; nothing that is there has any."""
    op.add_column("orders", sa.Column("scheduled_for", sa.DateTime(timezone=True), nullable=True))
    fault = sa.Column("schedule_fault", sa.String(), nullable=False, server_default="")
    op.add_column("orders", fault)
    op.create_index(
        "ix_orders_scheduled_for",
        "orders",
        ["scheduled_for"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.add_column("customers", sa.Column("number", BIG, nullable=True))
    op.create_index("uq_customers_shop_id_number", "customers", ["shop_id", "number"], unique=True)
    op.create_table(
        "subscription_terms",
        sa.Column("variant_id", BIG, nullable=False),
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("duration", sa.String(), nullable=False),
        sa.Column("billing_cycle", sa.String(), nullable=False),
        sa.CheckConstraint(
            f"billing_cycle IN ({CYCLES})", name="ck_subscription_terms_billing_cycle_is_known"
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name="fk_subscription_terms_variant_id"
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_subscription_terms_shop_id"),
        sa.PrimaryKeyConstraint("variant_id", name="pk_subscription_terms"),
    )
    bump_catalog_on("subscription_terms")


def downgrade() -> None:
    """Takes them away."""
    op.drop_table("subscription_terms")
    op.drop_index("uq_customers_shop_id_number", "customers")
    op.drop_column("customers", "number")
    op.drop_index("ix_orders_scheduled_for", "orders")
    op.drop_column("orders", "schedule_fault")
    op.drop_column("orders", "scheduled_for")
