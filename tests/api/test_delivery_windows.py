"""Delivery windows by JSON: which are on offer, that one is needed, taken by placing and frozen. It is Wednesday, 10 June 2026."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from tests.api.client import COMPLETE, INVOICE, Program, document
from tests.conftest import Clock
from tests.shipping_shop import method, no_methods, window, zone


@pytest.fixture
def slots(app: Flask, clock: Clock) -> dict[str, int]:
    """The ids of the demo shop's windows, by what they are."""
    clock.instant = datetime(2026, 6, 10, 8, tzinfo=UTC)
    with app.app_context():
        no_methods()
        germany = zone("germany", {"country": "DE"})
        method("courier", 900, zone_id=germany, transit_days_min=1, transit_days_max=1, position=1)
        method("letter", 300, position=2)
        usual: dict[str, Any] = {"method": "courier", "zone_id": germany}
        return {
            "too early": window(_at(10), cutoff_at=_at(10), **usual),
            "full": window(_at(12), 1, taken=1, **usual),
            "free": window(_at(15), 2, **usual),
            "later": window(_at(16), 2, **usual),
            "over": window(_at(17), 2, **usual | {"cutoff_at": _at(9)}),
            "elsewhere": window(
                _at(17), 2, method="courier", zone_id=zone("at", {"country": "AT"})
            ),
        }


def test_a_method_offers_the_windows_it_can_reach(api: Program, slots: dict[str, int]) -> None:
    (shipment,) = _opens(api)["shipments"]
    assert [(each["id"], each["free"]) for each in shipment["windows"]] == [
        (slots["full"], 0),
        (slots["free"], 2),
        (slots["later"], 2),
    ]


@pytest.mark.usefixtures("slots")
def test_a_method_without_windows_needs_none(api: Program) -> None:
    checkout = api.opens(**COMPLETE | {"shipping_method": "letter"})
    assert checkout["shipments"][0]["windows"] == []
    assert not _missing(checkout)


def test_one_must_be_chosen_and_a_full_one_names_the_next(
    api: Program, slots: dict[str, int]
) -> None:
    assert _missing(_opens(api)) == [("delivery_window_missing", "Choose a delivery window.")]
    ((code, words),) = _missing(_opens(api, delivery_window=slots["full"]))
    assert code == "delivery_window_full"
    assert "Monday, June 15, 4:00\u202fPM \N{EN DASH} 6:00\u202fPM" in words


def test_the_one_chosen_is_taken_and_frozen(api: Program, slots: dict[str, int]) -> None:
    checkout = _opens(api, delivery_window=slots["free"])
    assert not _missing(checkout)
    (offered,) = checkout["shipments"]
    assert (offered["arrives_from"], offered["arrives_to"]) == ("2026-06-15", "2026-06-15")
    order = document(api.completes(checkout, INVOICE), 200)
    (shipment,) = order["shipments"]
    assert shipment["delivery_window"] == slots["free"]
    assert shipment["windows"] == [
        {
            "id": slots["free"],
            "starts_at": "2026-06-15T14:00:00Z",
            "ends_at": "2026-06-15T16:00:00Z",
            "free": None,
        }
    ]
    (other,) = _opens(api)["shipments"]
    assert {each["id"]: each["free"] for each in other["windows"]}[slots["free"]] == 1


def _at(day: int) -> datetime:
    return datetime(2026, 6, day, 14, tzinfo=UTC)


def _opens(api: Program, **choice: Any) -> Any:
    return api.opens(**COMPLETE | {"shipping_method": "courier"}, shipments=[choice])


def _missing(checkout: Any) -> list[tuple[str, str]]:
    return [
        (each["code"], each["message"])
        for each in checkout["requirements"]
        if each["step"] == "shipping"
    ]
