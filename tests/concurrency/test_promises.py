"""Of a promise no more is taken than was promised: the condition of the statement says so, and the table behind it."""

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from checkout.db import db
from checkout.operations.money import Why
from checkout.operations.move_money import EVERYTHING, capture_order
from tests.concurrency.guards import cut_out
from tests.concurrency.rivals import at_once, meet_before
from tests.concurrency.witnesses import rows, write
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.gateways.process import InProcess
from tests.gateways.telling import TOTAL
from tests.shopper import Shopper

ASKED = "SELECT capture_asked FROM payments"


def test_with_the_condition_off_the_database_still_refuses_a_second_capture(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The first one's request is lost: done, it would leave nothing to ask for, and the second one would be told so.
    answers = _captured_at_once(unlocked_app, monkeypatch, lost=1)
    assert sorted(type(each).__name__ for each in answers) == [IntegrityError.__name__, "NoneType"]
    assert rows(unlocked_app, ASKED) == [(TOTAL,)]


def test_with_the_check_gone_too_more_is_asked_for_than_was_promised(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _drop_the_check(unlocked_app)
    assert _captured_at_once(unlocked_app, monkeypatch, lost=2) == [None, None]
    assert rows(unlocked_app, ASKED) == [(2 * TOTAL,)]


def _captured_at_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch, lost: int = 0
) -> list[Exception | None]:
    """What comes of two captures of everything; so many of them never reach the gateway."""
    write(app, "UPDATE payment_methods SET manual_capture = :yes WHERE code = 'card'", yes=True)
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    assert door.confirm(TOTAL, "card", "tok_visa").outcome == "Placed"
    InProcess.of(app).switch(drop_requests=lost)
    left = r"(payments\.amount - payments\.capture_asked\)?) >= "
    cut_out(app, left, r"\1 >= -1000000 + ")
    meet_before(monkeypatch, "checkout.operations.money:_claim", 2, patience=10)

    def capture() -> None:
        with app.app_context():
            capture_order(door.ref, EVERYTHING, Why("shop"))

    return at_once([capture] * 2)


def _drop_the_check(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            ignore = "PRAGMA ignore_check_constraints=ON"
            event.listen(db.engine, "connect", lambda connection, _: connection.execute(ignore))
            db.engine.dispose()
            return
        with db.engine.begin() as connection:
            name = "ck_payments_never_captured_too_much"
            connection.execute(text(f"ALTER TABLE payments DROP CONSTRAINT {name}"))
