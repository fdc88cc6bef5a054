"""When goods are handed over: slots of limited capacity. The numbers move by the statements of `checkout.windows` alone."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class DeliveryWindow(Base):
    """A slot for so many shipments to a zone, or to anywhere, by one method, or by any.

    Not a part of the catalogue: `taken` changes with orders. That a shop has windows at all is.
    """

    __tablename__ = "delivery_windows"
    __table_args__ = (
        CheckConstraint("taken >= 0", name="taken_is_not_negative"),
        CheckConstraint("taken <= capacity", name="never_overbooked"),
        CheckConstraint("starts_at < ends_at", name="takes_time"),
        Index("ix_delivery_windows_shop_id_starts_at", "shop_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("shipping_zones.id"))
    #: code of the shipping method; none: of any
    method: Mapped[str | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0, server_default="0")
    #: from this instant on it can no longer be chosen
    cutoff_at: Mapped[datetime]


class WindowHold(Base):
    """A place in a window that a shipment of an order has: taken in placing, given back when the order is not placed after all."""

    __tablename__ = "window_holds"
    __table_args__ = (UniqueConstraint("order_id", "origin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    #: which shipment of the order
    origin: Mapped[str]
    window_id: Mapped[int] = mapped_column(ForeignKey("delivery_windows.id"), index=True)
    #: until when a payment is waited for, by the database's clock; none: the order is placed
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
