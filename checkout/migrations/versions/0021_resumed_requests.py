"""Requests that are resumed: who holds a key and until when, and which request an attempt to pay was made for."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the columns. What was claimed before is held since then, so it can be taken over after its minute."""
    attempt = sa.Column("attempt", sa.BigInteger().with_variant(sa.Integer(), "sqlite"))
    with op.batch_alter_table("idempotency_records") as records:
        records.add_column(attempt)
        records.add_column(sa.Column("leased_until", INSTANT))
    op.execute("UPDATE idempotency_records SET attempt = 1, leased_until = claimed_at")
    with op.batch_alter_table("idempotency_records") as records:
        records.alter_column("attempt", nullable=False)
        records.alter_column("leased_until", nullable=False)
    op.add_column("payments", sa.Column("request", sa.String(), nullable=True))


def downgrade() -> None:
    """Takes them away."""
    op.drop_column("payments", "request")
    with op.batch_alter_table("idempotency_records") as records:
        records.drop_column("leased_until")
        records.drop_column("attempt")
