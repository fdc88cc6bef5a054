"""Payment attempts and what happened to them. Amounts are sums of events, never stored beside them."""

from datetime import datetime

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
}
#: The outcome is not known yet: the order waits.
UNSETTLED = ("created", "action", "unknown")
#: The order may stand on it.
GOOD = ("pending", "authorized", "captured")


class Payment(Base):
    """One attempt to pay for one order, with its own idempotency key at the gateway."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_is_positive"),
        # At most one attempt that took or may take money: a second one is impossible even for a bug.
        Index(
            "uq_payments_one_live_attempt",
            "order_id",
            unique=True,
            sqlite_where=text("state <> 'declined'"),
            postgresql_where=text("state <> 'declined'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    method: Mapped[str]
    gateway: Mapped[str]
    #: minor units
    amount: Mapped[int]
    currency: Mapped[str]
    state: Mapped[str]
    #: ours, sent with every call about this attempt
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    #: which request of a program it was made for, by `idempotency.New.request`; none: a shopper's own click
    request: Mapped[str | None]
    #: the gateway's
    reference: Mapped[str | None]
    #: where the shopper finishes it, while `state` is "action"
    action_url: Mapped[str | None]
    #: why it was declined, the gateway's reason in our words' code
    decline_reason: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    events: Mapped[list["PaymentEvent"]] = relationship(order_by="PaymentEvent.id")

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
