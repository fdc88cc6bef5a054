"""The JSON documents about what a shop sells."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from .amounts import Minor
from .documents import Backorder, Leaves, Left, Released


class PriceBreakDocument(TypedDict):
    """From so many units on, each costs so much."""

    min_quantity: int
    price: Minor


class VariantDocument(TypedDict):
    """What can be put on a line."""

    sku: str
    name: str
    price: Minor
    prices: list[PriceBreakDocument]
    available: Left
    backorder: Backorder
    released_on: Released
    leaves_on: Leaves


class ProductDocument(TypedDict):
    """A product. Prices are those of now, in the shop's own currency.

    `sku`, `price`, `available` and what is said about waiting are those of its first variant.
    """

    sku: str
    slug: str
    name: str
    description: str
    price: Minor
    currency: str
    available: Left
    backorder: Backorder
    released_on: Released
    leaves_on: Leaves
    requires_shipping: bool
    image: str
    variants: list[VariantDocument]


class ProductList(TypedDict):
    """A page of products, in the shop's order."""

    items: list[ProductDocument]
    next: Annotated[str | None, Field(description="Path of the next page; null on the last.")]
