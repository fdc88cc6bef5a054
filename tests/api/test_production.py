"""What is made to order: speeds, days, holding production, and that all of it is frozen. It is Wednesday, 10 June 2026."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from tests.api.client import COMPLETE, INVOICE, Program, document
from tests.conftest import Clock
from tests.shipping_shop import producer, speed

AT = datetime(2026, 6, 10, 8, tzinfo=UTC)
DAYS = ("produced_on", "dispatched_on", "arrives_from", "arrives_to", "hold_from")


@pytest.fixture(autouse=True)
def workshop(app: Flask, clock: Clock) -> None:
    """A producer of the mug that works at three speeds."""
    clock.instant = AT
    with app.app_context():
        made_by = producer("workshop", "mug-stoneware", holiday_country="DE")
        for position, (code, price, days) in enumerate(
            (("Normal", 0, 5), ("ExpeditedFaster", 1500, 3), ("ExpeditedFastest", 3000, 1))
        ):
            speed(code, price, days, position=position, producer_id=made_by)


def test_it_is_made_at_the_normal_speed_unless_said_otherwise(api: Program) -> None:
    (shipment,) = api.opens(**COMPLETE)["shipments"]
    assert shipment["production_speed"] == "Normal"
    assert [
        (each["code"], each["amount"], each["produced_on"])
        for each in shipment["production_speeds"]
    ] == [
        ("Normal", 0, "2026-06-17"),
        ("ExpeditedFaster", 1500, "2026-06-15"),
        ("ExpeditedFastest", 3000, "2026-06-11"),
    ]
    assert [shipment[day] for day in DAYS] == [
        "2026-06-17",
        "2026-06-17",
        "2026-06-19",
        "2026-06-23",
        "2026-06-18",
    ]


def test_a_faster_speed_costs_more_and_arrives_sooner(api: Program) -> None:
    checkout = _choosing(api, production_speed="ExpeditedFastest")
    (shipment,) = checkout["shipments"]
    assert (shipment["production_amount"], shipment["produced_on"]) == (3000, "2026-06-11")
    rows = {each["type"]: each["amount"] for each in checkout["totals"]}
    assert (rows["production"], rows["shipping"], rows["total"]) == (3000, 490, 8290)
    (reason,) = [each for each in checkout["adjustments"] if each["type"] == "production"]
    assert reason["shipment"] == 0


def test_production_is_held_until_a_day_after_it_would_be_done(api: Program) -> None:
    checkout = _choosing(api, hold_until="2026-06-20")
    (shipment,) = checkout["shipments"]
    assert (shipment["hold_until"], shipment["produced_on"]) == ("2026-06-20", "2026-06-22")
    assert not _missing(checkout)


@pytest.mark.parametrize(
    ("day", "code", "words"),
    [
        ("2026-06-17", "hold_too_early", "until June 18, 2026 at the earliest"),
        ("2020-01-01", "hold_too_early", "until June 18, 2026 at the earliest"),
        ("2029-01-01", "hold_too_late", "until June 18, 2027 at the latest"),
    ],
)
def test_another_day_is_a_clear_fault(api: Program, day: str, code: str, words: str) -> None:
    checkout = _choosing(api, hold_until=day)
    ((field, found, message),) = _missing(checkout)
    assert (field, found) == ("shipments/0/hold_until", code)
    assert words in message
    answer = api.completes(checkout, INVOICE)
    assert document(answer, 422)["errors"][0]["pointer"] == "#/shipments/0/hold_until"


def test_what_was_promised_is_frozen(api: Program, clock: Clock) -> None:
    checkout = _choosing(api, production_speed="ExpeditedFaster", hold_until="2026-07-01")
    order = document(api.completes(checkout, INVOICE), 200)
    kept = {name: checkout["shipments"][0][name] for name in (*DAYS[:4], "hold_until")}
    clock.forward(days=40)
    (shipment,) = api.reads(f"/orders/{order['number']}")["shipments"]
    assert {name: shipment[name] for name in kept} == kept
    assert shipment["production_speed"] == "ExpeditedFaster"
    assert shipment["production_amount"] == 1500


def test_time_that_passes_makes_a_hold_too_early(api: Program, clock: Clock) -> None:
    checkout = _choosing(api, hold_until="2026-06-18")
    clock.forward(days=7)
    assert [code for _, code, _ in _missing(api.reads(f"/checkouts/{checkout['id']}"))] == [
        "hold_too_early"
    ]


def _choosing(api: Program, **choice: Any) -> Any:
    return api.opens(**COMPLETE, shipments=[{"origin": "workshop", **choice}])


def _missing(checkout: Any) -> list[tuple[str, str, str]]:
    return [
        (each["field"], each["code"], each["message"])
        for each in checkout["requirements"]
        if each["step"] == "shipping"
    ]
