"""After the payment: cancelling placed orders, and requests to capture money and to give it back.

What was sold stays written down by shelf, so that it can be put back; attempts to pay have running totals of their
events, which the database compares.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
IS_OPEN = sa.text("state IN ('created', 'unknown')")
LIVE = sa.text("state NOT IN ('declined', 'pending', 'voided')")
LIVE_BEFORE = sa.text("state <> 'declined'")
PENDING = sa.text("state = 'pending'")
#: in this order: each is compared with the one before it
TOTALS = {
    "capture_asked": {"never_captured_too_much": "capture_asked <= amount"},
    "captured": {
        "captured_is_not_negative": "captured >= 0",
        "captured_what_was_asked": "captured <= capture_asked",
    },
    "refund_asked": {
        "refund_is_not_negative": "refund_asked >= 0",
        "never_refunded_too_much": "refund_asked <= captured",
    },
}
TAKEN = (
    "(SELECT coalesce(sum(payment_events.amount), 0) FROM payment_events "
    "WHERE payment_events.payment_id = payments.id AND payment_events.kind = 'captured')"
)
COUNTED = ("order_id", "variant_id", "location_id", "quantity")
ONE_LIVE, ONE_PENDING = "uq_payments_one_live_attempt", "uq_payments_one_pending_attempt"


def upgrade() -> None:
    """Adds what was captured so far; of orders that are placed by now nobody knows any more from which shelf they were sold."""
    _add_totals()
    _index_attempts(LIVE)
    op.create_index(
        ONE_PENDING,
        "payments",
        ["order_id"],
        unique=True,
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )
    _add_requests()
    for name in ("cancel_reason", "cancel_actor"):
        op.add_column("orders", sa.Column(name, sa.String(), nullable=False, server_default=""))
    _let_holds_stay(nullable=True)


def downgrade() -> None:
    """Takes it away again: sales are no holds, and whoever paid beside an invoice has paid."""
    op.execute("DELETE FROM stock_holds WHERE expires_at IS NULL")
    _let_holds_stay(nullable=False)
    for name in ("cancel_reason", "cancel_actor"):
        op.drop_column("orders", name)
    op.drop_table("money_requests")
    op.drop_index(ONE_PENDING, "payments")
    op.execute("UPDATE payments SET state = 'declined' WHERE state = 'voided'")
    op.execute(
        "UPDATE payments SET state = 'declined' WHERE state = 'pending' AND EXISTS (SELECT 1 "
        "FROM payments AS other WHERE other.order_id = payments.order_id "
        "AND other.state NOT IN ('declined', 'pending'))"
    )
    _index_attempts(LIVE_BEFORE)
    for name in reversed(TOTALS):
        op.drop_column("payments", name)


def _add_totals() -> None:
    # As text, so that SQLite adds the columns with their checks and need not rewrite every payment.
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    for name, checks in TOTALS.items():
        rules = " ".join(
            f"CONSTRAINT ck_payments_{rule} CHECK ({words})" for rule, words in checks.items()
        )
        op.execute(f"ALTER TABLE payments ADD COLUMN {name} {kind} DEFAULT 0 NOT NULL {rules}")
    op.execute(f"UPDATE payments SET capture_asked = {TAKEN}, captured = {TAKEN}")


def _index_attempts(where: sa.TextClause) -> None:
    op.drop_index(ONE_LIVE, "payments")
    op.create_index(
        ONE_LIVE,
        "payments",
        ["order_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def _add_requests() -> None:
    op.create_table(
        "money_requests",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("payment_id", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        *(
            sa.Column(name, sa.String(), nullable=False, server_default="")
            for name in ("reason", "note", "refusal")
        ),
        sa.Column("request", sa.String(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        *(
            sa.Column(name, INSTANT, nullable=False)
            for name in ("created_at", "asked_at", "updated_at")
        ),
        sa.CheckConstraint(
            "kind IN ('capture', 'refund', 'void')", name="ck_money_requests_kind_is_known"
        ),
        sa.CheckConstraint(
            "state IN ('created', 'unknown', 'done', 'refused')",
            name="ck_money_requests_state_is_known",
        ),
        sa.CheckConstraint("amount > 0", name="ck_money_requests_amount_is_positive"),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name="fk_money_requests_payment_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_money_requests"),
        sa.UniqueConstraint("public_id", name="uq_money_requests_public_id"),
        sa.UniqueConstraint("idempotency_key", name="uq_money_requests_idempotency_key"),
    )
    op.create_index("ix_money_requests_payment_id", "money_requests", ["payment_id"])
    op.create_index(
        "ix_money_requests_asked_at",
        "money_requests",
        ["asked_at"],
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )


def _let_holds_stay(*, nullable: bool) -> None:
    """A hold that never expires is a sale."""
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("stock_holds", "expires_at", existing_type=INSTANT, nullable=nullable)
        return
    # SQLite cannot take the rule off a column; no other table refers to this one.
    op.drop_index("ix_stock_holds_expires_at", "stock_holds")
    op.execute("ALTER TABLE stock_holds RENAME TO stock_holds_before")
    op.create_table(
        "stock_holds",
        sa.Column("id", BIG, nullable=False),
        *(sa.Column(name, BIG, nullable=False) for name in COUNTED),
        sa.Column("expires_at", INSTANT, nullable=nullable),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_holds_holds_something")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_stock_holds_order_id"),
        sa.ForeignKeyConstraint(
            ["variant_id", "location_id"],
            ["stock_items.variant_id", "stock_items.location_id"],
            name="fk_stock_holds_variant_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_stock_holds"),
        sa.UniqueConstraint(*COUNTED[:3], name="uq_stock_holds_order_id_variant_id_location_id"),
    )
    columns = ", ".join(("id", *COUNTED, "expires_at"))
    op.execute(f"INSERT INTO stock_holds ({columns}) SELECT {columns} FROM stock_holds_before")
    op.drop_table("stock_holds_before")
    op.create_index("ix_stock_holds_expires_at", "stock_holds", ["expires_at"])
