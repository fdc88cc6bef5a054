"""What pages list and what only programs use; facts about products; when a shop opened."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the columns. Everything there is listed; a shop is as old as its oldest order, else as old as this."""
    for table in ("products", "payment_methods"):
        op.add_column(table, _listed())
    op.add_column("products", sa.Column("summary", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column(
        "products", sa.Column("attributes", sa.JSON(), nullable=False, server_default="[]")
    )
    op.add_column("shops", sa.Column("created_at", INSTANT, nullable=True))
    op.execute(
        "UPDATE shops SET created_at = coalesce("
        "(SELECT min(orders.created_at) FROM orders WHERE orders.shop_id = shops.id), "
        "CURRENT_TIMESTAMP)"
    )


def downgrade() -> None:
    """Takes them away."""
    op.drop_column("shops", "created_at")
    op.drop_column("products", "attributes")
    op.drop_column("products", "summary")
    for table in ("payment_methods", "products"):
        op.drop_column(table, "is_listed")


def _listed() -> sa.Column:
    return sa.Column("is_listed", sa.Boolean(), nullable=False, server_default=sa.text("true"))
