"""Data that orders are made from, entries of their history that were dealt with, and calls that partners asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
NOT_BEGUN = sa.text("begun_at IS NULL")
WAITING = sa.text("done_at IS NULL AND given_up_at IS NULL")


def upgrade() -> None:
    """Adds them; nothing that is there has any."""
    op.create_table(
        "production_data",
        sa.Column("id", BIG, nullable=False),
        sa.Column("order_id", BIG, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("begun_at", INSTANT, nullable=True),
        sa.CheckConstraint("size > 0", name="ck_production_data_is_not_empty"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_production_data_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_production_data"),
        sa.UniqueConstraint("order_id", name="uq_production_data_order_id"),
    )
    op.create_index(
        "ix_production_data_begun_at",
        "production_data",
        ["received_at"],
        sqlite_where=NOT_BEGUN,
        postgresql_where=NOT_BEGUN,
    )
    op.create_table(
        "event_receipts",
        sa.Column("event_id", BIG, autoincrement=False, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("acknowledged_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["order_events.id"], name="fk_event_receipts_event_id"
        ),
        sa.PrimaryKeyConstraint("event_id", name="pk_event_receipts"),
    )
    op.create_table(
        "callbacks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("order_id", BIG, nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("attempts", BIG, nullable=False, server_default="0"),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("given_up_at", INSTANT, nullable=True),
        sa.Column("fault", sa.String(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_callbacks_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_callbacks"),
        sa.UniqueConstraint("order_id", name="uq_callbacks_order_id"),
    )
    op.create_index(
        "ix_callbacks_next_at",
        "callbacks",
        ["next_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    """Takes them away."""
    for table in ("callbacks", "event_receipts", "production_data"):
        op.drop_table(table)
