"""One gift card in two carts: what is on it is spent once, and whoever comes late is told before anyone is charged."""

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from checkout import credit
from checkout.db import db, unit_of_work
from checkout.operations import change_order
from checkout.operations.changes import Changes
from tests.concurrency.faults import refused_statements
from tests.concurrency.guards import cut_out, take_no_row_locks
from tests.concurrency.rivals import at_once, meet_before
from tests.concurrency.witnesses import broken_rules, charges, rows, write
from tests.doors import OperationsDoor
from tests.factories import berlin, new_gift_card
from tests.shopper import Receipt, Shopper

#: two mugs, standard delivery
TOTAL = 5290
#: the order's price is known, nothing of it written yet
UNSPENT = "checkout.operations.place:freeze"
#: the demo shop's own card is none of these
OURS = "code_tail <> '2500'"
BALANCE = "A credit balance is the sum of its entries and never negative."


@pytest.mark.parametrize("buyers", [2, 5])
def test_a_card_is_spent_once(app: Flask, monkeypatch: pytest.MonkeyPatch, buyers: int) -> None:
    doors = _with_one_card(app, 2500, buyers)
    meet_before(monkeypatch, UNSPENT, buyers)
    assert _all_place(doors, TOTAL - 2500) == ["Placed"] + ["TotalChanged"] * (buyers - 1)
    assert _balances(app) == [0]
    assert [amount for _, amount in charges(app)] == [TOTAL - 2500]


def test_who_comes_late_is_told_the_new_total_and_can_pay_it(app: Flask) -> None:
    first, late = _with_one_card(app, 2500, 2)
    assert first.confirm(TOTAL - 2500).outcome == "Placed"
    assert late.confirm(TOTAL - 2500).outcome == "TotalChanged"
    assert late.receipt().state == "open"
    assert late.confirm(late.total_shown()).total == TOTAL


def test_what_is_left_is_shared_out_to_the_last_cent(app: Flask) -> None:
    first, second = _with_one_card(app, TOTAL + 1000, 2)
    assert first.confirm(0).outcome == "Placed"
    assert second.total_shown() == TOTAL - 1000
    assert second.confirm(TOTAL - 1000).outcome == "Placed"
    assert _balances(app) == [0]


def test_the_conditional_update_is_enough_without_row_locks(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_no_row_locks(app)
    doors = _with_one_card(app, 2500, 4)
    meet_before(monkeypatch, UNSPENT, 4)
    assert _all_place(doors, TOTAL - 2500) == ["Placed"] + ["TotalChanged"] * 3


def test_with_the_condition_off_the_database_still_refuses(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _trust_the_balance_that_was_read(unlocked_app)
    doors = _with_one_card(unlocked_app, 2500, 3)
    meet_before(monkeypatch, UNSPENT, 3, patience=10)
    answers = _all_place(doors, TOTAL - 2500)
    assert answers.count("Placed") == 1
    assert set(answers) == {"Placed", IntegrityError.__name__}
    assert len(charges(unlocked_app)) == 1


def test_with_the_check_gone_too_everybody_spends_it(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _trust_the_balance_that_was_read(unlocked_app)
    _drop_the_check_on_balances(unlocked_app)
    doors = _with_one_card(unlocked_app, 2500, 3)
    meet_before(monkeypatch, UNSPENT, 3, patience=10)
    assert _all_place(doors, TOTAL - 2500) == ["Placed"] * 3
    assert _balances(unlocked_app) == [-5000]
    assert broken_rules(unlocked_app) == {BALANCE}


def test_a_declined_payment_gives_everything_back_once(app: Flask) -> None:
    [door] = _with_one_card(app, 2500, 1)
    for _ in range(2):
        assert door.confirm(TOTAL - 2500, "card", "tok_declined").outcome == "PaymentDeclined"
        assert _balances(app) == [2500]
    assert door.confirm(TOTAL - 2500, "card", "tok_visa").outcome == "Placed"
    assert _balances(app) == [0]
    assert [
        kind
        for (kind,) in rows(
            app, "SELECT kind FROM credit_entries WHERE actor <> 'demo' ORDER BY id"
        )
    ] == [*("issued", "spent", "returned", "spent", "returned", "spent")]


def test_giving_back_at_once_gives_back_once(app: Flask) -> None:
    [door] = _with_one_card(app, 2500, 1)
    door.confirm(TOTAL - 2500, "card", "tok_3ds")
    [(order_id,)] = rows(app, "SELECT id FROM orders")

    def give_back() -> None:
        with app.app_context():
            unit_of_work(credit.give_back)(order_id, "tests")

    assert at_once([give_back] * 4) == [None] * 4
    assert _balances(app) == [2500]
    # and forwards again, as the order waits for its payment
    with app.app_context():
        [(card,)] = rows(app, f"SELECT public_id FROM credit_accounts WHERE {OURS}")
        unit_of_work(credit.spend)(order_id, {card: 2500}, "tests")


def test_an_order_cannot_spend_twice_from_one_card(app: Flask) -> None:
    [door] = _with_one_card(app, 9000, 1)
    door.confirm(0)
    [(order_id, card)] = rows(
        app,
        f"SELECT orders.id, credit_accounts.public_id FROM orders, credit_accounts WHERE {OURS}",
    )
    with app.app_context(), pytest.raises(IntegrityError):
        unit_of_work(credit.spend)(order_id, {card: 100}, "tests")
    assert _balances(app) == [9000 - TOTAL]


def test_cards_in_opposite_orders_do_not_deadlock(app: Flask) -> None:
    failures = refused_statements(app)
    with app.app_context():
        codes = [new_gift_card(50_000) for _ in range(3)]
    doors = [_ready(app) for _ in range(6)]
    for number, door in enumerate(doors):
        for code in codes if number % 2 else reversed(codes):
            door.hand_in(code)
    assert _all_place(doors, 0) == ["Placed"] * 6
    assert failures == []


def test_a_card_switched_off_meanwhile_is_not_spent(app: Flask) -> None:
    [door] = _with_one_card(app, 2500, 1)
    assert write(app, f"UPDATE credit_accounts SET is_active = :off WHERE {OURS}", off=False) == 1
    assert door.confirm(TOTAL - 2500).outcome == "TotalChanged"
    assert _balances(app) == [2500]


def test_cards_handed_in_at_once_are_all_kept(app: Flask) -> None:
    door = _ready(app)
    with app.app_context():
        codes = [new_gift_card(100) for _ in range(4)]
    at_once([lambda code=code: door.hand_in(code) for code in codes])  # type: ignore[misc]
    assert door.total_shown() == TOTAL - 400


def test_a_card_handed_in_beside_another_change_is_kept(app: Flask) -> None:
    door = _ready(app)
    with app.app_context():
        code = new_gift_card(100)

    def note() -> None:
        with app.app_context():
            change_order(door.ref, Changes(note="Ring twice"))

    at_once([lambda: door.hand_in(code), note])
    assert door.total_shown() == TOTAL - 100


def _with_one_card(app: Flask, amount: int, buyers: int) -> list[OperationsDoor]:
    doors = [_ready(app) for _ in range(buyers)]
    with app.app_context():
        code = new_gift_card(amount)
    for door in doors:
        door.hand_in(code)
    return doors


def _ready(app: Flask) -> OperationsDoor:
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware", 2).ships_to(berlin).by("standard")
    return door


def _all_place(doors: list[OperationsDoor], total: int) -> list[str]:
    answers = at_once([lambda door=door: door.confirm(total, "card", "tok_visa") for door in doors])  # type: ignore[misc]
    return sorted(
        answer.outcome if isinstance(answer, Receipt) else type(answer).__name__
        for answer in answers
    )


def _balances(app: Flask) -> list[int]:
    return [
        balance
        for (balance,) in rows(app, f"SELECT balance FROM credit_accounts WHERE {OURS} ORDER BY id")
    ]


def _trust_the_balance_that_was_read(app: Flask) -> None:
    what_is_left = r"(credit_entries\.account_id = credit_accounts\.id\)) >= "
    cut_out(app, what_is_left, r"\1 >= -1000000 + ")


def _drop_the_check_on_balances(app: Flask) -> None:
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
            name = "ck_credit_accounts_balance_is_not_negative"
            connection.execute(text(f"ALTER TABLE credit_accounts DROP CONSTRAINT {name}"))
