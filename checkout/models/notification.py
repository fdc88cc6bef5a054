"""What gateways told by themselves, so that nothing told twice counts twice."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class GatewayNotification(Base):
    """A notification that was taken: it is written down in the transaction that applies it, or not at all. Holds nobody's data."""

    __tablename__ = "gateway_notifications"
    __table_args__ = (UniqueConstraint("gateway", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gateway: Mapped[str]
    #: the gateway's
    event_id: Mapped[str]
    #: the gateway's word for what happened
    type: Mapped[str]
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    taken_at: Mapped[datetime]


class ParkedNotification(Base):
    """A notification that could not be applied. It goes away when it is, told again or looked after by somebody; the fault is a class name."""

    __tablename__ = "parked_notifications"
    __table_args__ = (UniqueConstraint("gateway", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gateway: Mapped[str]
    event_id: Mapped[str]
    type: Mapped[str]
    #: our key of the attempt it is about
    idempotency_key: Mapped[str]
    fault: Mapped[str]
    tries: Mapped[int]
    parked_at: Mapped[datetime]
    tried_at: Mapped[datetime]
