"""The outbox: what happened to an order, written down with the change itself, and who is still to be told of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base

KINDS = ("webhook", "mail", "callback")
NOT_ADDRESSED = text("addressed_at IS NULL")
NOT_FORGOTTEN = text("forgotten_at IS NULL")
WAITING = text("done_at IS NULL AND given_up_at IS NULL")
TO_SUBSCRIPTION = text("subscription_id IS NOT NULL")
TO_ANYONE_ELSE = text("subscription_id IS NULL")


class OutboxMessage(Base):
    """Something that happened. Nobody says it twice: one row for an order, a type and a subject."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        UniqueConstraint("order_id", "type", "subject"),
        UniqueConstraint("order_id", "sequence"),
        Index(
            "ix_outbox_messages_not_addressed",
            "id",
            sqlite_where=NOT_ADDRESSED,
            postgresql_where=NOT_ADDRESSED,
        ),
        Index(
            "ix_outbox_messages_not_forgotten",
            "occurred_at",
            sqlite_where=NOT_FORGOTTEN,
            postgresql_where=NOT_FORGOTTEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    #: for example "order.placed"
    type: Mapped[str]
    #: which of several of its type: a payment's, shipment's or refund's id; empty: there is only one
    subject: Mapped[str] = mapped_column(default="", server_default="")
    #: 1, 2, 3 … for an order; none: it is nobody's business but the shopper's
    sequence: Mapped[int | None]
    #: what the order itself does not know of it
    data: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    occurred_at: Mapped[datetime]
    #: when it was found out who wants to know
    addressed_at: Mapped[datetime | None]
    #: since when `data` is empty, because everybody was told long ago
    forgotten_at: Mapped[datetime | None]


class Notice(Base):
    """A message on its way to one recipient, again and again until it is taken or it is too late."""

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind_is_known"),
        Index(
            "uq_notices_one_per_subscription",
            "message_id",
            "subscription_id",
            unique=True,
            sqlite_where=TO_SUBSCRIPTION,
            postgresql_where=TO_SUBSCRIPTION,
        ),
        Index(
            "uq_notices_one_of_a_kind",
            "message_id",
            "kind",
            unique=True,
            sqlite_where=TO_ANYONE_ELSE,
            postgresql_where=TO_ANYONE_ELSE,
        ),
        Index(
            "ix_notices_waiting",
            "kind",
            "next_at",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("outbox_messages.id"))
    kind: Mapped[str]
    subscription_id: Mapped[int | None] = mapped_column(
        ForeignKey("webhook_subscriptions.id"), index=True
    )
    #: how often it was claimed, which also tells one claim from the next
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    #: since when it is tried: patience ends so long after it
    began_at: Mapped[datetime]
    #: not before; while a worker is at it, when another one may take over
    next_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    #: what went wrong last
    fault: Mapped[str] = mapped_column(default="", server_default="")


class WebhookSubscription(Base):
    """An address that is told what happens to the orders of a shop, signed with a secret that only both know."""

    __tablename__ = "webhook_subscriptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), index=True)
    url: Mapped[str]
    #: types of messages; "*" for all
    events: Mapped[list[str]]
    name: Mapped[str] = mapped_column(default="", server_default="")
    #: sealed: it is needed for signing, and shown once
    secret: Mapped[str]
    #: signs beside the new one for a while after it was replaced
    former_secret: Mapped[str] = mapped_column(default="", server_default="")
    former_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    #: from then on nothing is sent any more
    disabled_at: Mapped[datetime | None]
    #: why: "paused" by its owner, "gone" when its server said so
    disabled_why: Mapped[str] = mapped_column(default="", server_default="")
    #: attempts in vain since the last good one
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    #: after one in vain nobody is asked before
    rests_until: Mapped[datetime | None]
