"""Whether a way to pay takes the money at once, and what a shopper needs to pay by bank transfer."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns: what is there takes its money at once."""
    manual = sa.Column("manual_capture", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("payment_methods", manual)
    transfer = sa.Column("transfer", sa.JSON(), nullable=False, server_default="{}")
    op.add_column("payment_methods", transfer)


def downgrade() -> None:
    """Takes them away."""
    op.drop_column("payment_methods", "transfer")
    op.drop_column("payment_methods", "manual_capture")
