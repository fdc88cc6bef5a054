"""Gift cards and store credit with their ledger, and which of them an order uses."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the tables; orders that are there use none."""
    _add_accounts()
    _add_entries()
    op.create_index("ix_credit_entries_order_id", "credit_entries", ["order_id"])
    for column in _columns():
        op.add_column("orders", column)


def downgrade() -> None:
    """Takes them away again."""
    for column in _columns():
        op.drop_column("orders", column.name)
    op.drop_table("credit_entries")
    op.drop_table("credit_accounts")


def _columns() -> list[sa.Column]:
    return [
        sa.Column("gift_cards", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column(
            "use_store_credit", sa.Boolean(), nullable=False, server_default=sa.text("false")
        ),
    ]


def _add_accounts() -> None:
    op.create_table(
        "credit_accounts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("code_digest", sa.String(), nullable=True),
        sa.Column("code_tail", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("balance", BIG, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("balance >= 0", name="balance_is_not_negative"),
        sa.CheckConstraint("kind IN ('gift_card', 'store_credit')", name="kind_is_known"),
        sa.CheckConstraint(
            "(kind = 'store_credit') = (customer_id IS NOT NULL)",
            name="credit_is_somebodys",
        ),
        sa.CheckConstraint(
            "(kind = 'gift_card') = (code_digest IS NOT NULL)",
            name="gift_card_has_a_code",
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_credit_accounts_shop_id"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_credit_accounts_customer_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_credit_accounts"),
        sa.UniqueConstraint("public_id", name="uq_credit_accounts_public_id"),
        sa.UniqueConstraint("code_digest", name="uq_credit_accounts_code_digest"),
        sa.UniqueConstraint(
            "customer_id", "currency", name="uq_credit_accounts_customer_id_currency"
        ),
    )


def _add_entries() -> None:
    op.create_table(
        "credit_entries",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("order_id", BIG, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("attempt", BIG, nullable=False),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('issued', 'returned', 'spent')", name="kind_is_known"),
        sa.CheckConstraint(
            "(amount < 0) = (kind = 'spent') AND amount <> 0",
            name="sign_fits_kind",
        ),
        sa.CheckConstraint(
            "kind = 'issued' OR order_id IS NOT NULL",
            name="spending_has_an_order",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["credit_accounts.id"], name="fk_credit_entries_account_id"
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_credit_entries_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_credit_entries"),
        sa.UniqueConstraint(
            "account_id",
            "order_id",
            "kind",
            "attempt",
            name="uq_credit_entries_account_id_order_id_kind_attempt",
        ),
    )
