"""Requests for a new password."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the table; nobody has asked yet."""
    op.create_table(
        "password_requests",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("folded_email", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_password_requests_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_password_requests"),
        sa.UniqueConstraint("public_id", name="uq_password_requests_public_id"),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("password_requests")
