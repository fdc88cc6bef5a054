"""Customers, their address books, whose order it is, and how much of a limited thing was used lately."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the tables; orders that are there stay guests' orders."""
    _add_customers()
    _add_addresses()
    op.create_table(
        "throttle_buckets",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("full_at", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_throttle_buckets"),
    )
    # As text, so that SQLite adds the column with its reference and need not rewrite every order.
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE orders ADD COLUMN customer_id {kind} "
        "CONSTRAINT fk_orders_customer_id REFERENCES customers (id)"
    )
    op.create_index("ix_orders_customer_id", "orders", ["customer_id"])


def downgrade() -> None:
    """Takes them away again."""
    op.drop_index("ix_orders_customer_id", "orders")
    op.execute("ALTER TABLE orders DROP COLUMN customer_id")
    op.drop_table("throttle_buckets")
    op.drop_table("customer_addresses")
    op.drop_table("customers")


def _add_customers() -> None:
    op.create_table(
        "customers",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("shop_id", INTEGER, nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("folded_email", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("stamp", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("customer_group", sa.String(), nullable=False),
        sa.Column("vat_id", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "(password_hash IS NULL) = (stamp IS NULL)", name="ck_customers_password_has_a_stamp"
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_customers_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
        sa.UniqueConstraint("public_id", name="uq_customers_public_id"),
        sa.UniqueConstraint("shop_id", "folded_email", name="uq_customers_shop_id_folded_email"),
    )


def _add_addresses() -> None:
    op.create_table(
        "customer_addresses",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("customer_id", INTEGER, nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_customer_addresses_customer_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_customer_addresses"),
    )
    op.create_index("ix_customer_addresses_customer_id", "customer_addresses", ["customer_id"])
    op.create_index(
        "uq_customer_addresses_one_default",
        "customer_addresses",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("is_default"),
        postgresql_where=sa.text("is_default"),
    )
