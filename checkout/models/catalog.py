"""What is for sale. Names and descriptions are texts by language: `{"en": …, "de": …}`."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base


class Product(Base):
    """Something a shop shows on one page. It has at least one variant; only variants are sold."""

    __tablename__ = "products"
    __table_args__ = (UniqueConstraint("shop_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    slug: Mapped[str]
    name: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]]
    #: what its variants differ in, for example "Size"; none where there is nothing to choose
    option: Mapped[dict[str, str] | None]
    #: path below static/
    image: Mapped[str]
    position: Mapped[int]
    #: which of the shop's tax rates apply to it
    tax_code: Mapped[str] = mapped_column(default="standard", server_default="standard")
    #: what shipping methods say they do or do not carry; empty: nothing special
    shipping_category: Mapped[str] = mapped_column(default="", server_default="")
    #: in whose shipments it travels; none: the shop's own
    producer_id: Mapped[int | None] = mapped_column(ForeignKey("producers.id"))
    #: whether the catalogue shows it; programs may sell it anyway
    is_listed: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    #: one sentence of the description, by language; empty: none
    summary: Mapped[dict[str, str]] = mapped_column(default=dict, server_default="{}")
    #: facts about it: a `name` of the shop's own, what it is called by language (`label`), and the `value`
    attributes: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    #: why a consumer cannot withdraw from it, one of `withdrawals.EXEMPTIONS`; empty: one can
    withdrawal_exemption: Mapped[str] = mapped_column(default="", server_default="")
    variants: Mapped[list["Variant"]] = relationship(
        order_by="Variant.position", back_populates="product"
    )

    @property
    def has_options(self) -> bool:
        """Whether a shopper must choose between variants."""
        return len(self.variants) > 1


class Variant(Base):
    """What is put into a cart: a SKU. `price` is its price in minor units of the shop's currency where `Price` says no more."""

    __tablename__ = "variants"
    __table_args__ = (
        UniqueConstraint("shop_id", "sku"),
        CheckConstraint("price >= 0", name="price_is_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    sku: Mapped[str]
    name: Mapped[dict[str, str]]
    price: Mapped[int]
    requires_shipping: Mapped[bool]
    #: of one unit, packed
    weight_grams: Mapped[int] = mapped_column(default=0, server_default="0")
    is_active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int]
    #: sold before that day, it leaves on it
    released_on: Mapped[date | None]
    #: business days until units that are not there yet leave; none: nobody knows
    restock_days: Mapped[int | None]
    #: sold as its parts, whose stock is its own
    is_bundle: Mapped[bool] = mapped_column(default=False)
    product: Mapped[Product] = relationship(back_populates="variants")


class Price(Base):
    """A price of a variant: in one currency, from so many units on, for a while, or for one group of customers.

    A variant with such rows in a currency costs what they say there; one without costs its `price`.
    """

    __tablename__ = "prices"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_is_not_negative"),
        CheckConstraint("min_quantity >= 1", name="min_quantity_is_sane"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), index=True)
    #: ISO 4217
    currency: Mapped[str]
    #: minor units
    amount: Mapped[int]
    min_quantity: Mapped[int] = mapped_column(default=1)
    #: from this instant on; none: always
    starts_at: Mapped[datetime | None]
    #: until just before this instant; none: for ever
    ends_at: Mapped[datetime | None]
    #: the group of customers it is for; empty: everyone
    customer_group: Mapped[str] = mapped_column(default="")

    def is_valid_at(self, instant: datetime) -> bool:
        """Whether it counts at `instant` (aware UTC)."""
        return (self.starts_at is None or self.starts_at <= instant) and (
            self.ends_at is None or instant < self.ends_at
        )


class BundlePart(Base):
    """So many units of a variant that go into each unit of a bundle. A part is never a bundle itself."""

    __tablename__ = "bundle_parts"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="has_units"),
        CheckConstraint("bundle_variant_id <> part_variant_id", name="is_not_part_of_itself"),
    )

    bundle_variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    part_variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    quantity: Mapped[int]
