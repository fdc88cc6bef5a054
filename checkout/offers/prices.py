"""What a variant costs: in a currency, at an instant, for so many units, for a group of customers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ..catalog import Catalog
from ..models import Price, Variant
from ..words import N_


@dataclass(frozen=True, slots=True)
class Buyer:
    """What a price depends on besides the goods; `group` is the group of customers, empty for none."""

    currency: str
    at: datetime
    group: str = ""


@dataclass(frozen=True, slots=True)
class NoPrice:
    """Why something cannot be sold as it is wanted, in words with `name` left open."""

    code: str
    message: str
    minimum: int = 0


NOT_IN_CURRENCY = NoPrice("no_price_in_currency", N_("%(name)s is not sold in this currency."))
NOT_NOW = NoPrice("not_sold_now", N_("%(name)s is not sold at the moment."))


def price_of(catalog: Catalog, variant: Variant, quantity: int, buyer: Buyer) -> int | NoPrice:
    """The price of each of `quantity` units in minor units of the buyer's currency, or why there is none.

    Only the variant's rows in that currency count, if it has any; of those valid now and for so many units the one
    of the buyer's own group wins over everyone's, then the one for the most units, then the one that began last.
    """
    rows = _rows(catalog, variant, buyer)
    if not rows:
        return variant.price if buyer.currency == catalog.shop.currency else NOT_IN_CURRENCY
    current = [row for row in rows if row.is_valid_at(buyer.at)]
    if not current:
        return NOT_NOW
    reached = [row for row in current if row.min_quantity <= quantity]
    if not reached:
        words = N_("%(name)s is sold from %(minimum)s on.")
        minimum = min(row.min_quantity for row in current)
        return NoPrice("below_minimum_quantity", words, minimum)
    return max(reached, key=_precedence).amount


def breaks_of(catalog: Catalog, variant: Variant, buyer: Buyer) -> tuple[tuple[int, int], ...]:
    """From how many units on which price applies to each, as (quantity, amount); empty when it is not sold."""
    rows = [row for row in _rows(catalog, variant, buyer) if row.is_valid_at(buyer.at)]
    quantities = sorted({row.min_quantity for row in rows}) or [1]
    prices = ((each, price_of(catalog, variant, each, buyer)) for each in quantities)
    return tuple((each, amount) for each, amount in prices if isinstance(amount, int))


def list_price(catalog: Catalog, variant: Variant, buyer: Buyer) -> int:
    """What a page or a list shows: the price at the smallest quantity; of what is not sold now, the variant's own."""
    breaks = breaks_of(catalog, variant, buyer)
    return breaks[0][1] if breaks else variant.price


def _rows(catalog: Catalog, variant: Variant, buyer: Buyer) -> Sequence[Price]:
    rows = catalog.prices.get(variant.id, ())
    groups = {"", buyer.group}
    return [row for row in rows if row.currency == buyer.currency and row.customer_group in groups]


def _precedence(row: Price) -> tuple[bool, int, float, int]:
    began = row.starts_at.timestamp() if row.starts_at else float("-inf")
    return bool(row.customer_group), row.min_quantity, began, row.id
