"""Bugs as shops have them, one at a time: what the proofs must find. Each names the scene and the two acts that show it."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from checkout import clock, statements, stock
from checkout.db import db
from checkout.models import Payment
from checkout.operations.load import LINES, OrderRef, find_order
from checkout.payments import Ok
from checkout.prepared import Prepared
from checkout.standing import Standing
from tests.concurrency.guards import (
    cut_out,
    drop_the_checks_on_stock,
    drop_the_index_on_live_attempts,
    take_no_row_locks,
    trust_the_earlier_look_at_the_shelf,
)

Plant = Callable[[Flask, pytest.MonkeyPatch], None]

#: the package has objects of some of these names
load, edit, place, settle, sweep, reconcile, cancel, pay = (
    import_module(f"checkout.operations.{name}")
    for name in ("load", "edit", "place", "settle", "sweep", "reconcile", "cancel", "pay")
)
POSTGRESQL, SQLITE = "postgresql", "sqlite"


@dataclass(frozen=True)
class Bug:
    """What is wrong, on which database it shows, and in which scene between whom."""

    plant: Plant
    engine: str
    scene: str
    pair: tuple[str, str]


def lines_are_read_before_the_lock(_: Flask, patch: pytest.MonkeyPatch) -> None:
    def lock_cart(ref: OrderRef) -> Standing:
        known = statements.rows(LINES, {"order_id": find_order(ref).order.id})
        locked: Standing = load._cart(load._locked(ref), known)  # noqa: SLF001
        return locked

    for module in (load, place):
        patch.setattr(module, "lock_cart", lock_cart)


def the_state_is_looked_at_before_the_lock(_: Flask, patch: pytest.MonkeyPatch) -> None:
    def lock_open_order(ref: OrderRef, if_match: int | None = None) -> Standing:
        load.find_open_order(ref, if_match)
        locked: Standing = load.lock_cart(ref)
        return locked

    patch.setattr(edit, "lock_open_order", lock_open_order)


def the_total_is_not_compared(_: Flask, patch: pytest.MonkeyPatch) -> None:
    as_it_is = place.begin

    def begin(standing: Standing, wish: Any) -> Any:
        object.__setattr__(wish, "expected_total", None)
        return as_it_is(standing, wish)

    patch.setattr(place, "begin", begin)


def the_version_is_not_compared(_: Flask, patch: pytest.MonkeyPatch) -> None:
    as_it_is = load._open_still  # noqa: SLF001
    patch.setattr(load, "_open_still", lambda standing, _: as_it_is(standing, None))


def two_attempts_may_take_money(app: Flask, _: pytest.MonkeyPatch) -> None:
    take_no_row_locks(app)
    drop_the_index_on_live_attempts(app)


def the_shelf_is_not_looked_at_again(app: Flask, _: pytest.MonkeyPatch) -> None:
    trust_the_earlier_look_at_the_shelf(app)
    drop_the_checks_on_stock(app)


def the_limit_is_not_looked_at_again(app: Flask, _: pytest.MonkeyPatch) -> None:
    cut_out(app, r"AND promotion_limits\.used < promotion_limits\.most")
    drop_constraints(app, "promotion_limits", "c")


def the_balance_is_not_looked_at_again(app: Flask, _: pytest.MonkeyPatch) -> None:
    what_is_left = r"(credit_entries\.account_id = credit_accounts\.id\)) >= "
    cut_out(app, what_is_left, r"\1 >= -1000000 + ")
    drop_constraints(app, "credit_accounts", "c")


def an_external_id_may_be_used_twice(app: Flask, _: pytest.MonkeyPatch) -> None:
    drop_constraints(app, "orders", "u", "shop")


def a_key_may_be_claimed_twice(app: Flask, _: pytest.MonkeyPatch) -> None:
    drop_constraints(app, "idempotency_records", "u")


def settling_takes_no_lock(_: Flask, patch: pytest.MonkeyPatch) -> None:
    unlocked = settle.LOCKED.statement._generate()  # noqa: SLF001
    unlocked._for_update_arg = None  # noqa: SLF001
    patch.setattr(settle, "LOCKED", Prepared(unlocked))


def what_is_settled_is_settled_again(_: Flask, patch: pytest.MonkeyPatch) -> None:
    patch.setitem(settle.TRANSITIONS, ("captured", "captured"), "captured")


def no_answer_counts_as_declined(_: Flask, patch: pytest.MonkeyPatch) -> None:
    as_it_is = settle._event_of  # noqa: SLF001

    def event_of(outcome: Any, payment: Payment) -> tuple[str, int]:
        kind, amount = as_it_is(outcome, payment)
        return ("declined" if kind == "lost" else kind), amount

    patch.setattr(settle, "_event_of", event_of)


def each_question_has_another_key(_: Flask, patch: pytest.MonkeyPatch) -> None:
    as_it_is = reconcile.fetch

    def fetch(debt: Any) -> Any:
        attempt = debt.attempt
        object.__setattr__(attempt, "idempotency_key", f"again {attempt.idempotency_key}")
        return as_it_is(debt)

    patch.setattr(reconcile, "fetch", fetch)


def what_nobody_knows_counts_as_paid(_: Flask, patch: pytest.MonkeyPatch) -> None:
    def fetch(debt: Any) -> Ok:
        attempt = debt.attempt
        return Ok("made up", attempt.amount, attempt.amount, attempt.currency)

    patch.setattr(reconcile, "fetch", fetch)


def a_cart_expires_unseen(_: Flask, patch: pytest.MonkeyPatch) -> None:
    def expire(order_id: int) -> None:
        order = sweep._locked(order_id)  # noqa: SLF001
        stock.release(order_id)
        order.state = "expired"
        order.updated_at = clock.now()
        sweep.record_event(order, "expired", "system")

    import_here = import_module("tests.proofs.scenes")
    patch.setattr(import_here, "_expire_cart", import_module("checkout.db").unit_of_work(expire))


def a_hold_runs_out_unseen(_: Flask, patch: pytest.MonkeyPatch) -> None:
    scenes = import_module("tests.proofs.scenes")
    patch.setattr(
        scenes, "_release_expired_hold", import_module("checkout.db").unit_of_work(stock.release)
    )


def stock_is_locked_as_the_cart_has_it(_: Flask, patch: pytest.MonkeyPatch) -> None:
    as_it_is = stock._lock  # noqa: SLF001
    in_cart = text(
        "SELECT stock_items.variant_id FROM order_lines JOIN stock_items "
        "ON stock_items.variant_id = order_lines.variant_id "
        "WHERE order_lines.order_id = :id ORDER BY order_lines.id"
    )
    this = text("SELECT 1 FROM stock_items WHERE variant_id = :id FOR UPDATE")

    def lock(order_id: int, wanted: Any = ()) -> Any:
        for (id_,) in db.session.execute(in_cart, {"id": order_id}).all():
            db.session.execute(this, {"id": id_})
        return as_it_is(order_id, wanted)

    patch.setattr(stock, "_lock", lock)


def nobody_is_told(_: Flask, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(settle, "announce", lambda *_: None)


def the_history_is_not_written(_: Flask, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(settle, "record_event", lambda *_: None)


def what_is_sold_stays_on_the_shelf(app: Flask, _: pytest.MonkeyPatch) -> None:
    cut_out(app, r"on_hand=\(stock_items\.on_hand - stock_holds\.quantity\)", "on_hand=on_hand")


def a_cancelled_cart_keeps_its_way(_: Flask, patch: pytest.MonkeyPatch) -> None:
    """The state is looked at, then the lock is taken, and then it is trusted."""
    inner = cancel.cancel.__wrapped__

    def unlocked(ref: OrderRef, actor: str) -> Standing:
        seen = find_order(ref)
        locked: Standing = load.lock_order(ref)
        if seen.order.state == "open":
            locked.order.state = "open"
        db.session.flush()
        patch_back: Standing = inner(ref, actor)
        return patch_back

    patched = import_module("checkout.db").unit_of_work(unlocked)
    patch.setattr(import_module("checkout.api.checkouts"), "cancel", patched)


def refunds_are_not_counted(app: Flask, _: pytest.MonkeyPatch) -> None:
    """The claim on what was taken is not conditional any more, and nothing else stands in the way."""
    take_no_row_locks(app)
    cut_out(app, r"AND payments\.captured - payments\.refund_asked >= [^ ]+")
    drop_constraints(app, "payments", "c")


def transactions_are_the_drivers(_: Flask, __: pytest.MonkeyPatch) -> None:
    """Planted before the shop opens: see `before_it_opens`."""


def rows_are_not_locked(app: Flask, _: pytest.MonkeyPatch) -> None:
    take_no_row_locks(app)


OPEN, LOST = "an open order", "a lost answer"
BUGS: dict[str, Bug] = {
    "rows are not locked: a change gets lost": Bug(
        rows_are_not_locked, POSTGRESQL, OPEN, ("fewer units", "by express")
    ),
    "rows are not locked: an order changes while it is placed": Bug(
        rows_are_not_locked, POSTGRESQL, OPEN, ("fewer units", "pay by card")
    ),
    "transactions are the driver's": Bug(
        transactions_are_the_drivers, SQLITE, OPEN, ("fewer units", "pay by card")
    ),
    "lines are read before the lock": Bug(
        lines_are_read_before_the_lock, POSTGRESQL, OPEN, ("fewer units", "pay by card")
    ),
    "the state is looked at before the lock": Bug(
        the_state_is_looked_at_before_the_lock, POSTGRESQL, OPEN, ("fewer units", "pay by card")
    ),
    "the total is not compared": Bug(
        the_total_is_not_compared, SQLITE, OPEN, ("one more, on the page", "pay by card")
    ),
    "the version is not compared": Bug(
        the_version_is_not_compared, SQLITE, OPEN, ("other goods, as seen", "by express")
    ),
    "two attempts may take money": Bug(
        two_attempts_may_take_money, POSTGRESQL, OPEN, ("pay by card", "pay by card")
    ),
    "the shelf is not looked at again": Bug(
        the_shelf_is_not_looked_at_again, POSTGRESQL, "the last unit", ("one", "other")
    ),
    "the limit is not looked at again": Bug(
        the_limit_is_not_looked_at_again, POSTGRESQL, "one discount", ("one", "other")
    ),
    "the balance is not looked at again": Bug(
        the_balance_is_not_looked_at_again, POSTGRESQL, "one gift card", ("one", "other")
    ),
    "an external id may be used twice": Bug(
        an_external_id_may_be_used_twice, POSTGRESQL, "one external id", ("request", "request")
    ),
    "a key may be claimed twice": Bug(
        a_key_may_be_claimed_twice, POSTGRESQL, "one key", ("open", "open")
    ),
    "settling takes no lock": Bug(
        settling_takes_no_lock, POSTGRESQL, LOST, ("the worker asks", "the shopper returns")
    ),
    "what is settled is settled again": Bug(
        what_is_settled_is_settled_again, SQLITE, LOST, ("the worker asks", "the worker asks")
    ),
    "no answer counts as declined": Bug(
        no_answer_counts_as_declined, SQLITE, OPEN, ("pay, and lose the answer", "pay by card")
    ),
    "each question has another key": Bug(
        each_question_has_another_key, SQLITE, LOST, ("the worker asks", "pay again")
    ),
    "what nobody knows counts as paid": Bug(
        what_nobody_knows_counts_as_paid,
        SQLITE,
        "a lost request",
        ("the worker asks", "the shopper returns"),
    ),
    "a cart expires unseen": Bug(
        a_cart_expires_unseen, SQLITE, "a cart at its end", ("it expires", "pay by card")
    ),
    "a hold runs out unseen": Bug(
        a_hold_runs_out_unseen, SQLITE, "a hold at its end", ("it runs out", "pay again")
    ),
    "stock is locked as the cart has it": Bug(
        stock_is_locked_as_the_cart_has_it,
        POSTGRESQL,
        "the same goods in two carts",
        ("one", "other"),
    ),
    "nobody is told": Bug(nobody_is_told, SQLITE, LOST, ("the worker asks", "pay again")),
    "the history is not written": Bug(
        the_history_is_not_written, SQLITE, LOST, ("the worker asks", "pay again")
    ),
    "what is sold stays on the shelf": Bug(
        what_is_sold_stays_on_the_shelf, SQLITE, LOST, ("the worker asks", "pay again")
    ),
    "a cart is cancelled while it is paid": Bug(
        a_cancelled_cart_keeps_its_way, POSTGRESQL, OPEN, ("cancel", "pay by card")
    ),
    "refunds are not counted": Bug(
        refunds_are_not_counted, POSTGRESQL, "a paid order", ("refund it all", "refund a part")
    ),
}


def drop_constraints(app: Flask, table: str, kind: str, having: str = "") -> None:
    """PostgreSQL: lets a table hold what its checks ("c") or unique rules ("u") forbid."""
    named = (
        "SELECT conname FROM pg_constraint WHERE conrelid = CAST(:table AS regclass) "
        "AND contype = :kind AND conname LIKE :having"
    )
    asked = {"table": table, "kind": kind, "having": f"%{having}%"}
    with app.app_context(), db.engine.begin() as connection:
        for (name,) in connection.execute(text(named), asked).all():
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
