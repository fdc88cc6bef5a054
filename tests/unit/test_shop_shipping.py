"""What is wrong with how a shop ships is told by row, not offered, and stops nothing."""

from collections.abc import Callable

import pytest
from flask import Flask

from checkout.catalog import every_catalog
from checkout.shop_data import complaints
from tests.api.client import COMPLETE, INVOICE, Program, document
from tests.shipping_shop import method, producer, speed, zone

WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "a method without a rate": (
        lambda: method("own", calculator="per_item"),
        "shipping method 'own' is not offered",
    ),
    "rates that are no rates": (
        lambda: method("own", calculator="weight_bands", rates={"bands": "x"}),
        "shipping method 'own' is not offered",
    ),
    "a calculator nobody knows": (
        lambda: method("own", calculator="moon", rates={}),
        "shipping method 'own' is not offered",
    ),
    "a currency": (
        lambda: method("own", currency="USD"),
        "shipping method 'own' is not offered: the shop does not sell in USD",
    ),
    "a year in transit": (
        lambda: method("own", transit_days_max=366),
        "shipping method 'own' is not offered: it travels longer",
    ),
    "a zone nobody understands": (
        lambda: method("own", zone_id=zone("nowhere", {"country": 7})),
        "shipping zone 'nowhere' covers nothing",
    ),
    "a pickup nowhere": (
        lambda: method("own", kind="pickup"),
        "shipping method 'own' does not say where",
    ),
    "a speed without end": (
        lambda: speed("slow", 0, 400),
        "production speed 'slow' is not offered",
    ),
    "a producer's clock": (
        lambda: producer("workshop", "mug-stoneware", time_zone="Mars/Base"),
        "producer 'workshop': there is no time zone 'Mars/Base'",
    ),
    "a producer's holidays": (
        lambda: producer("workshop", "mug-stoneware", holiday_country="XX"),
        "producer 'workshop': ",
    ),
    "a producer called like the shop": (
        lambda: producer("main", "mug-stoneware"),
        "producer 'main' is called like a place",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_it_is_told_and_everything_else_sells(app: Flask, api_key: str, case: str) -> None:
    make, words = WRONG[case]
    with app.app_context():
        make()
        told = [each for catalog in every_catalog() for each in complaints(catalog)]
    assert [each for each in told if words in each], told
    api = Program(app, api_key)
    checkout = api.opens(**COMPLETE)
    assert document(api.completes(checkout, INVOICE), 200)["state"] == "placed"
