"""What gateways told by themselves, once each."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds the table; nobody has told anything yet."""
    op.create_table(
        "gateway_notifications",
        sa.Column("id", BIG, nullable=False),
        sa.Column("gateway", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("payment_id", BIG, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name="fk_gateway_notifications_payment_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_gateway_notifications"),
        sa.UniqueConstraint(
            "gateway", "event_id", name="uq_gateway_notifications_gateway_event_id"
        ),
    )
    op.create_index("ix_gateway_notifications_payment_id", "gateway_notifications", ["payment_id"])


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("gateway_notifications")
