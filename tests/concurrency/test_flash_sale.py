"""A thousand buyers and a hundred units: a hundred are sold, and everybody else is told at once and asked for nothing."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from flask import Flask

from checkout import create_app
from checkout.operations import (
    Changes,
    LineWanted,
    OrderRef,
    Placed,
    PlaceWish,
    Unmet,
    find_order,
    open_order,
    place,
)
from tests.concurrency.witnesses import rows, stock_of
from tests.conftest import environ_of
from tests.doors import RETURN_URL, SHOP
from tests.factories import ADA, berlin, stock_up

BUYERS, UNITS = 1000, 100
#: others who buy something else meanwhile
PASSERS_BY = 20
PROCESSES, THREADS = 2, 8


def test_a_flash_sale_sells_what_there_is_and_not_one_more(app: Flask) -> None:
    with app.app_context():
        buyers = [_cart("lamp-desk") for _ in range(BUYERS)]
        passers_by = [_cart("mug-stoneware") for _ in range(PASSERS_BY)]
        stock_up("lamp-desk", UNITS)
        total = find_order(OrderRef(SHOP, token=buyers[0])).priced.total
        other = find_order(OrderRef(SHOP, token=passers_by[0])).priced.total
    mugs, _ = stock_of(app, "mug-stoneware")
    wishes = [(token, total) for token in buyers]
    every = len(wishes) // PASSERS_BY
    for number, token in enumerate(passers_by):
        wishes.insert(number * (every + 1), (token, other))

    answers = dict(_all_place(app, wishes))

    assert Counter(answers[token] for token in buyers) == {
        "placed": UNITS,
        "out_of_stock": BUYERS - UNITS,
    }
    assert {answers[token] for token in passers_by} == {"placed"}
    assert stock_of(app, "lamp-desk") == (0, 0)
    assert stock_of(app, "mug-stoneware") == (mugs - PASSERS_BY, 0)
    # who came too late was never asked for money
    assert len(rows(app, "SELECT 1 FROM payments")) == UNITS + PASSERS_BY
    assert rows(app, "SELECT 1 FROM stock_holds WHERE expires_at IS NOT NULL") == []


def _cart(sku: str) -> str:
    changes = Changes(
        email=ADA,
        lines=(LineWanted(sku, 1),),
        shipping_address=berlin,
        shipping_method="standard",
        payment_method="invoice",
    )
    return open_order(SHOP, "web", "en", changes).order.token


def _all_place(app: Flask, wishes: list[tuple[str, int]]) -> list[tuple[str, str]]:
    """What became of each: everyone at once, in several processes with several threads each."""
    environ = environ_of(app.config["SQLALCHEMY_DATABASE_URI"], Path(app.instance_path))
    shares = [wishes[number::PROCESSES] for number in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as processes:
        answers = processes.map(_place_share, [environ] * PROCESSES, shares)
        return [answer for share in answers for answer in share]


def _place_share(
    environ: dict[str, str], wishes: Sequence[tuple[str, int]]
) -> list[tuple[str, str]]:
    app = create_app(environ)

    def one(wish: tuple[str, int]) -> tuple[str, str]:
        token, total = wish
        with app.app_context():
            answer = place(OrderRef(SHOP, token=token), PlaceWish(total, "shopper", RETURN_URL))
        if isinstance(answer, Placed):
            return token, "placed"
        codes = {each.code for each in answer.requirements} if isinstance(answer, Unmet) else set()
        return token, codes.pop() if len(codes) == 1 else repr(answer)

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(one, wishes))
