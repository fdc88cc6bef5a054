"""What is on the shelves and what is promised. The numbers move by the statements of `checkout.stock` alone."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class StockLocation(Base):
    """A place that a shop sends from. The one with the lowest `priority` is asked first."""

    __tablename__ = "stock_locations"
    __table_args__ = (UniqueConstraint("shop_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    code: Mapped[str]
    name: Mapped[dict[str, str]]
    address: Mapped[dict[str, str] | None]
    priority: Mapped[int] = mapped_column(default=0)
    #: what lies at a place that is not active cannot be promised
    is_active: Mapped[bool] = mapped_column(default=True)


class StockItem(Base):
    """The stock of a variant at one location: `on_hand + backorder_limit - held` can still be promised.

    `on_hand` is below zero while units are owed to placed orders. A variant without any row never runs out.
    """

    __tablename__ = "stock_items"
    __table_args__ = (
        CheckConstraint("held >= 0", name="held_is_not_negative"),
        CheckConstraint("backorder_limit >= 0", name="backorder_limit_is_not_negative"),
        CheckConstraint("on_hand + backorder_limit >= held", name="never_oversold"),
    )

    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("stock_locations.id"), primary_key=True)
    on_hand: Mapped[int]
    held: Mapped[int] = mapped_column(default=0)
    #: how many may be promised before they are there
    backorder_limit: Mapped[int] = mapped_column(default=0)


class StockHold(Base):
    """Units promised to one order: taken when placing starts, kept through a decline, expiring by the database's clock.

    One that never expires is a sale: the units have left `on_hand`, and come back there if the order is cancelled.
    """

    __tablename__ = "stock_holds"
    __table_args__ = (
        UniqueConstraint("order_id", "variant_id", "location_id"),
        ForeignKeyConstraint(
            ["variant_id", "location_id"], ["stock_items.variant_id", "stock_items.location_id"]
        ),
        CheckConstraint("quantity > 0", name="holds_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    variant_id: Mapped[int]
    location_id: Mapped[int]
    quantity: Mapped[int]
    #: none: the units are sold
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
