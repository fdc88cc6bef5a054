"""Prices that were agreed with the buyer in a quote, and when they count.

They are written on the order that the quote became, so that pricing it asks the database nothing more. Pure but for
the order's row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..models import Order, Quote


@dataclass(frozen=True, slots=True)
class Term:
    """Up to `quantity` units cost `unit_price` each, in minor units."""

    quantity: int
    unit_price: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a quote promises for its checkout: terms by variant id, in one currency, until just before an instant."""

    #: the quote's public id
    quote: str
    until: datetime
    #: ISO 4217
    currency: str
    #: id of the customer it was made for; none: whoever has the e-mail address
    customer_id: int | None
    terms: Mapping[int, Term]

    def holds_for(self, order: Order, at: datetime) -> bool:
        """Whether the terms count for the order at an instant: in time, in their currency, for their customer."""
        theirs = self.customer_id is None or order.customer_id == self.customer_id
        return theirs and at < self.until and order.currency == self.currency

    def to_dict(self) -> dict[str, Any]:
        """As kept on the order."""
        return {
            "quote": self.quote,
            "until": self.until.isoformat(),
            "currency": self.currency,
            "customer": self.customer_id,
            "terms": {
                str(variant): [term.quantity, term.unit_price]
                for variant, term in self.terms.items()
            },
        }


def agreement_in(quote: Quote) -> Agreement:
    """What a quote promises."""
    terms = {line.variant_id: Term(line.quantity, line.unit_price) for line in quote.lines}
    return Agreement(quote.public_id, quote.valid_until, quote.currency, quote.customer_id, terms)


def agreement_of(order: Order) -> Agreement | None:
    """What was agreed for an order, whether it still counts or not; none for one that came from no quote."""
    data = order.agreement_data
    if not data:
        return None
    terms = {int(variant): Term(*term) for variant, term in data["terms"].items()}
    until = datetime.fromisoformat(data["until"])
    return Agreement(data["quote"], until, data["currency"], data["customer"], terms)


def agreed_prices(order: Order, at: datetime, quantities: Mapping[int, int]) -> dict[int, int]:
    """By variant id the agreed prices that count for an order with so many units of each variant.

    A variant with more units than were quoted has none: all of its units cost what the shop asks.
    """
    agreement = agreement_of(order)
    if agreement is None or not agreement.holds_for(order, at):
        return {}
    return {
        variant_id: term.unit_price
        for variant_id, term in agreement.terms.items()
        if 0 < quantities.get(variant_id, 0) <= term.quantity
    }
