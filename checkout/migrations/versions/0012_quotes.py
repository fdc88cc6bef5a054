"""Quotes, and which of them an order came from."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the tables; orders that are there came from none."""
    _add_quotes()
    _add_lines()
    # As text, so that SQLite adds the column with its reference and need not rewrite every order.
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE orders ADD COLUMN quote_id {kind} "
        "CONSTRAINT fk_orders_quote_id REFERENCES quotes (id)"
    )
    op.add_column("orders", sa.Column("agreement", sa.JSON(), nullable=True))
    op.create_index(
        "uq_orders_one_per_quote",
        "orders",
        ["quote_id"],
        unique=True,
        sqlite_where=sa.text("quote_id IS NOT NULL"),
        postgresql_where=sa.text("quote_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Takes them away again; orders keep the prices they were placed at."""
    op.drop_index("uq_orders_one_per_quote", "orders")
    op.drop_column("orders", "agreement")
    op.execute("ALTER TABLE orders DROP COLUMN quote_id")
    op.drop_table("quote_lines")
    op.drop_table("quotes")


def _add_quotes() -> None:
    op.create_table(
        "quotes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("valid_from", INSTANT, nullable=False),
        sa.Column("valid_until", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "status IN ('open', 'accepted', 'withdrawn')", name=op.f("ck_quotes_status_is_known")
        ),
        sa.CheckConstraint(
            "valid_from < valid_until", name=op.f("ck_quotes_begins_before_it_ends")
        ),
        sa.CheckConstraint(
            "customer_id IS NOT NULL OR email <> ''", name=op.f("ck_quotes_is_for_somebody")
        ),
        sa.CheckConstraint(
            "(status = 'open') = (closed_at IS NULL)", name=op.f("ck_quotes_closed_has_an_instant")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_quotes_shop_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_quotes_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quotes"),
        sa.UniqueConstraint("public_id", name="uq_quotes_public_id"),
    )
    op.create_index("ix_quotes_shop_id_id", "quotes", ["shop_id", "id"])
    op.create_index("ix_quotes_customer_id", "quotes", ["customer_id"])


def _add_lines() -> None:
    op.create_table(
        "quote_lines",
        sa.Column("id", BIG, nullable=False),
        sa.Column("quote_id", BIG, nullable=False),
        sa.Column("variant_id", BIG, nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("quantity", BIG, nullable=False),
        sa.Column("unit_price", BIG, nullable=False),
        sa.CheckConstraint(
            "quantity BETWEEN 1 AND 9999", name=op.f("ck_quote_lines_quantity_is_sane")
        ),
        sa.CheckConstraint(
            "unit_price >= 0", name=op.f("ck_quote_lines_unit_price_is_not_negative")
        ),
        sa.ForeignKeyConstraint(["quote_id"], ["quotes.id"], name="fk_quote_lines_quote_id"),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name="fk_quote_lines_variant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quote_lines"),
        sa.UniqueConstraint("quote_id", "variant_id", name="uq_quote_lines_quote_id_variant_id"),
    )
