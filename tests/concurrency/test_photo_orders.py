"""Photo orders worked on by several callers at once: one of them is first, the others are told."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from checkout.addresses import Address
from checkout.db import db, end_reading
from checkout.models import Order, OrderEvent
from checkout.operations import (
    Changes,
    EntryNotOpen,
    LineWanted,
    OrderClosed,
    OrderRef,
    Placed,
    PlaceWish,
    acknowledge,
    open_order,
    place_changed,
    receive_data,
)
from checkout.operations.production import BEGUN
from checkout.uploads import Kept
from tests.concurrency.rivals import at_once, meet_before

RIVALS = 4
WRITE = "checkout.operations.production:insert"
DATA = "checkout.operations.production:record_event"
HOME = Address("Max Mustermann", "", "Musterstrasse 14", "", "Musterstadt", "", "12345", "DE")
FILE = Kept("0" * 64, 10)


def _opened(app: Flask) -> OrderRef:
    with app.app_context():
        changes = Changes(lines=(LineWanted("14631000", 1),))
        order = open_order("print", "photo_order", "de", changes).order
        end_reading()
        return OrderRef("print", id=order.id)


def _placed(app: Flask) -> OrderRef:
    ref = _opened(app)
    with app.app_context():
        assert isinstance(place_changed(ref, _of("max"), _wish()), Placed)
        end_reading()
    return ref


def _of(name: str) -> Changes:
    return Changes(
        email=f"{name}@shop.test",
        note=name,
        shipping_address=HOME,
        payment_method="invoice",
    )


def _wish() -> PlaceWish:
    return PlaceWish(15350, "partner", return_url="")


def _in(app: Flask, action: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        with app.app_context():
            return action()

    return run


def _events(app: Flask, ref: OrderRef) -> list[OrderEvent]:
    with app.app_context():
        found = list(
            db.session.query(OrderEvent)
            .filter(OrderEvent.order_id == ref.id)
            .order_by(OrderEvent.id)
        )
        end_reading()
        return found


def test_of_several_checkouts_one_places_and_all_of_it_is_its_own(app: Flask) -> None:
    ref = _opened(app)
    names = [f"buyer{number}" for number in range(RIVALS)]

    outcomes = at_once(
        [_in(app, lambda name=name: place_changed(ref, _of(name), _wish())) for name in names]  # type: ignore[misc]
    )

    winners = [name for name, each in zip(names, outcomes, strict=True) if isinstance(each, Placed)]
    assert len(winners) == 1
    assert sum(isinstance(each, OrderClosed) for each in outcomes) == RIVALS - 1
    with app.app_context():
        order = db.session.get_one(Order, ref.id)
        assert (order.email, order.note) == (f"{winners[0]}@shop.test", winners[0])


def _acknowledged(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    ref = _placed(app)
    entry = _events(app, ref)[-1].id
    meet_before(monkeypatch, WRITE, RIVALS)
    return at_once([_in(app, lambda: acknowledge(ref, entry, "partner"))] * RIVALS)


def test_an_entry_is_acknowledged_by_one(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = _acknowledged(app, monkeypatch)

    assert outcomes.count(None) == 1
    assert sum(isinstance(each, EntryNotOpen) for each in outcomes) == RIVALS - 1


def test_without_the_lock_the_database_has_to_refuse_the_others(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = _acknowledged(unlocked_app, monkeypatch)

    assert outcomes.count(None) == 1
    assert any(isinstance(each, IntegrityError) for each in outcomes)


def _begun(app: Flask, monkeypatch: pytest.MonkeyPatch) -> tuple[list[object], list[OrderEvent]]:
    ref = _opened(app)
    with app.app_context():
        receive_data(ref, FILE, "partner")
        assert isinstance(place_changed(ref, _of("max"), _wish()), Placed)
        end_reading()
    meet_before(monkeypatch, DATA, RIVALS)
    outcomes = at_once([_in(app, lambda: receive_data(ref, FILE, "partner"))] * RIVALS)
    return outcomes, [each for each in _events(app, ref) if each.type == BEGUN]


def test_production_begins_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes, begun = _begun(app, monkeypatch)

    assert len(begun) == 1
    assert outcomes.count(None) == 1
    assert sum(isinstance(each, OrderClosed) for each in outcomes) == RIVALS - 1


def test_without_the_lock_it_begins_more_than_once(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, begun = _begun(unlocked_app, monkeypatch)

    assert len(begun) > 1
