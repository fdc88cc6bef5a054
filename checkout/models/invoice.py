"""Invoices: one for an order, numbered 1, 2, 3 … in each shop without a gap."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class Invoice(Base):
    """An order's invoice. What it says is the order's, which does not change any more, and the seller's as of then."""

    __tablename__ = "invoices"
    __table_args__ = (
        UniqueConstraint("shop_id", "number"),
        CheckConstraint("number > 0", name="number_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    number: Mapped[int]
    issued_at: Mapped[datetime]
    #: as `Shop.seller` was
    seller: Mapped[dict[str, str]]


class InvoiceCounter(Base):
    """The last number given out in a shop. It is taken in the transaction that writes the invoice, so none is lost."""

    __tablename__ = "invoice_counters"

    shop_id: Mapped[int] = mapped_column(
        ForeignKey("shops.id"), primary_key=True, autoincrement=False
    )
    last: Mapped[int]
