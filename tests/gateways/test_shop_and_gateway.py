"""The shop and the test gateway as two processes' worth of software: what is lost between them, and what each knows after."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from checkout import create_app
from checkout.db import db
from checkout.operations import sweep
from checkout.payments.sandbox import RemoteSandbox
from tests.concurrency.witnesses import rows
from tests.conftest import environ_of
from tests.databases import SqliteShops
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.gateways.process import OwnProcess
from tests.servers import free_port
from tests.shopper import Shopper
from tests.web.browsing import Browser


@pytest.fixture
def gateway(own_gateway: OwnProcess) -> OwnProcess:
    own_gateway.calm()
    return own_gateway


@pytest.fixture
def shop(gateway: OwnProcess, sqlite_shops: SqliteShops, tmp_path: Path) -> Iterator[Flask]:
    """A shop that talks to it by HTTP."""
    with sqlite_shops.shop(tmp_path) as url:
        app = create_app(environ_of(url, tmp_path) | {"TEST_GATEWAY_URL": gateway.url})
        app.config["TESTING"] = True
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_a_card_pays(shop: Flask, gateway: OwnProcess) -> None:
    assert _pays(shop) == "Placed"
    assert _taken_for(shop, gateway) == [2890]


def test_a_declined_card_takes_nothing(shop: Flask, gateway: OwnProcess) -> None:
    assert _pays(shop, "tok_declined") == "PaymentDeclined"
    assert _taken_for(shop, gateway) == [0]


def test_a_lost_answer_is_one_charge_with_our_key_however_often_it_is_asked_about(
    shop: Flask, gateway: OwnProcess
) -> None:
    gateway.switch(drop_answers=2)
    assert _pays(shop) == "OutcomeUnknown"
    assert _taken_for(shop, gateway) == [2890]
    assert _after_a_round(shop) == "placing"  # this answer was lost, too
    assert _after_a_round(shop) == "placed"
    assert _taken_for(shop, gateway) == [2890]


def test_a_lost_request_is_closed_at_the_gateway_before_the_order_opens_again(
    shop: Flask, gateway: OwnProcess
) -> None:
    gateway.switch(drop_requests=1)
    assert _pays(shop) == "OutcomeUnknown"
    assert _after_a_round(shop) == "open"
    [(key,)] = rows(shop, "SELECT idempotency_key FROM payments")
    [charge] = [each for each in gateway.charges() if each["idempotency_key"] == key]
    assert charge["state"] == "void"


def test_an_answer_that_takes_too_long_is_none(shop: Flask, gateway: OwnProcess) -> None:
    shop.extensions["gateways"]["test"] = RemoteSandbox(gateway.url, seconds=1)
    gateway.switch(delay_ms=1500)
    assert _pays(shop) == "OutcomeUnknown"
    gateway.calm()
    assert _after_a_round(shop) == "placed"
    assert _taken_for(shop, gateway) == [2890]


@pytest.mark.parametrize("lie", [-1, 1])
def test_a_gateway_that_tells_another_sum_places_nothing(
    shop: Flask, gateway: OwnProcess, lie: int
) -> None:
    gateway.switch(lie=lie)
    assert _pays(shop) == "OutcomeUnknown"
    assert _after_a_round(shop) == "placing"
    gateway.calm()
    assert _after_a_round(shop) == "placed"


def test_a_gateway_that_refuses_takes_nothing(shop: Flask, gateway: OwnProcess) -> None:
    gateway.switch(refuse=1)
    assert _pays(shop) == "PaymentDeclined"
    assert _taken_for(shop, gateway) == [0]


def test_a_gateway_that_is_away_is_waited_for(shop: Flask, gateway: OwnProcess) -> None:
    gateway.switch(drop_answers=1)
    assert _pays(shop) == "OutcomeUnknown"
    at_home = shop.extensions["gateways"]["test"]
    shop.extensions["gateways"]["test"] = RemoteSandbox(f"http://127.0.0.1:{free_port()}")
    assert _after_a_round(shop) == "placing"
    shop.extensions["gateways"]["test"] = at_home
    assert _after_a_round(shop) == "placed"
    assert _taken_for(shop, gateway) == [2890]


def test_the_card_page_is_the_gateways_own_and_leads_back(shop: Flask, gateway: OwnProcess) -> None:
    visitor = Browser(shop)
    visitor.adds("mug-stoneware").gets_to_review("card")
    form = visitor.page.form_with("expected_total")
    answer = visitor.client.post(form.action, data=form.values)
    assert answer.location.startswith(f"{gateway.url}/test-gateway/")
    policy = answer.headers["Content-Security-Policy"]
    assert f"form-action 'self' {gateway.url};" in policy  # else no browser would go there


def _pays(app: Flask, token: str = "tok_visa") -> str:  # noqa: S107
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    return door.confirm(door.total_shown(), "card", token).outcome


def _after_a_round(app: Flask) -> str:
    """The order's state after the worker's next round."""
    with app.app_context():
        sweep()
    [(state,)] = rows(app, "SELECT state FROM orders")
    return str(state)


def _taken_for(app: Flask, gateway: OwnProcess) -> list[int]:
    """What the gateway's books say was taken, by this shop's keys."""
    ours = {key for (key,) in rows(app, "SELECT idempotency_key FROM payments")}
    return [each["captured"] for each in gateway.charges() if each["idempotency_key"] in ours]
