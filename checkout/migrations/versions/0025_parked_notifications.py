"""What gateways told and could not be applied."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds the table; nothing is parked yet."""
    words = ("gateway", "event_id", "type", "idempotency_key", "fault")
    op.create_table(
        "parked_notifications",
        sa.Column("id", BIG, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in words),
        sa.Column("tries", BIG, nullable=False),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_parked_notifications"),
        sa.UniqueConstraint("gateway", "event_id", name="uq_parked_notifications_gateway_event_id"),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("parked_notifications")
