"""What a partner's contract keeps with an order."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; the orders there have none."""
    op.add_column(
        "orders", sa.Column("contract_data", sa.JSON(), nullable=False, server_default="{}")
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_column("orders", "contract_data")
