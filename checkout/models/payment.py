"""Payment attempts, what happened to them, and the requests to move their money. Amounts are sums of events.

`captured`, `capture_asked` and `refund_asked` of an attempt are running totals, there for the database to compare: nothing is
asked for twice, and nothing is given back that was not taken. The doctor holds them to the events.
"""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base

#: (state, event) -> state. What is not listed cannot happen, or happened already and changes nothing.
TRANSITIONS = {
    ("created", "action_required"): "action",
    ("created", "lost"): "unknown",
    ("created", "accepted"): "pending",
    ("created", "authorized"): "authorized",
    ("created", "captured"): "captured",
    ("created", "declined"): "declined",
    ("action", "lost"): "unknown",
    ("action", "accepted"): "pending",
    ("action", "authorized"): "authorized",
    ("action", "captured"): "captured",
    ("action", "declined"): "declined",
    ("unknown", "action_required"): "action",
    ("unknown", "accepted"): "pending",
    ("unknown", "authorized"): "authorized",
    ("unknown", "captured"): "captured",
    ("unknown", "declined"): "declined",
    ("pending", "captured"): "captured",
    ("authorized", "captured"): "captured",
    ("pending", "voided"): "voided",
    ("authorized", "voided"): "voided",
}
#: The outcome is not known yet: the order waits.
UNSETTLED = ("created", "action", "unknown")
#: The order may stand on it.
GOOD = ("pending", "authorized", "captured")
#: No order stands on it. What it takes all the same is given back.
OVER = ("declined", "voided")
#: A second attempt may begin beside it: none of these is asking anyone for money.
BESIDE = ("declined", "pending", "voided")

#: (state, event) -> state of a request to move money. One that was refused moves nothing; one whose answer was lost is asked about again.
REQUEST_TRANSITIONS = {
    ("created", "lost"): "unknown",
    ("created", "accepted"): "done",
    ("created", "refused"): "refused",
    ("unknown", "accepted"): "done",
    ("unknown", "refused"): "refused",
}
OPEN_REQUESTS = ("created", "unknown")
#: why an order is cancelled, or money given back
REASONS = (
    "requested_by_customer",
    "withdrawal",
    "damaged",
    "not_delivered",
    "out_of_stock",
    "duplicate",
    "fraudulent",
    "goodwill",
    "other",
)
CAPTURE, REFUND, VOID = KINDS = ("capture", "refund", "void")


#: so long after it is settled its gateway is asked again how it stands
FIRST_LOOK = timedelta(days=1)
#: what a gateway may tell of an attempt that is not as it was asked for
MISMATCHES = ("amount", "currency", "account")

LIVE = f"state NOT IN {BESIDE}"
LOOKS = text("look_at IS NOT NULL")
REQUEST_IS_OPEN = text(f"state IN {OPEN_REQUESTS}")


class Payment(Base):
    """One attempt to pay for one order, with its own idempotency key at the gateway."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint("captured >= 0", name="captured_is_not_negative"),
        CheckConstraint("captured <= capture_asked", name="captured_what_was_asked"),
        CheckConstraint("capture_asked <= amount", name="never_captured_too_much"),
        CheckConstraint("refund_asked >= 0", name="refund_is_not_negative"),
        CheckConstraint("refund_asked <= captured", name="never_refunded_too_much"),
        # At most one attempt that took or may take money of its own accord, and at most one that waits for it to come:
        # a second one is impossible even for a bug.
        Index(
            "uq_payments_one_live_attempt",
            "order_id",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        Index(
            "uq_payments_one_pending_attempt",
            "order_id",
            unique=True,
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        CheckConstraint(f"mismatch IN {('', *MISMATCHES)}", name="mismatch_is_known"),
        Index("ix_payments_look_at", "look_at", sqlite_where=LOOKS, postgresql_where=LOOKS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    method: Mapped[str]
    gateway: Mapped[str]
    #: minor units
    amount: Mapped[int]
    currency: Mapped[str]
    #: minor units taken so far
    captured: Mapped[int] = mapped_column(default=0, server_default="0")
    #: minor units taken or asked for
    capture_asked: Mapped[int] = mapped_column(default=0, server_default="0")
    #: minor units given back or on their way
    refund_asked: Mapped[int] = mapped_column(default=0, server_default="0")
    state: Mapped[str]
    #: ours, sent with every call about this attempt
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    #: which request of a program it was made for, by `idempotency.New.request`, or which form of a shopper's
    request: Mapped[str | None]
    #: the gateway's
    reference: Mapped[str | None]
    #: where the shopper finishes it, while `state` is "action"
    action_url: Mapped[str | None]
    #: why it was declined, the gateway's reason in our words' code
    decline_reason: Mapped[str | None]
    #: one of `MISMATCHES`: it pays for nothing, and a person must look; empty: what the gateway told last is as it was asked for
    mismatch: Mapped[str] = mapped_column(default="", server_default="")
    #: when its gateway is asked next, once it is settled, whether somebody moved its money there; none: never
    look_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    events: Mapped[list["PaymentEvent"]] = relationship(order_by="PaymentEvent.id", viewonly=True)

    @property
    def counts(self) -> bool:
        """Whether what it took pays for the order. Money that came after all to an attempt that was over does not: it goes back.

        An invoice of which a part had come before it was paid otherwise is over too, and its part counts.
        """
        return self.state not in OVER or self.captured < self.amount

    def sum_of(self, kind: str) -> int:
        """Minor units of all events of `kind`, for example "captured"."""
        return sum(event.amount for event in self.events if event.kind == kind)


class PaymentEvent(Base):
    """Something that happened to an attempt. Append-only; one event of a kind per reference."""

    __tablename__ = "payment_events"
    __table_args__ = (
        UniqueConstraint("payment_id", "kind", "reference"),
        CheckConstraint("amount >= 0", name="amount_is_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"))
    kind: Mapped[str]
    amount: Mapped[int]
    reference: Mapped[str]
    occurred_at: Mapped[datetime]


class MoneyRequest(Base):
    """A request to move money of an attempt the order stands on: to capture it, to give it back, or to let it go.

    It has a key of its own at the gateway, which never changes: whoever asks again asks for the same.
    """

    __tablename__ = "money_requests"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind_is_known"),
        CheckConstraint(
            "state IN ('created', 'unknown', 'done', 'refused')", name="state_is_known"
        ),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        Index(
            "ix_money_requests_asked_at",
            "asked_at",
            sqlite_where=REQUEST_IS_OPEN,
            postgresql_where=REQUEST_IS_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    kind: Mapped[str]
    #: minor units; of a void, what is let go
    amount: Mapped[int]
    state: Mapped[str]
    #: ours, sent with every call about this request
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    #: the gateway's
    reference: Mapped[str | None]
    #: a code of `REASONS`; empty: what it is for is plain
    reason: Mapped[str] = mapped_column(default="", server_default="")
    #: why, in the shop's own words
    note: Mapped[str] = mapped_column(default="", server_default="")
    #: why the gateway refused, its reason in our words' code
    refusal: Mapped[str] = mapped_column(default="", server_default="")
    #: which request of a program it was made for, by `idempotency.New.request`
    request: Mapped[str | None]
    #: "shopper", "system", "command", or the API key's name
    actor: Mapped[str]
    created_at: Mapped[datetime]
    #: when the gateway was asked last, or is to be asked first
    asked_at: Mapped[datetime]
    updated_at: Mapped[datetime]
