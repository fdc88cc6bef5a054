"""An index that lists a shop's orders as its programs ask for them: newest first by placing, carts by their making."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Replaces the index on the moment of placing alone, which no query could be served by."""
    op.drop_index("ix_orders_shop_id_placed", "orders")
    last_step = sa.text("coalesce(placed_at, created_at)")
    op.create_index("ix_orders_shop_id_last_step", "orders", ["shop_id", last_step, "id"])


def downgrade() -> None:
    """Puts the old one back."""
    op.drop_index("ix_orders_shop_id_last_step", "orders")
    op.create_index("ix_orders_shop_id_placed", "orders", ["shop_id", "placed_at", "id"])
