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
from tests import shelves
from tests.concurrency.witnesses import rows, stock_of
from tests.conftest import environ_of
from tests.doors import RETURN_URL, SHOP
from tests.factories import ADA, berlin, stock_up
from tests.properties import NIGHTLY, PROFILE

#: buyers and units of what is on sale: the lamp is counted, the notebook kept by unit
LAMP, NOTEBOOK, MUG = "lamp-desk", "notebook-a5", "mug-stoneware"
SALE = {LAMP: (1000, 100), NOTEBOOK: (1000, 100) if PROFILE == NIGHTLY else (100, 10)}
#: others who buy something else meanwhile
PASSERS_BY = 20
PROCESSES, THREADS = 2, 8


def test_a_flash_sale_sells_what_there_is_and_not_one_more(app: Flask) -> None:
    many = {sku: buyers for sku, (buyers, _) in SALE.items()} | {MUG: PASSERS_BY}
    with app.app_context():
        carts = {sku: [_cart(sku) for _ in range(buyers)] for sku, buyers in many.items()}
        for sku, (_, units) in SALE.items():
            stock_up(sku, units)
        shelves.kept_by_unit(NOTEBOOK)
        totals = {
            sku: find_order(OrderRef(SHOP, token=tokens[0])).priced.total
            for sku, tokens in carts.items()
        }
    mugs, _ = stock_of(app, MUG)
    # all come evenly mixed
    turns = sorted(
        (number / many[sku], token, totals[sku])
        for sku, tokens in carts.items()
        for number, token in enumerate(tokens)
    )

    answers = dict(_all_place(app, [(token, total) for _, token, total in turns]))

    for sku, (buyers, units) in SALE.items():
        assert Counter(answers[token] for token in carts[sku]) == {
            "placed": units,
            "out_of_stock": buyers - units,
        }
        assert stock_of(app, sku) == (0, 0)
    assert {answers[token] for token in carts[MUG]} == {"placed"}
    assert stock_of(app, MUG) == (mugs - PASSERS_BY, 0)
    # who came too late was never asked for money
    placed = PASSERS_BY + sum(units for _, units in SALE.values())
    assert len(rows(app, "SELECT 1 FROM payments")) == placed
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
