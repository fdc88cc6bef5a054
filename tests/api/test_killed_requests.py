"""Processes that are really killed while they carry a request out: whoever sends it again gets its answer, and it happened once.

`tests.killed` counts the points; here they are tried one after the other until the request survives.
"""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from checkout import clock as shop_clock
from checkout.keys import create_key
from tests.api.client import COMPLETE, Program, card, document
from tests.concurrency.witnesses import charges, invariants_hold
from tests.conftest import environ_of
from tests.killed import Victims

#: every point by night, some of them else
FEW, MANY = (1, 1) if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else (3, 8)


@pytest.fixture
def program(shop_app: Flask) -> Program:
    with shop_app.app_context():
        return Program(shop_app, create_key("demo", ["all"], "tests"))


@pytest.fixture
def killing(shop_app: Flask) -> Victims:
    return _of(shop_app)


@pytest.fixture
def later() -> Iterator[None]:
    """Who asks again, asks when the lease of the dead is over."""
    shop_clock.set_clock(_a_minute_on)
    yield
    shop_clock.set_clock(shop_clock.system_clock)


@pytest.mark.usefixtures("later")
def test_credit_is_granted_once_wherever_the_process_dies(
    program: Program, killing: Victims
) -> None:
    customer = document(program.asks("POST", "/customers", {"email": "g@example.com"}), 201)["id"]
    path, body = f"/customers/{customer}/credit", {"amount": 100}
    for times, point in enumerate(count(step=FEW), 1):
        died = _dies(killing, point, program, "POST", path, body)
        again = program.asks("POST", path, body, idempotency_key=f"dies {point}")
        assert document(again, 201)["items"][0]["balance"] == 100 * times, point
        if not died:
            break
    assert point >= 8


@pytest.mark.usefixtures("later")
def test_where_the_answer_is_kept_later_than_the_change_there_is_a_point_to_die_at_and_grant_twice(
    app: Flask, api: Program
) -> None:
    """The negative control."""
    customer = document(api.asks("POST", "/customers", {"email": "g@example.com"}), 201)["id"]
    path, body = f"/customers/{customer}/credit", {"amount": 100}
    balances = []
    for point in range(8, 13):
        assert _dies(_of(app), point, api, "POST", path, body, apart=True)
        again = api.asks("POST", path, body, idempotency_key=f"dies {point}")
        balances.append(document(again, 201)["items"][0]["balance"])
    gained = {after - before for before, after in pairwise(balances)}
    assert gained == {100, 200}


@pytest.mark.usefixtures("later")
def test_an_order_is_placed_and_paid_once_wherever_the_process_dies(
    shop_app: Flask, program: Program, killing: Victims
) -> None:
    body = {"expected_total": program.opens(**COMPLETE)["total"], "payment": card("tok_visa")}
    for point in count(step=MANY):
        path = f"/checkouts/{program.opens(**COMPLETE)['id']}/complete"
        died = _dies(killing, point, program, "POST", path, body)
        again = program.asks("POST", path, body, idempotency_key=f"dies {point}")
        order = document(again, 200)
        assert (order["state"], len(order["payments"])) == ("placed", 1), point
        if not died:
            break
    assert point >= 25
    assert len(charges(shop_app)) == point // MANY + 1
    invariants_hold(shop_app)


def _of(app: Flask) -> Victims:
    return Victims(environ_of(app.config["SQLALCHEMY_DATABASE_URI"], Path(app.instance_path)))


def _dies(
    victims: Victims, point: int, program: Program, *request: Any, apart: bool = False
) -> bool:
    method, path, body = request
    headers = {"Authorization": f"Bearer {program.key}", "Idempotency-Key": f"dies {point}"}
    return victims.one(point, (method, f"/api/v1{path}", body), headers, apart=apart)


def _a_minute_on() -> datetime:
    return shop_clock.system_clock() + timedelta(seconds=61)
