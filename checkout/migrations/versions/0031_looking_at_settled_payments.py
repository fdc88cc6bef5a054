"""What a gateway told of a payment that is not as it was asked for, and when it is asked again how a settled one stands."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

LOOKS = sa.text("look_at IS NOT NULL")
KNOWN = "mismatch IN ('', 'amount', 'currency', 'account')"


def upgrade() -> None:
    """Adds both columns. What was paid before is looked at, too, from the next round of the worker on."""
    # As text, so that SQLite adds the column with its check and need not rewrite every payment.
    op.execute(
        "ALTER TABLE payments ADD COLUMN mismatch VARCHAR DEFAULT '' NOT NULL "
        f"CONSTRAINT ck_payments_mismatch_is_known CHECK ({KNOWN})"
    )
    op.add_column("payments", sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_payments_look_at", "payments", ["look_at"], sqlite_where=LOOKS, postgresql_where=LOOKS
    )
    op.execute(
        "UPDATE payments SET look_at = updated_at "
        "WHERE state IN ('authorized', 'captured') AND gateway <> 'offline'"
    )


def downgrade() -> None:
    """Takes both away: nobody is asked about a settled payment any more."""
    op.drop_index("ix_payments_look_at", table_name="payments")
    op.drop_column("payments", "look_at")
    op.drop_column("payments", "mismatch")
