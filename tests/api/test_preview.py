"""POST /checkouts/{id}/preview: what a patch would make of a checkout, which stays as it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from sqlalchemy import Connection, inspect, text

from checkout.api.inputs import CheckoutInput
from checkout.db import db
from tests.api.client import COMPLETE, INVOICE, Program, codes_at, document, fresh_key, problem
from tests.api.schemas import set_schema
from tests.api.test_statements import statements
from tests.api.wishes import Known, choices, patches, wishes
from tests.databases import ENGINES
from tests.factories import price_list, shop_rules
from tests.properties import in_a_whole_shop

on_each_engine = pytest.mark.parametrize("engine", ENGINES)
GIFT = {
    "type": "object",
    "properties": {"message": {"type": "string"}},
    "additionalProperties": False,
}
WISHES: list[dict[str, Any]] = [
    {},
    {"lines": [{"sku": "mug-stoneware", "quantity": 3}, {"sku": "notebook-a5"}]},
    {"lines": [], "external_id": "mine"},
    {"shipping_address": {"country": "AT", "postal_code": "1090"}, "billing_address": None},
    {"shipping_method": "express", "payment_method": "card"},
    {"coupon_codes": ["WELCOME10"], "note": "Ring twice", "locale": "de"},
    {"lines": [{"sku": "no-such-thing"}], "coupon_codes": ["NONE"]},
    {"external_id": "taken"},
    {"total": 1},
]


@pytest.fixture
def known(app: Flask, api: Program) -> Known:
    """A shop with all it takes: two currencies, gift cards, and a business abroad that has store credit."""
    with app.app_context():
        shop_rules(currencies=["GBP"])
        for sku, pence in (("mug-stoneware", 2000), ("notebook-a5", 1100)):
            price_list(
                sku,
                {"currency": "EUR", "amount": pence + 400},
                {"currency": "GBP", "amount": pence},
            )
    set_schema(api, "order", "gift", GIFT)
    grace = {"email": "grace@example.com", "group": "wholesale", "vat_id": "ATU13585627"}
    customer = document(api.asks("POST", "/customers", grace), 201)["id"]
    cards: list[str] = []
    for currency in ("EUR", "GBP"):
        grant = {"amount": 500, "currency": currency}
        for path in ("/gift-cards", f"/customers/{customer}/credit"):
            answer = document(api.asks("POST", path, grant, idempotency_key=fresh_key()), 201)
            cards += [answer["code"]] if "code" in answer else []
    skus = [
        variant["sku"]
        for product in api.reads("/products?limit=100")["items"]
        for variant in product["variants"]
    ]
    return Known(skus, customer, cards)


@on_each_engine
def test_a_preview_writes_nothing_whatever_is_asked(app: Flask, api: Program) -> None:
    api.opens(external_id="taken")
    checkout = api.opens(**COMPLETE)
    before = _everything(app)

    for wish in WISHES:
        previewed(api, checkout, wish)
    assert _everything(app) == before

    # The look at the tables is a sharp one: it sees the smallest of changes.
    api.patches(checkout, note="x")
    assert _everything(app) != before


@on_each_engine
def test_a_preview_asks_the_database_and_tells_it_nothing(app: Flask, api: Program) -> None:
    checkout = api.opens(**COMPLETE)

    with statements(app) as sent:
        for wish in WISHES:
            previewed(api, checkout, wish)

    assert sent
    assert {each.split()[0] for each in sent} == {"SELECT"}
    assert not any("FOR UPDATE" in each for each in sent)


@on_each_engine
def test_a_preview_waits_for_nobody(app: Flask, api: Program) -> None:
    checkout = api.opens(**COMPLETE)

    with _somebody_changing_it(app, checkout):
        shown = document(previewed(api, checkout, {"shipping_method": "express"}), 200)

    assert shown["shipping_method"] == "express"


def test_a_preview_says_what_it_would_cost(api: Program) -> None:
    checkout = api.opens(**COMPLETE)

    shown = document(previewed(api, checkout, {"coupon_codes": ["WELCOME10"]}), 200)

    assert (checkout["total"], shown["total"]) == (4800 + 490, 4800 - 480 + 490)
    assert shown["coupon_codes"] == ["WELCOME10"]
    assert _lasting(api.reads(f"/checkouts/{checkout['id']}")) == _lasting(checkout)


def test_a_preview_has_the_version_that_is_there(api: Program) -> None:
    checkout = api.opens(**COMPLETE)

    shown = previewed(api, checkout, {"note": "x"})

    assert (shown.get_json()["version"], shown.headers["ETag"]) == (1, '"1"')
    assert api.asks("GET", f"/checkouts/{checkout['id']}").headers["ETag"] == '"1"'


def test_a_preview_of_what_was_changed_meanwhile_is_refused(api: Program) -> None:
    checkout = api.opens(**COMPLETE)
    api.patches(checkout, note="x")

    refused = previewed(api, checkout, {}, if_match='"1"')

    assert problem(refused, 412, "stale_version")["version"] == 2
    document(previewed(api, checkout, {}, if_match='"2"'), 200)


def test_an_order_has_no_preview(api: Program) -> None:
    placed, cancelled = api.buys(), api.opens()
    api.asks("POST", f"/checkouts/{cancelled['id']}/cancel")

    for order, state in ((placed, "placed"), (cancelled, "cancelled")):
        assert problem(previewed(api, order, {}), 409, "order_closed")["state"] == state


def test_an_external_id_of_another_checkout_is_told(api: Program) -> None:
    api.opens(external_id="taken")
    checkout = api.opens(external_id="mine")

    refused = previewed(api, checkout, {"external_id": "taken"})

    assert codes_at(problem(refused, 422, "invalid")) == {"#/external_id": "external_id_taken"}
    document(previewed(api, checkout, {"external_id": "mine"}), 200)


def test_whatever_may_be_written_may_be_previewed() -> None:
    assert (
        choices(Known(["sku"], "cu", ["code"]), Random(0)).keys()
        == CheckoutInput.model_fields.keys()
    )


@pytest.mark.usefixtures("clock")
def test_a_preview_is_what_the_change_would_answer(api: Program, known: Known) -> None:
    api.opens(external_id="taken")

    @in_a_whole_shop()
    @given(before=patches(known), wish=wishes(known))
    def try_out(before: dict[str, Any], wish: dict[str, Any]) -> None:
        checkout = api.opens(**COMPLETE, **known.credit())
        path = f"/checkouts/{checkout['id']}"
        api.asks("PATCH", path, before)

        shown = previewed(api, checkout, wish)
        changed = api.asks("PATCH", path, wish)

        assert shown.status_code == changed.status_code
        if changed.status_code == 200:
            found = _lasting(api.reads(path))
            assert _lasting(shown.get_json()) == found == _lasting(changed.get_json())
        else:
            assert shown.get_json() == changed.get_json()
        api.patches(checkout, external_id=None)

    try_out()


@pytest.mark.usefixtures("clock")
def test_a_preview_of_the_order_as_it_is_equals_the_placing_that_follows(
    api: Program, known: Known
) -> None:
    @in_a_whole_shop()
    @given(wish=patches(known))
    def try_out(wish: dict[str, Any]) -> None:
        checkout = api.opens(**COMPLETE)
        api.asks("PATCH", f"/checkouts/{checkout['id']}", wish | {"external_id": None})
        shown = document(previewed(api, checkout, {"payment_method": "invoice"}), 200)

        answer = api.completes(checkout, INVOICE, total=shown["total"])

        if shown["requirements"]:
            refused = problem(answer, 422, "requirements_unmet")
            missing = [f"#/{each['field']}" for each in shown["requirements"]]
            assert [each["pointer"] for each in refused["errors"]] == missing
        else:
            order = document(answer, 200)
            for name in ("total", "totals", "adjustments", "taxed", "shipping_method"):
                assert order[name] == shown[name], name

    try_out()


def previewed(api: Program, checkout: Any, wish: Any, **headers: str) -> Any:
    """The answer to a preview of that checkout."""
    return api.asks("POST", f"/checkouts/{checkout['id']}/preview", wish, **headers)


def _lasting(checkout: dict[str, Any]) -> dict[str, Any]:
    """The document without what is different each second, and without its version."""
    return checkout | {"page": "", "version": 0}


def _everything(app: Flask) -> dict[str, Any]:
    """Every row of every table, and on PostgreSQL how far each sequence is."""
    with app.app_context(), db.engine.connect() as connection:
        names = sorted(inspect(connection).get_table_names())
        rows = {name: sorted(map(repr, _rows(connection, name))) for name in names}
        if connection.dialect.name == "postgresql":
            sequences = "(SELECT sequencename, last_value FROM pg_sequences) AS sequences"
            rows["sequences"] = sorted(map(repr, _rows(connection, sequences)))
    return rows


def _rows(connection: Connection, name: str) -> Any:
    return connection.execute(text(f"SELECT * FROM {name}"))


@contextmanager
def _somebody_changing_it(app: Flask, checkout: Any) -> Iterator[None]:
    """A transaction that holds the checkout's row, on SQLite the whole file, as long as the block runs."""
    mine = "UPDATE orders SET note = 'mine' WHERE public_id = :id"
    with app.app_context():
        engine = db.engine
    begin = "BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else "BEGIN"
    with engine.connect() as connection:
        connection.exec_driver_sql(begin)
        connection.execute(text(mine), {"id": checkout["id"]})
        yield
        connection.exec_driver_sql("ROLLBACK")
