"""Whatever is sent twice, at once, or again after its answer was lost: by form or by JSON, the same single order comes of it.

The form has its one-time key, the call its header; behind both is the one way to place.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urljoin

import pytest
from flask import Flask

from checkout.operations import sweep
from tests.api.client import COMPLETE, Program, card, fresh_key
from tests.concurrency.rivals import at_once
from tests.concurrency.witnesses import charges, rows
from tests.gateways.process import InProcess
from tests.guest import Guest

MUG = COMPLETE | {"lines": [{"sku": "mug-stoneware", "quantity": 1}]}
AT_ONCE = 4


@dataclass(frozen=True)
class Buying:
    """One request to buy one order, which can be sent again just as it is; `send` says what was answered."""

    order_id: int
    send: Callable[[], str]
    #: what is answered while another one is at it
    meanwhile: str = ""


def _by_form(app: Flask, _: str, method: str) -> Buying:
    guest = Guest(app.test_client()).adds("mug-stoneware").ships_to().by("standard")
    form = guest.pays_by(method).opens("/checkout/review").form_with("expected_total")
    cookie = guest.client.get_cookie("checkout")
    assert cookie is not None

    def send() -> str:
        client = app.test_client()
        client.set_cookie("checkout", cookie.value)  # as it was: whoever heard nothing has no other
        answer = client.post(urljoin(guest.path, form.action), data=form.fields)
        return f"{answer.status_code} {answer.location}"

    order = _newest(app)
    [(token,)] = rows(app, "SELECT token FROM orders WHERE id = :id", id=order)
    return Buying(order, send, f"303 /orders/{token}")  # a page that waits, and asks again


def _by_call(app: Flask, api_key: str, method: str) -> Buying:
    checkout, key = Program(app, api_key).opens(**MUG), fresh_key()
    payment = card("") if method == "card" else {"method": method}

    def send() -> str:
        answer = Program(app, api_key).completes(checkout, payment, key=key)
        if answer.headers.get("Retry-After"):  # another one with this key is at it: a program waits
            return send()
        return f"{answer.status_code} {answer.get_data(as_text=True)}"

    return Buying(_newest(app), send)


WAYS = (_by_form, _by_call)


def _once(buying: Buying) -> None:
    buying.send()


def _twice(buying: Buying) -> None:
    assert buying.send() == buying.send()


def _several_at_once(buying: Buying) -> None:
    answers = {str(each) for each in at_once([buying.send] * AT_ONCE)}
    assert answers - {buying.meanwhile} <= {buying.send()}


@pytest.mark.parametrize("method", ["invoice", "card"])
def test_sent_twice_or_at_once_it_is_one_order(app: Flask, api_key: str, method: str) -> None:
    ends = set()
    for way in WAYS:
        for send in (_once, _twice, _several_at_once):
            buying = way(app, api_key, method)
            send(buying)
            ends.add(_became(app, buying))
    [end] = ends
    assert json.loads(end)["orders"] == [["placed" if method == "invoice" else "placing"]]


@pytest.mark.parametrize("lost", ["drop_answers", "drop_requests"])
def test_sent_again_after_something_was_lost_on_the_way_it_goes_on_for_both_alike(
    app: Flask, api_key: str, lost: str
) -> None:
    [end] = _after_losing(app, api_key, lost)
    assert end["orders"] == [["placing"]]
    assert [state for state, _, _ in end["payments"]] == ["action"]


def _after_losing(app: Flask, api_key: str, switch: str) -> list[Any]:
    """The different ends of an order whose shopper is to pay at the gateway, sent twice after something was lost on the way."""
    ends = []
    for way in WAYS:
        buying = way(app, api_key, "card")
        InProcess.of(app).switch(**{switch: 1})
        for _ in range(2):
            buying.send()
        with app.app_context():
            sweep()
        ends.append(_became(app, buying))
    assert charges(app) == []
    return [json.loads(each) for each in dict.fromkeys(ends)]


def test_a_key_that_was_used_for_one_order_buys_no_other(app: Flask, api_key: str) -> None:
    assert _buys_another(app) == ["placed", "open"]
    api, key = Program(app, api_key), fresh_key()
    first, second = api.opens(**MUG), api.opens(**MUG)
    assert api.completes(first, {"method": "invoice"}, key=key).status_code == 200
    assert api.completes(second, {"method": "invoice"}, key=key).status_code == 422
    assert api.reads(f"/checkouts/{second['id']}")["state"] == "open"


def test_without_looking_at_the_key_of_a_form_another_order_would_be_bought(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    review, visit = (import_module(f"checkout.storefront.{name}") for name in ("review", "visit"))
    monkeypatch.setattr(visit, "kept_orders", list)
    monkeypatch.setattr(review, "is_key_of", lambda *_: True)
    assert _buys_another(app) == ["placed", "placed"]


def _buys_another(app: Flask) -> list[str]:
    """The states of two orders: the page of the first was left open, and its button is pressed when the second is in the cart."""
    guest = Guest(app.test_client())
    forms = []
    for _ in range(2):
        guest.adds("mug-stoneware").ships_to().by("standard").pays_by("invoice")
        forms.append(guest.opens("/checkout/review").form_with("expected_total"))
        guest.client.post(urljoin(guest.path, forms[0].action), data=forms[0].fields)
    return [state for (state,) in rows(app, "SELECT state FROM orders ORDER BY id")]


def _newest(app: Flask) -> int:
    [(id_,)] = rows(app, "SELECT max(id) FROM orders")
    return int(id_)


LEFT = {
    "orders": "SELECT state FROM orders WHERE id = :id",
    "payments": "SELECT state, amount, captured FROM payments WHERE order_id = :id ORDER BY id",
    "told": "SELECT payment_events.kind, payment_events.amount FROM payment_events "
    "JOIN payments ON payments.id = payment_id WHERE order_id = :id ORDER BY payment_events.id",
    "history": "SELECT type FROM order_events WHERE order_id = :id ORDER BY id",
    "announced": "SELECT type, sequence FROM outbox_messages WHERE order_id = :id ORDER BY id",
    "held": "SELECT quantity FROM stock_holds WHERE order_id = :id",
}


def _became(app: Flask, buying: Buying) -> str:
    """All that is left of it."""
    found: dict[str, Any] = {
        name: [tuple(row) for row in rows(app, select, id=buying.order_id)]
        for name, select in LEFT.items()
    }
    return json.dumps(found)
