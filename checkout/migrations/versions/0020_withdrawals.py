"""Where shipments are, and withdrawals from contracts."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
TRACKING = ("carrier", "tracking_number", "tracking_url")


def upgrade() -> None:
    """Adds the columns and the table. Nothing was sent yet as far as anybody said, and nothing is exempt."""
    for name in TRACKING:
        op.add_column("shipments", _text(name))
    for name in ("shipped_at", "delivered_at"):
        op.add_column("shipments", sa.Column(name, INSTANT, nullable=True))
    for table in ("products", "order_lines"):
        op.add_column(table, _text("withdrawal_exemption"))
    op.add_column("shops", sa.Column("withdrawal_days", BIG, nullable=False, server_default="14"))
    op.create_table(
        "withdrawals",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("order_id", BIG, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("declared_at", INSTANT, nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_withdrawals_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_withdrawals"),
        sa.UniqueConstraint("public_id", name="uq_withdrawals_public_id"),
        sa.UniqueConstraint("order_id", "key", name="uq_withdrawals_order_id_key"),
    )
    op.create_index("ix_withdrawals_order_id", "withdrawals", ["order_id"])


def downgrade() -> None:
    """Takes them away."""
    op.drop_table("withdrawals")
    op.drop_column("shops", "withdrawal_days")
    for table in ("order_lines", "products"):
        op.drop_column(table, "withdrawal_exemption")
    for name in ("delivered_at", "shipped_at", *reversed(TRACKING)):
        op.drop_column("shipments", name)


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=False, server_default="")
