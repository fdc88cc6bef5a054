"""When it was forgotten what a message says, and a quick way to those of which it is not."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

INDEX = "ix_outbox_messages_not_forgotten"
NOT_FORGOTTEN = sa.text("forgotten_at IS NULL")


def upgrade() -> None:
    """Adds both; what is old enough is forgotten by the worker, little by little."""
    op.add_column(
        "outbox_messages", sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        INDEX,
        "outbox_messages",
        ["occurred_at"],
        sqlite_where=NOT_FORGOTTEN,
        postgresql_where=NOT_FORGOTTEN,
    )


def downgrade() -> None:
    """Takes them away; what was forgotten stays forgotten."""
    op.drop_index(INDEX, "outbox_messages")
    op.drop_column("outbox_messages", "forgotten_at")
