"""Ways to pay that customers left with a gateway."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds the table; nobody has any yet."""
    op.create_table(
        "stored_methods",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("gateway", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_stored_methods_customer_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_stored_methods"),
        sa.UniqueConstraint("public_id", name="uq_stored_methods_public_id"),
        sa.UniqueConstraint(
            "customer_id", "gateway", "token", name="uq_stored_methods_customer_id_gateway_token"
        ),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("stored_methods")
