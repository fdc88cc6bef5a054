"""Quotes: prices a shop has promised one buyer for a while. One that is accepted becomes a checkout, at most once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base
from .order import MAX_QUANTITY

OPEN, ACCEPTED, WITHDRAWN = "open", "accepted", "withdrawn"
STORED = (OPEN, ACCEPTED, WITHDRAWN)
#: what becomes of an open one by itself; derived from the clock and never stored
EXPIRED = "expired"


class Quote(Base):
    """A priced offer to a customer, or to whoever has an e-mail address. Nothing but `status` ever changes.

    Its checkout is the order whose `quote_id` it is. It holds from `valid_from` until just before `valid_until`.
    """

    __tablename__ = "quotes"
    __table_args__ = (
        CheckConstraint(f"status IN {STORED}", name="status_is_known"),
        CheckConstraint("valid_from < valid_until", name="begins_before_it_ends"),
        CheckConstraint("customer_id IS NOT NULL OR email <> ''", name="is_for_somebody"),
        CheckConstraint("(status = 'open') = (closed_at IS NULL)", name="closed_has_an_instant"),
        Index("ix_quotes_shop_id_id", "shop_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    #: for authenticated callers
    public_id: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(default=OPEN)
    #: none: whoever has the e-mail address
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    email: Mapped[str] = mapped_column(default="")
    #: ISO 4217
    currency: Mapped[str]
    locale: Mapped[str]
    #: the shop's words to the buyer
    note: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    created_at: Mapped[datetime]
    #: when it was accepted or withdrawn
    closed_at: Mapped[datetime | None]
    lines: Mapped[list["QuoteLine"]] = relationship(order_by="QuoteLine.id")

    def status_at(self, instant: datetime) -> str:
        """What it is at an instant: as stored, but for an open one that has ended."""
        ended = self.status == OPEN and self.valid_until <= instant
        return EXPIRED if ended else self.status


class QuoteLine(Base):
    """Up to so many units of a variant at an agreed price each."""

    __tablename__ = "quote_lines"
    __table_args__ = (
        UniqueConstraint("quote_id", "variant_id"),
        CheckConstraint(f"quantity BETWEEN 1 AND {MAX_QUANTITY}", name="quantity_is_sane"),
        CheckConstraint("unit_price >= 0", name="unit_price_is_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quotes.id"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    sku: Mapped[str]
    quantity: Mapped[int]
    #: minor units of the quote's currency
    unit_price: Mapped[int]
