"""What an order was before a call that places it as a whole or not at all."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; of orders that are being paid right now nobody knows what they were."""
    op.add_column("orders", sa.Column("before_placing", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Takes it away: what is declined from now on stays as it was sent."""
    op.drop_column("orders", "before_placing")
