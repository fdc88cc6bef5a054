"""What is on the shelf and what is promised. The numbers move by the statements of `checkout.stock` alone."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class StockItem(Base):
    """The stock of a variant: `on_hand - held` can still be promised. A variant without a row never runs out."""

    __tablename__ = "stock_items"
    __table_args__ = (
        CheckConstraint("held >= 0", name="held_is_not_negative"),
        CheckConstraint("on_hand >= held", name="never_oversold"),
    )

    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    on_hand: Mapped[int]
    held: Mapped[int] = mapped_column(default=0)


class StockHold(Base):
    """Units promised to one order: taken when placing starts, kept through a decline, expiring by the database's clock."""

    __tablename__ = "stock_holds"
    __table_args__ = (
        UniqueConstraint("order_id", "variant_id"),
        CheckConstraint("quantity > 0", name="holds_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("stock_items.variant_id"))
    quantity: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)
