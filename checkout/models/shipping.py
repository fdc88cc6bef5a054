"""How goods travel."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class ShippingMethod(Base):
    """A way to ship: one price per order in minor units, transit in business days."""

    __tablename__ = "shipping_methods"
    __table_args__ = (
        UniqueConstraint("shop_id", "code"),
        CheckConstraint("price >= 0", name="price_is_not_negative"),
        CheckConstraint("0 <= transit_days_min", name="transit_takes_time"),
        CheckConstraint("transit_days_min <= transit_days_max", name="transit_is_a_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    code: Mapped[str]
    name: Mapped[dict[str, str]]
    price: Mapped[int]
    transit_days_min: Mapped[int]
    transit_days_max: Mapped[int]
    position: Mapped[int]
