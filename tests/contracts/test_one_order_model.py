"""One order model behind seven faces: begun through one and finished through another, it is the same order and the same money."""

import itertools

import pytest
from flask import Flask

from checkout.contracts import CONTRACTS
from checkout.contracts.contract import Route
from checkout.operations.sweep import sweep
from tests.conftest import Clock
from tests.contracts import emporix_partner
from tests.contracts.emporix_partner import Site, checkout_of
from tests.contracts.faces_of_demo import Emporix
from tests.contracts.faces_of_partners import CheckoutSummary, PurchaseRequest
from tests.contracts.orders_stored import named, stored
from tests.contracts.partner import Partner
from tests.contracts.seven_faces import FACES, LIMITS, PURCHASES, SOURCES, Shop

PAIRS = [
    (shop, starter, finisher)
    for shop, there in FACES.items()
    for starter, finisher in itertools.product(there, there)
    if (starter, "starts") not in LIMITS
    if starter == finisher or (finisher, "finishes") not in LIMITS
]


@pytest.fixture
def shop(app: Flask, clock: Clock, request: pytest.FixtureRequest) -> Shop:
    """The shop that the test names."""
    return Shop(app, clock, PURCHASES[request.param])


def test_seven_faces_take_part() -> None:
    every = {name for there in FACES.values() for name in there}
    contracts = {each.name.replace("-", "_") for each in CONTRACTS}
    assert every == {"pages", "native"} | contracts
    assert every == {name for _, *pair in PAIRS for name in pair}


@pytest.mark.parametrize(("shop", "starter", "finisher"), PAIRS, indirect=["shop"])
def test_begun_in_one_face_and_finished_in_another_it_is_the_same_order(
    shop: Shop, starter: str, finisher: str
) -> None:
    order = shop.faces[starter].starts()
    assert (order.source, order.number) == (SOURCES.get(starter, starter), None)

    shop.faces[finisher].finishes(order)

    row, money = stored(shop.app, order.id), shop.purchase.money
    assert row == shop.usual()
    assert (row["order"]["total"], row["order"]["currency"]) == (
        money.total,
        shop.purchase.currency,
    )
    history = [(each["type"], each["state"]) for each in row["events"]]
    assert history == [("placing", "placing"), ("placed", "placed")]
    assert [(each["amount"], each["state"]) for each in row["payments"]] == [
        (money.total, "pending")
    ]
    shop.is_told_alike(named(shop.app, order.id))


@pytest.mark.parametrize("shop", ["cloud"], indirect=True)
def test_a_purchase_request_for_now_is_the_same_order_too(shop: Shop) -> None:
    face = shop.faces["purchase_request"]
    assert isinstance(face, PurchaseRequest)

    order = face.buys()

    assert stored(shop.app, order.id) == shop.usual()
    shop.is_told_alike(order)


@pytest.mark.parametrize("shop", ["demo"], indirect=True)
def test_the_atomic_checkout_begins_nothing_and_shows_nothing(shop: Shop) -> None:
    face = shop.faces["emporix"]
    assert isinstance(face, Emporix)
    site = Site(Partner(shop.app, face.key))

    assert site.is_refused(checkout_of("co_" + "0" * 20)) == [("cart_not_found", "cartId")]
    assert site.partner.asks("GET", emporix_partner.PATH).status_code == 405
    assert [route.method for route in _routes("emporix")] == ["POST"]


@pytest.mark.parametrize("shop", ["print"], indirect=True)
def test_the_summary_begins_nothing(shop: Shop) -> None:
    face = shop.faces["checkout_summary"]
    assert isinstance(face, CheckoutSummary)
    before = face.partner.contract.rows()

    face.partner.executes(999, 400)

    assert face.partner.contract.rows() == before
    assert all("<id>" in route.path for route in _routes("checkout-summary"))


@pytest.mark.parametrize("shop", ["cloud"], indirect=True)
def test_purchase_requests_leave_other_orders_alone(shop: Shop, clock: Clock) -> None:
    order = shop.faces["native"].starts()
    face = shop.faces["purchase_request"]
    assert isinstance(face, PurchaseRequest)

    face.buys()
    clock.forward(days=1)
    with shop.app.app_context():
        assert sweep()["scheduled"] == 0

    assert stored(shop.app, order.id)["order"]["state"] == "open"
    assert not any("<" in route.path for route in _routes("purchase-request"))


def _routes(contract: str) -> tuple[Route, ...]:
    (found,) = (each for each in CONTRACTS if each.name == contract)
    return tuple(found.routes)
