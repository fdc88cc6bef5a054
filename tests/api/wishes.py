"""What a program may ask of a checkout: any patch, good or bad, for the tests that try many."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import strategies as any_of

from tests.api.client import BERLIN

#: ways to say that somebody lives somewhere else now, in part or as a whole
PLACES: tuple[dict[str, Any] | None, ...] = (
    None,
    BERLIN,
    {"line2": "Hinterhaus"},
    {"name": "Ludwig Boltzmann", "line1": "Währinger Straße 17", "city": "Wien"}
    | {"postal_code": "1090", "country": "AT", "region": None},
    {"country": "US", "region": "NY", "postal_code": "10001"},
)

CODES = ("WELCOME10", "welcome10 ", "FREESHIP", "THREEFORTWO", "ONCE5")
#: Gift cards that are not there are left out: whoever guesses gets few guesses.
IMPOSSIBLE: tuple[dict[str, Any], ...] = (
    {"currency": "XTS"},
    {"vat_id": "DE000000000"},
    {"external_id": "taken"},
    {"lines": [{"sku": "no-such-thing"}]},
    {"lines": [{"sku": "mug-stoneware", "quantity": 0}]},
    {"shipping_address": {"custom": {"unknown": {}}}},
    {"shipping_method": "by-balloon"},
    {"shipments": [{"origin": "nowhere"}]},
    {"payment_method": "promises"},
    {"coupon_codes": ["NONE"]},
    {"customer": "cu_00000000000000000000"},
    {"custom": {"gift": {"message": 1}}},
    {"gift_cards": [{"id": "gc_00000000000000000000"}]},
)


@dataclass(frozen=True)
class Known:
    """What the shop has that patches speak of: SKUs, the id of a customer, and codes of gift cards."""

    skus: list[str]
    customer: str
    cards: list[str]

    def credit(self) -> dict[str, Any]:
        """What a checkout may be opened with that is paid in part by whatever the customer has."""
        return {
            "customer": self.customer,
            "gift_cards": [{"code": self.cards[0]}],
            "use_store_credit": True,
        }


def patches(known: Known) -> any_of.SearchStrategy[dict[str, Any]]:
    """Any patch: a few of the writable fields, with values that fit by themselves.

    Fields and values are drawn evenly: a strategy for each field would try many patches that empty everything.
    """
    return any_of.integers(0, 2**32).map(lambda seed: _patch(known, Random(seed)))


def wishes(known: Known) -> any_of.SearchStrategy[dict[str, Any]]:
    """Any patch, and now and then one with something that no checkout takes."""
    return any_of.integers(0, 2**32).map(lambda seed: _wish(known, Random(seed)))


def choices(known: Known, random: Random) -> dict[str, Sequence[Any]]:
    """Values of every writable field, by its name. A test sees to it that none is forgotten."""
    return {
        "email": (None, "grace@example.com", "not an address"),
        "phone": (None, "+49 30 901820"),
        "locale": (None, "de", "en"),
        "note": (None, " Ring twice "),
        "currency": (None, "EUR", "GBP"),
        "vat_id": (None, "DE136695976", "ATU13585627"),
        "external_id": (None, "mine"),
        "lines": (None, *([_line(known, random) for _ in range(n)] for n in range(1, 6))),
        "shipping_address": PLACES,
        "billing_address": PLACES,
        "shipping_method": (None, "standard", "express"),
        "shipments": (None, [], [{"method": "express"}], [{"hold_until": "2026-12-24"}]),
        "payment_method": (None, "invoice", "card"),
        "coupon_codes": (None, [], *([code] for code in CODES), list(CODES)),
        "customer": (None, known.customer),
        "custom": (None, {"gift": {"message": "Hello"}}),
        "gift_cards": (None, *([{"code": code}] for code in known.cards)),
        "use_store_credit": (None, True, False),
    }


def _patch(known: Known, random: Random) -> dict[str, Any]:
    values = choices(known, random)
    return {
        name: random.choice(values[name]) for name in random.sample([*values], random.randint(0, 4))
    }


def _wish(known: Known, random: Random) -> dict[str, Any]:
    impossible = random.choice(IMPOSSIBLE) if random.random() < 0.25 else {}
    return _patch(known, random) | impossible


def _line(known: Known, random: Random) -> dict[str, Any]:
    options = random.choice(({"Engraving": "Ada"}, {"Engraving": "Grace"}, {}))
    return {"sku": random.choice(known.skus), "quantity": random.randint(1, 30), "options": options}
