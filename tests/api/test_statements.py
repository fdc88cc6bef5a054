"""How often a request asks the database: a little, and no more often with more in the cart."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from checkout.db import db
from tests.api.client import BERLIN, COMPLETE, INVOICE, Program, document, fresh_key
from tests.databases import ENGINES

FEW_AND_MANY = (1, 40)


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Collects what is sent to the database while the block runs."""
    sent: list[str] = []

    def note(_c: Any, _u: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def lines(api: Program) -> Callable[[int], list[dict[str, Any]]]:
    """So many different lines."""
    skus = [
        variant["sku"]
        for product in api.reads("/products?limit=100")["items"]
        for variant in product["variants"]
        if variant["available"] is None or variant["available"] > 100
    ]

    def make(number: int) -> list[dict[str, Any]]:
        return [
            {"sku": skus[index % len(skus)], "options": {"No": str(index)}}
            for index in range(number)
        ]

    return make


Lines = Callable[[int], list[dict[str, Any]]]


def test_reading_a_checkout(app: Flask, api: Program, lines: Lines) -> None:
    counts = []
    for number in FEW_AND_MANY:
        checkout = api.opens(**{**COMPLETE, "lines": lines(number)})
        with statements(app) as sent:
            api.reads(f"/checkouts/{checkout['id']}")
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 3


@pytest.mark.parametrize(
    "patch",
    [
        {"note": "x"},
        {"shipping_address": {"line2": "x"}, "shipping_method": "express"},
        {"coupon_codes": ["WELCOME10"], "payment_method": "invoice"},
    ],
)
def test_changing_a_checkout(app: Flask, api: Program, lines: Lines, patch: Any) -> None:
    counts = []
    for number in FEW_AND_MANY:
        checkout = api.opens(**{**COMPLETE, "lines": lines(number)})
        with statements(app) as sent:
            api.patches(checkout, **patch)
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize("engine", ENGINES)
def test_putting_lines_on_a_checkout(app: Flask, api: Program, lines: Lines) -> None:
    counts = []
    for number in FEW_AND_MANY:
        checkout = api.opens(**{**COMPLETE, "lines": []})
        with statements(app) as sent:
            api.patches(checkout, lines=lines(number))
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize("engine", ENGINES)
def test_opening_a_checkout_with_lines(app: Flask, api: Program, lines: Lines) -> None:
    counts = []
    for number in FEW_AND_MANY:
        wanted = lines(number)
        with statements(app) as sent:
            opened = api.opens(**{**COMPLETE, "lines": wanted})
        counts.append(len(sent))
        # whatever the database answered in which order, each line kept its place
        assert [line["options"] for line in opened["lines"]] == [each["options"] for each in wanted]
        assert api.reads(f"/checkouts/{opened['id']}")["lines"] == opened["lines"]

    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize("engine", ENGINES)
def test_previewing_a_change(app: Flask, api: Program, lines: Lines) -> None:
    counts = []
    for number in FEW_AND_MANY:
        full = api.opens(**{**COMPLETE, "lines": lines(number)})
        empty = api.opens(**{**COMPLETE, "lines": []})
        for checkout, wish in (
            (full, {"shipping_method": "express"}),
            (empty, {"lines": lines(number)}),
        ):
            with statements(app) as sent:
                document(api.asks("POST", f"/checkouts/{checkout['id']}/preview", wish), 200)
            counts.append(len(sent))

    assert counts[:2] == counts[2:]
    assert max(counts) <= 3


def test_completing_a_checkout(app: Flask, api: Program, lines: Lines) -> None:
    counts = []
    for number in FEW_AND_MANY:
        checkout = api.opens(**{**COMPLETE, "lines": lines(number)})
        with statements(app) as sent:
            document(api.completes(checkout, INVOICE, key=fresh_key()), 200)
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 30


def test_listing_orders(app: Flask, api: Program, lines: Lines) -> None:
    counts = []
    for number in (1, 3):
        for _ in range(number):
            api.buys(lines=lines(number))
            api.opens(lines=lines(number))
        for query in ("state=placed", "state=open"):
            with statements(app) as sent:
                api.reads(f"/orders?{query}")
            counts.append(len(sent))

    assert counts[:2] == counts[2:]
    assert max(counts) <= 10


def test_listing_products(app: Flask, api: Program) -> None:
    api.reads("/products")
    with statements(app) as sent:
        api.reads("/products?limit=100")

    assert len(sent) == 2


def test_only_a_place_with_delivery_windows_is_asked_about_them(app: Flask, api: Program) -> None:
    stuttgart = {**BERLIN, "city": "Stuttgart", "postal_code": "70173"}
    asked = []
    for address in (None, BERLIN, stuttgart):
        checkout = api.opens(**{**COMPLETE, "shipping_address": address})
        with statements(app) as sent:
            api.reads(f"/checkouts/{checkout['id']}")
        asked.append(any("delivery_windows" in each for each in sent))

    assert asked == [False, False, True]
