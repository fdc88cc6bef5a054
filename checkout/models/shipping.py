"""How goods travel."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base

KINDS = ("delivery", "pickup")
TYPES = ("shipping", "postage")


class ShippingZone(Base):
    """Where a method delivers. `members` are countries, regions and postal code ranges as `checkout.shipping` reads them."""

    __tablename__ = "shipping_zones"
    __table_args__ = (UniqueConstraint("shop_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    code: Mapped[str]
    name: Mapped[dict[str, str]]
    members: Mapped[list[Any]]


class ShippingMethod(Base):
    """A way to ship: one price per shipment in minor units, transit in business days.

    `calculator` says what it costs: "flat" is `price`, every other one reads `rates` as `checkout.shipping` says.
    """

    __tablename__ = "shipping_methods"
    __table_args__ = (
        UniqueConstraint("shop_id", "code"),
        CheckConstraint("price >= 0", name="price_is_not_negative"),
        CheckConstraint("free_from >= 0", name="free_from_is_not_negative"),
        CheckConstraint("0 <= transit_days_min", name="transit_takes_time"),
        CheckConstraint("transit_days_min <= transit_days_max", name="transit_is_a_range"),
        CheckConstraint(f"kind IN {KINDS}", name="kind_is_known"),
        CheckConstraint(f"type IN {TYPES}", name="type_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    code: Mapped[str]
    name: Mapped[dict[str, str]]
    price: Mapped[int]
    transit_days_min: Mapped[int]
    transit_days_max: Mapped[int]
    position: Mapped[int]
    #: none: anywhere the shop ships
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("shipping_zones.id"))
    #: whose shipments it carries; none: those of every origin without methods of its own
    producer_id: Mapped[int | None] = mapped_column(ForeignKey("producers.id"))
    calculator: Mapped[str] = mapped_column(default="flat", server_default="flat")
    rates: Mapped[dict[str, Any] | None]
    #: minor units of goods in the shipment from which on it is free
    free_from: Mapped[int | None]
    #: ISO 4217; none: the shop's. Offered for orders in this currency only
    currency: Mapped[str | None]
    tax_code: Mapped[str] = mapped_column(default="standard", server_default="standard")
    #: shipping categories of products it carries; empty: all
    included_categories: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    #: shipping categories of products it does not carry
    excluded_categories: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    kind: Mapped[str] = mapped_column(default="delivery", server_default="delivery")
    #: where it is picked up: a name and an address in the shop's spelling, as the fields of an address
    pickup_place: Mapped[dict[str, str] | None]
    #: what it is charged as
    type: Mapped[str] = mapped_column(default="shipping", server_default="shipping")
