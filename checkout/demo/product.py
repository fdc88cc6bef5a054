"""What a product of a demo shop is made of.

Prices are cents of the shop's currency and, in the shop `demo`, include 19 % German VAT. Names and descriptions
exist in English and German.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Words = Mapping[str, str]
"""A text by language code; every text here has `en` and `de`."""

AMPLE = 5_000
INEXHAUSTIBLE = 100_000
"""Enough that a load test never sells the shop empty."""


@dataclass(frozen=True)
class DemoVariant:
    """One thing that can be put in a basket.

    `on_hand` is pieces in stock, or None where stock is not counted or `parts`, by SKU, have it.
    """

    sku: str
    name: Words
    price: int
    on_hand: int | None
    #: how many may be promised before they are there, and after how many working days they leave
    backorder_limit: int = 0
    restock_days: int | None = None
    #: days from the making of the shop until its release
    released_in_days: int | None = None
    parts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class DemoProduct:
    """A page of the catalogue.

    Without options it has exactly one variant, with the product's own SKU and name.
    """

    sku: str
    name: Words
    description: Words
    variants: tuple[DemoVariant, ...]
    option: Words | None = None
    requires_shipping: bool = True
    #: code of the producer in whose shipments it travels; empty: the shop's own
    producer: str = ""
    #: of one unit, packed
    weight_grams: int = 0

    @property
    def slug(self) -> str:
        """The last part of the product's address, which is its SKU."""
        return self.sku

    @property
    def image(self) -> str:
        """The picture's path below the static folder."""
        return f"products/{self.sku}.svg"

    @property
    def price(self) -> int:
        """The lowest price of any variant, in cents including VAT."""
        return min(variant.price for variant in self.variants)

    @property
    def on_hand(self) -> int | None:
        """Pieces in stock over all variants, or None where stock is not counted."""
        counts = [variant.on_hand for variant in self.variants if variant.on_hand is not None]
        return sum(counts) if counts else None


def simple(
    sku: str,
    price: int,
    *,
    name: Words,
    description: Words,
    on_hand: int = AMPLE,
) -> DemoProduct:
    """Return a product without options: its one variant carries its SKU and name."""
    only = DemoVariant(sku, name, price, on_hand)
    return DemoProduct(sku, name, description, (only,))


def words(en: str, de: str) -> Words:
    """Return a text in both of the shop's languages."""
    return {"en": en, "de": de}
