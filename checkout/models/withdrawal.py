"""Withdrawals from a contract: what a consumer declared, when, and where the receipt went."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class Withdrawal(Base):
    """A declaration of withdrawal from an order or some units of it. Append-only: it counts from the moment it was made."""

    __tablename__ = "withdrawals"
    __table_args__ = (UniqueConstraint("order_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    #: of the form it came from: sent twice, it is one declaration
    key: Mapped[str]
    #: who declared it, and where the receipt goes, as they said
    name: Mapped[str]
    email: Mapped[str]
    #: the language the receipt is written in
    locale: Mapped[str]
    #: units by the id of their line
    units: Mapped[dict[str, int]]
    declared_at: Mapped[datetime]
    #: the last day on which it could be declared; none: the period had not begun
    last_day: Mapped[date | None]
