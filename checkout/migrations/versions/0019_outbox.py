"""The outbox: messages about orders, notices on their way to recipients, subscriptions of webhooks."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
NOT_ADDRESSED = sa.text("addressed_at IS NULL")
WAITING = sa.text("done_at IS NULL AND given_up_at IS NULL")
TO_SUBSCRIPTION = sa.text("subscription_id IS NOT NULL")
TO_ANYONE_ELSE = sa.text("subscription_id IS NULL")


def upgrade() -> None:
    """Adds the tables. Placed orders were told already, but for callbacks that still have to be made."""
    _add_messages()
    _add_subscriptions()
    _add_notices()
    sends = sa.Column("sends_mails", sa.Boolean(), nullable=False, server_default=sa.text("true"))
    op.add_column("shops", sends)
    op.execute(
        "INSERT INTO outbox_messages "
        "(shop_id, order_id, type, subject, sequence, data, occurred_at, addressed_at) "
        "SELECT shop_id, id, 'order.placed', '', 1, '{}', placed_at, placed_at "
        "FROM orders WHERE state = 'placed'"
    )
    op.execute(
        "INSERT INTO notices "
        "(message_id, kind, attempts, began_at, next_at, done_at, given_up_at, fault) "
        "SELECT outbox_messages.id, 'callback', callbacks.attempts, outbox_messages.occurred_at, "
        "callbacks.next_at, callbacks.done_at, callbacks.given_up_at, callbacks.fault "
        "FROM callbacks JOIN outbox_messages ON outbox_messages.order_id = callbacks.order_id"
    )
    op.drop_index("ix_callbacks_next_at", "callbacks")
    for column in ("attempts", "next_at", "done_at", "given_up_at", "fault"):
        op.drop_column("callbacks", column)


def downgrade() -> None:
    """Takes them away; what became of callbacks goes back to where it was."""
    count = sa.Column("attempts", BIG, nullable=False, server_default="0")
    op.add_column("callbacks", count)
    begins = sa.Column("next_at", INSTANT, nullable=False, server_default="2026-01-01 00:00:00")
    op.add_column("callbacks", begins)
    for name in ("done_at", "given_up_at"):
        op.add_column("callbacks", sa.Column(name, INSTANT, nullable=True))
    fault = sa.Column("fault", sa.String(), nullable=False, server_default="")
    op.add_column("callbacks", fault)
    for name in ("attempts", "next_at", "done_at", "given_up_at", "fault"):
        kept = (
            f"(SELECT notices.{name} FROM notices "
            "JOIN outbox_messages ON outbox_messages.id = notices.message_id "
            "WHERE outbox_messages.order_id = callbacks.order_id AND notices.kind = 'callback')"
        )
        op.execute(f"UPDATE callbacks SET {name} = coalesce({kept}, {name})")
    op.create_index(
        "ix_callbacks_next_at",
        "callbacks",
        ["next_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.drop_column("shops", "sends_mails")
    for table in ("notices", "webhook_subscriptions", "outbox_messages"):
        op.drop_table(table)


def _add_messages() -> None:
    op.create_table(
        "outbox_messages",
        sa.Column("id", BIG, nullable=False),
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("order_id", BIG, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False, server_default=""),
        sa.Column("sequence", BIG, nullable=True),
        sa.Column("data", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.Column("addressed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_outbox_messages_shop_id"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_outbox_messages_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_messages"),
        sa.UniqueConstraint(
            "order_id", "type", "subject", name="uq_outbox_messages_order_id_type_subject"
        ),
        sa.UniqueConstraint("order_id", "sequence", name="uq_outbox_messages_order_id_sequence"),
    )
    op.create_index(
        "ix_outbox_messages_not_addressed",
        "outbox_messages",
        ["id"],
        sqlite_where=NOT_ADDRESSED,
        postgresql_where=NOT_ADDRESSED,
    )


def _add_subscriptions() -> None:
    op.create_table(
        "webhook_subscriptions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("shop_id", BIG, nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(), nullable=False, server_default=""),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("former_secret", sa.String(), nullable=False, server_default=""),
        sa.Column("former_until", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("disabled_at", INSTANT, nullable=True),
        sa.Column("disabled_why", sa.String(), nullable=False, server_default=""),
        sa.Column("failures", BIG, nullable=False, server_default="0"),
        sa.Column("rests_until", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name="fk_webhook_subscriptions_shop_id"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_subscriptions"),
        sa.UniqueConstraint("public_id", name="uq_webhook_subscriptions_public_id"),
    )
    op.create_index("ix_webhook_subscriptions_shop_id", "webhook_subscriptions", ["shop_id"])


def _add_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", BIG, nullable=False),
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subscription_id", BIG, nullable=True),
        sa.Column("attempts", BIG, nullable=False, server_default="0"),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("given_up_at", INSTANT, nullable=True),
        sa.Column("fault", sa.String(), nullable=False, server_default=""),
        sa.CheckConstraint(
            "kind IN ('webhook', 'mail', 'callback')", name="ck_notices_kind_is_known"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["outbox_messages.id"], name="fk_notices_message_id"
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["webhook_subscriptions.id"], name="fk_notices_subscription_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
    )
    op.create_index("ix_notices_subscription_id", "notices", ["subscription_id"])
    op.create_index(
        "ix_notices_waiting",
        "notices",
        ["kind", "next_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    for name, columns, where in (
        ("uq_notices_one_per_subscription", ["message_id", "subscription_id"], TO_SUBSCRIPTION),
        ("uq_notices_one_of_a_kind", ["message_id", "kind"], TO_ANYONE_ELSE),
    ):
        op.create_index(
            name, "notices", columns, unique=True, sqlite_where=where, postgresql_where=where
        )
