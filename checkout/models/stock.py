"""What is on the shelves and what is promised. It moves by the statements of `checkout.stock` and `checkout.keeping` alone."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
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
    Of stock kept by unit the three are zero: it is the rows of `StockUnit`, and nothing is promised beyond them.
    """

    __tablename__ = "stock_items"
    __table_args__ = (
        CheckConstraint("held >= 0", name="held_is_not_negative"),
        CheckConstraint("backorder_limit >= 0", name="backorder_limit_is_not_negative"),
        CheckConstraint("on_hand + backorder_limit >= held", name="never_oversold"),
        CheckConstraint(
            "NOT by_unit OR (on_hand = 0 AND held = 0 AND backorder_limit = 0)",
            name="kept_by_unit_counts_nothing",
        ),
    )

    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("stock_locations.id"), primary_key=True)
    on_hand: Mapped[int]
    held: Mapped[int] = mapped_column(default=0)
    #: how many may be promised before they are there
    backorder_limit: Mapped[int] = mapped_column(default=0)
    #: whether a row for each unit says what is there, instead of the numbers
    by_unit: Mapped[bool] = mapped_column(default=False)


class StockHold(Base):
    """Units promised to one order: taken when placing starts, kept through a decline, expiring by the database's clock.

    One that never expires is a sale: the units have left `on_hand`, and come back there if the order is cancelled.
    Units with rows of their own belong to it as long as it is there.
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


class StockUnit(Base):
    """One unit of a variant whose stock is kept by unit. It is free, or belongs to a hold, which is a sale when it never expires."""

    __tablename__ = "stock_units"
    __table_args__ = (
        UniqueConstraint("variant_id", "serial"),
        ForeignKeyConstraint(
            ["variant_id", "location_id"], ["stock_items.variant_id", "stock_items.location_id"]
        ),
        Index(
            "ix_stock_units_free",
            "variant_id",
            "location_id",
            "id",
            sqlite_where=text("hold_id IS NULL"),
            postgresql_where=text("hold_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    variant_id: Mapped[int]
    location_id: Mapped[int]
    #: what is written on it, if anything
    serial: Mapped[str | None]
    #: who has it; none: it is free. A hold that goes leaves its units free, whoever removes it
    hold_id: Mapped[int | None] = mapped_column(
        ForeignKey("stock_holds.id", ondelete="SET NULL"), index=True
    )
