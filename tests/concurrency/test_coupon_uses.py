"""Coupons with a limit: many checkouts at once use them no more often than they may be, and whoever comes late is told first."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from checkout import uses
from checkout.db import db, unit_of_work
from checkout.operations.cancel import cancel_order
from checkout.operations.money import Why
from tests.concurrency.faults import refused_statements
from tests.concurrency.guards import cut_out, take_no_row_locks
from tests.concurrency.rivals import at_once, come_in_before, meet_before
from tests.concurrency.witnesses import broken_rules, charges, rows
from tests.conftest import AppMaker
from tests.doors import OperationsDoor
from tests.factories import ADA, GRACE, berlin, stock_up
from tests.promotions import amount, promote
from tests.shopper import Receipt, Shopper

#: two mugs, standard delivery
TOTAL = 5290
OFF = 500
#: the order's price is known, nothing of it written yet
UNCOUNTED = "checkout.operations.place:freeze"
BALANCE = "What is limited was used by as many orders as count towards it, and never too often."

#: each way to say "once", with the buyers' addresses
ONCE = {
    "a promotion in all": ({"usage_limit": 1}, False),
    "a coupon in all": ({"coupon": {"usage_limit": 1}}, False),
    "a promotion by one customer": ({"per_customer_limit": 1}, True),
    "a coupon by one customer": ({"coupon": {"per_customer_limit": 1}}, True),
}


@pytest.mark.parametrize(("limit", "same"), ONCE.values(), ids=ONCE)
@pytest.mark.parametrize("buyers", [2, 6])
def test_the_last_use_goes_to_one_of_many_checkouts_at_once(
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    limit: dict[str, Any],
    same: bool,
    buyers: int,
) -> None:
    doors = _with_one_code(app, buyers, same, **limit)
    meet_before(monkeypatch, UNCOUNTED, buyers)
    assert _all_place(doors) == ["Placed"] + ["TotalChanged"] * (buyers - 1)
    assert _used(app) == [1]
    assert [amount for _, amount in charges(app)] == [TOTAL - OFF]


def test_fifty_checkouts_and_one_use(app: Flask) -> None:
    doors = _with_one_code(app, 50, same=False, usage_limit=1)
    assert _all_place(doors) == ["Placed"] + ["TotalChanged"] * 49
    assert len(charges(app)) == 1


def test_a_first_order_is_one_order(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    doors = _ready_doors(app, 4, same=True)
    with app.app_context():
        promote("OFF", amount(OFF), {"first_order": True})
    for door in doors:
        door.use_coupon("OFF")
    meet_before(monkeypatch, UNCOUNTED, 4)
    assert _all_place(doors) == ["Placed"] + ["TotalChanged"] * 3


def test_one_customer_by_other_letters_is_the_same_customer(app: Flask) -> None:
    doors = [_ready(app, email) for email in ("Ada@Example.com", "ada@example.COM")]
    with app.app_context():
        promote("OFF", amount(OFF), per_customer_limit=1)
    for door in doors:
        door.use_coupon("off")
    assert _all_place(doors) == ["Placed", "TotalChanged"]


def _buys_twice_with(app: Flask) -> list[str]:
    """What comes of two orders of one customer, one after the other, with a code that each may use once."""
    doors = _with_one_code(app, 2, same=True, per_customer_limit=1)
    return [type(door.ask_for(TOTAL - OFF)).__name__ for door in doors]


def test_a_customer_who_comes_back_does_not_use_it_again(app: Flask) -> None:
    assert _buys_twice_with(app) == ["Placed", "TotalChanged"]


def test_if_the_uses_of_a_customer_were_never_counted_it_would_be_used_every_time(
    unlocked_app: Flask,
) -> None:
    cut_out(
        unlocked_app,
        r"SET used=\(promotion_limits\.used \+ ",
        "SET used=(promotion_limits.used + 0 * ",
    )
    assert _buys_twice_with(unlocked_app) == ["Placed", "Placed"]
    assert broken_rules(unlocked_app) == {BALANCE}


def test_who_comes_late_is_told_and_may_buy_without_it(app: Flask) -> None:
    first, late = _with_one_code(app, 2, same=False, usage_limit=1)
    assert first.confirm(TOTAL - OFF).outcome == "Placed"
    told = late.ask_for(TOTAL - OFF)
    assert [each.reason for each in told.dropped_codes] == ["coupon_used_up"]  # type: ignore[union-attr]
    assert late.receipt().state == "open"
    assert late.confirm(late.total_shown()).total == TOTAL


def test_the_conditional_update_is_enough_without_row_locks(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_no_row_locks(app)
    doors = _with_one_code(app, 4, same=False, usage_limit=1)
    meet_before(monkeypatch, UNCOUNTED, 4)
    assert _all_place(doors) == ["Placed"] + ["TotalChanged"] * 3


def test_with_the_condition_off_the_database_still_refuses(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _trust_the_count_that_was_read(unlocked_app)
    doors = _with_one_code(unlocked_app, 3, same=False, usage_limit=1)
    meet_before(monkeypatch, UNCOUNTED, 3, patience=10)
    answers = _all_place(doors)
    assert answers.count("Placed") == 1
    assert set(answers) == {"Placed", IntegrityError.__name__}
    assert len(charges(unlocked_app)) == 1


@pytest.mark.parametrize("same", [False, True])
def test_with_the_check_gone_too_everybody_uses_it(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch, same: bool
) -> None:
    _trust_the_count_that_was_read(unlocked_app)
    _drop_the_check_on_uses(unlocked_app)
    limit = {"per_customer_limit": 1} if same else {"usage_limit": 1}
    doors = _with_one_code(unlocked_app, 3, same, **limit)
    meet_before(monkeypatch, UNCOUNTED, 3, patience=10)
    assert _all_place(doors) == ["Placed"] * 3
    assert _used(unlocked_app) == [3]
    assert broken_rules(unlocked_app) == {BALANCE}


def test_a_declined_payment_gives_the_use_back_once(app: Flask) -> None:
    door, other = _with_one_code(app, 2, same=False, usage_limit=1)
    for _ in range(2):
        answer = door.confirm(TOTAL - OFF, "card", "tok_declined")
        assert (answer.outcome, _used(app)) == ("PaymentDeclined", [0])
    assert other.confirm(TOTAL - OFF).outcome == "Placed"
    assert door.confirm(TOTAL - OFF).outcome == "TotalChanged"


def test_a_cancelled_order_gives_the_use_back_once_and_another_buyer_has_it(app: Flask) -> None:
    door, other = _with_one_code(app, 2, same=False, usage_limit=1)
    assert door.confirm(TOTAL - OFF, "card", "tok_visa").outcome == "Placed"
    assert at_once([lambda: _cancelled(door)] * 3) == ["cancelled"] * 3
    assert _used(app) == [0]
    assert other.confirm(TOTAL - OFF).outcome == "Placed"
    assert (_cancelled(door), _used(app)) == ("cancelled", [1])


def test_without_giving_it_back_a_cancelled_order_would_count_for_ever(
    make_app: AppMaker, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(engine)
    door, other = _with_one_code(app, 2, same=False, usage_limit=1)
    door.confirm(TOTAL - OFF, "card", "tok_visa")
    monkeypatch.setattr("checkout.operations.calling_off.uses.release", lambda _: None)
    assert (_cancelled(door), _used(app)) == ("cancelled", [1])
    assert other.confirm(TOTAL - OFF).outcome == "TotalChanged"
    assert "Only an order that is placed or being placed counts towards a limit." in broken_rules(
        app
    )


def test_the_same_checkout_retried_counts_once(app: Flask) -> None:
    [door] = _with_one_code(app, 1, same=False, usage_limit=1)
    answers = at_once([lambda: door.confirm(TOTAL - OFF, "card", "tok_visa")] * 4)
    assert "Placed" in {each.outcome for each in answers if isinstance(each, Receipt)}
    assert (_used(app), len(charges(app))) == ([1], 1)


def test_a_checkout_waiting_for_its_bank_keeps_its_use(app: Flask) -> None:
    door, other = _with_one_code(app, 2, same=False, usage_limit=1)
    assert door.confirm(TOTAL - OFF, "card", "tok_3ds").outcome == "ActionNeeded"
    assert other.confirm(TOTAL - OFF).outcome == "TotalChanged"
    assert _used(app) == [1]


def test_giving_back_at_once_gives_back_once(app: Flask) -> None:
    [door] = _with_one_code(app, 1, same=False, usage_limit=2)
    door.confirm(TOTAL - OFF, "card", "tok_3ds")
    [(order_id, key)] = rows(app, "SELECT id, customer_key FROM orders")
    assert key

    def give_back() -> None:
        with app.app_context():
            unit_of_work(uses.release)(order_id)

    assert at_once([give_back] * 4) == [None] * 4
    assert _used(app) == [0]


def test_a_shelf_that_runs_out_in_placing_leaves_no_use_behind(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, rival = _with_one_code(app, 2, same=False, usage_limit=5)
    with app.app_context():
        stock_up("mug-stoneware", 2)
    thread = come_in_before(monkeypatch, UNCOUNTED, lambda: rival.confirm(TOTAL - OFF))
    outcome = door.confirm(TOTAL - OFF).outcome
    thread.join()
    assert sorted([outcome, rival.receipt().state]) in (["Placed", "open"], ["Unmet", "placed"])
    assert _used(app) == [1]


def test_codes_in_opposite_orders_do_not_deadlock(app: Flask) -> None:
    failures = refused_statements(app)
    with app.app_context():
        for code in ("ONE", "TWO", "THREE"):
            promote(code, amount(100), usage_limit=50, coupon={"usage_limit": 50})
    doors = _ready_doors(app, 6, same=False)
    for number, door in enumerate(doors):
        codes = ("ONE", "TWO", "THREE")
        for code in codes if number % 2 else reversed(codes):
            door.use_coupon(code)
    assert _all_place(doors, TOTAL - 300) == ["Placed"] * 6
    assert failures == []
    assert _used(app) == [6] * 6


def test_a_limit_that_was_raised_counts_on_and_one_that_was_lowered_stops(app: Flask) -> None:
    doors = _with_one_code(app, 3, same=False, usage_limit=1)
    assert doors[0].confirm(TOTAL - OFF).outcome == "Placed"
    _limit(app, 2)
    assert doors[1].confirm(TOTAL - OFF).outcome == "Placed"
    _limit(app, 1)
    assert doors[2].confirm(TOTAL - OFF).outcome == "TotalChanged"
    assert _used(app) == [2]


def _with_one_code(app: Flask, buyers: int, same: bool, **limit: Any) -> list[OperationsDoor]:
    doors = _ready_doors(app, buyers, same)
    with app.app_context():
        promote("OFF", amount(OFF), **limit)
    for door in doors:
        door.use_coupon("OFF")
    return doors


def _ready_doors(app: Flask, buyers: int, same: bool) -> list[OperationsDoor]:
    emails = [ADA if same else f"{number}-{GRACE}" for number in range(buyers)]
    return [_ready(app, email) for email in emails]


def _ready(app: Flask, email: str) -> OperationsDoor:
    door = OperationsDoor(app)
    Shopper(door, email).adds("mug-stoneware", 2).ships_to(berlin).by("standard")
    return door


def _all_place(doors: list[OperationsDoor], total: int = TOTAL - OFF) -> list[str]:
    answers = at_once([lambda door=door: door.confirm(total, "card", "tok_visa") for door in doors])  # type: ignore[misc]
    return sorted(
        answer.outcome if isinstance(answer, Receipt) else type(answer).__name__
        for answer in answers
    )


def _cancelled(door: OperationsDoor) -> str:
    with door.app.app_context():
        cancel_order(door.ref, Why("shopper", "requested_by_customer"))
    return door.receipt().state


def _used(app: Flask) -> list[int]:
    return [used for (used,) in rows(app, "SELECT used FROM promotion_limits ORDER BY id")]


def _limit(app: Flask, most: int) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(
            text("UPDATE promotions SET usage_limit = :most WHERE code = 'OFF'"), {"most": most}
        )


def _trust_the_count_that_was_read(app: Flask) -> None:
    cut_out(app, r"AND promotion_limits\.used < promotion_limits\.most")


def _drop_the_check_on_uses(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(
                db.engine,
                "connect",
                lambda connection, _: connection.execute("PRAGMA ignore_check_constraints=ON"),
            )
            db.engine.dispose()
            return
        with db.engine.begin() as connection:
            name = "ck_promotion_limits_never_used_too_often"
            connection.execute(text(f"ALTER TABLE promotion_limits DROP CONSTRAINT {name}"))
