"""The contract that every gateway keeps, clause by clause. A clause takes a set-up and fails by an assertion."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from checkout.payments import Action, Declined, Done, NotFound, Ok, Unknown
from tests.gateways.setups import BOUNDS, CARDS, HOLDS, KEYS, MISHAPS, Setup

Answer = TypeVar("Answer")
Clause = Callable[[Setup], None]
#: each with what a gateway must be able to do for it
CLAUSES: dict[Clause, frozenset[str]] = {}


def clause(*needs: str) -> Callable[[Clause], Clause]:
    """Makes a function a clause of the contract with every gateway that can do what it needs."""

    def add(function: Clause) -> Clause:
        CLAUSES[function] = frozenset(needs)
        return function

    return add


def asked(question: Callable[[], Answer]) -> Answer | Unknown:
    """What the shop makes of it: whatever goes wrong is an unknown outcome."""
    try:
        return question()
    except Exception:  # noqa: BLE001
        return Unknown()


@clause(KEYS)
def create_with_the_same_key_pays_once(setup: Setup) -> None:
    attempt = setup.attempt()
    first = setup.gateway.create(attempt)
    assert isinstance(first, Ok)
    assert setup.gateway.create(attempt) == first
    assert setup.gateway.fetch(attempt) == first
    assert setup.books(attempt) == (first.captured, 0)


@clause(CARDS, KEYS)
def create_at_once_pays_once(setup: Setup) -> None:
    attempt = setup.attempt(1234)
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: setup.gateway.create(attempt), range(4)))
    assert set(answers) == {answers[0]}
    assert isinstance(answers[0], Ok)
    assert setup.books(attempt) == (1234, 0)


@clause(CARDS)
def what_was_asked_for_is_what_is_taken(setup: Setup) -> None:
    attempt = setup.attempt(777)
    paid = setup.gateway.create(attempt)
    assert isinstance(paid, Ok)
    assert (paid.authorized, paid.captured, paid.refunded, paid.currency) == (777, 777, 0, "EUR")
    assert setup.books(attempt) == (777, 0)


@clause(CARDS, KEYS)
def a_declined_attempt_never_takes_money(setup: Setup) -> None:
    attempt = setup.attempt(token=setup.declined)
    declined = setup.gateway.create(attempt)
    assert isinstance(declined, Declined)
    assert setup.gateway.create(setup.late(attempt)) == declined
    assert setup.gateway.fetch(attempt) == declined
    assert setup.books(attempt) == (0, 0)


@clause(CARDS)
def what_it_never_heard_of_is_not_found(setup: Setup) -> None:
    attempt = setup.attempt()
    assert setup.gateway.fetch(attempt) == NotFound()
    assert setup.gateway.capture(attempt, 1, "capture of nothing") == Declined("not_possible")
    assert setup.gateway.refund(attempt, 1, "refund of nothing", "") == Declined("not_possible")


@clause(CARDS, KEYS)
def void_before_arrival_keeps_the_late_request_out(setup: Setup) -> None:
    attempt = setup.attempt()
    assert isinstance(setup.gateway.void(attempt), Declined | NotFound)
    assert isinstance(setup.gateway.create(setup.late(attempt)), Declined)
    assert setup.books(attempt) == (0, 0)


@clause(CARDS)
def void_leaves_what_is_paid(setup: Setup) -> None:
    attempt = setup.attempt()
    paid = setup.gateway.create(attempt)
    assert setup.gateway.void(attempt) == paid
    assert setup.gateway.fetch(attempt) == paid


@clause(HOLDS)
def void_leaves_what_is_promised(setup: Setup) -> None:
    attempt = setup.attempt(later=True)
    promised = setup.gateway.create(attempt)
    assert setup.gateway.void(attempt) == promised
    assert setup.gateway.capture(attempt, 5000, f"all of {attempt.idempotency_key}") != Unknown()
    assert setup.books(attempt) == (5000, 0)


@clause(CARDS)
def void_closes_what_waits_for_the_shopper(setup: Setup) -> None:
    attempt = setup.attempt(token=setup.asks)
    waits = setup.gateway.create(attempt)
    assert isinstance(waits, Action)
    assert waits.url.startswith("http")
    assert setup.gateway.fetch(attempt) == waits
    assert isinstance(setup.gateway.void(attempt), Declined)
    assert isinstance(setup.gateway.fetch(attempt), Declined)
    assert setup.books(attempt) == (0, 0)


@clause(HOLDS)
def what_is_promised_is_not_taken_yet(setup: Setup) -> None:
    attempt = setup.attempt(900, later=True)
    promised = setup.gateway.create(attempt)
    assert isinstance(promised, Ok)
    assert (promised.authorized, promised.captured, promised.currency) == (900, 0, "EUR")
    assert setup.books(attempt) == (0, 0)


@clause(HOLDS, KEYS)
def capture_with_the_same_key_takes_once(setup: Setup) -> None:
    attempt = setup.attempt(later=True)
    setup.gateway.create(attempt)
    key = f"capture of {attempt.idempotency_key}"
    first = setup.gateway.capture(attempt, 2000, key)
    assert isinstance(first, Done)
    assert first.amount == 2000
    assert setup.gateway.capture(attempt, 2000, key) == first
    assert setup.books(attempt) == (2000, 0)
    now = setup.gateway.fetch(attempt)
    assert isinstance(now, Ok)
    assert now.captured == 2000


@clause(HOLDS)
def no_more_is_taken_than_was_promised(setup: Setup) -> None:
    attempt = setup.attempt(later=True)
    setup.gateway.create(attempt)
    key = attempt.idempotency_key
    assert setup.gateway.capture(attempt, 5001, f"1 of {key}") == Declined("too_much")
    assert isinstance(setup.gateway.capture(attempt, 3000, f"2 of {key}"), Done)
    assert isinstance(setup.gateway.capture(attempt, 2001, f"3 of {key}"), Declined)
    assert setup.books(attempt) == (3000, 0)
    if setup.gateway.captures_in_parts:
        assert isinstance(setup.gateway.capture(attempt, 2000, f"4 of {key}"), Done)
        assert setup.books(attempt) == (5000, 0)


@clause(HOLDS, KEYS)
def a_promise_that_was_let_go_takes_no_money(setup: Setup) -> None:
    attempt = setup.attempt(later=True)
    setup.gateway.create(attempt)
    key = attempt.idempotency_key
    let_go = setup.gateway.release(attempt, f"release of {key}")
    assert isinstance(let_go, Done)
    assert let_go.amount == 5000
    assert setup.gateway.release(attempt, f"release of {key}") == let_go
    assert isinstance(setup.gateway.capture(attempt, 1, f"capture of {key}"), Declined)
    assert setup.gateway.fetch(attempt) == Declined("abandoned")
    assert setup.books(attempt) == (0, 0)


@clause(HOLDS)
def letting_go_after_a_capture_keeps_what_was_taken(setup: Setup) -> None:
    attempt = setup.attempt(later=True)
    setup.gateway.create(attempt)
    setup.gateway.capture(attempt, 2000, f"capture of {attempt.idempotency_key}")
    left = setup.gateway.release(attempt, f"release of {attempt.idempotency_key}")
    if setup.gateway.captures_in_parts:
        assert isinstance(left, Done)
        assert left.amount == 3000
    now = setup.gateway.fetch(attempt)
    assert isinstance(now, Ok)
    assert (now.captured, now.refunded) == (2000, 0)


@clause(CARDS, KEYS)
def refund_with_the_same_key_gives_back_once(setup: Setup) -> None:
    attempt = setup.attempt()
    setup.gateway.create(attempt)
    key = f"refund of {attempt.idempotency_key}"
    first = setup.gateway.refund(attempt, 1500, key, "broken")
    assert isinstance(first, Done)
    assert first.amount == 1500
    assert setup.gateway.refund(attempt, 1500, key, "broken") == first
    assert setup.books(attempt) == (5000, 1500)
    now = setup.gateway.fetch(attempt)
    assert isinstance(now, Ok)
    assert (now.captured, now.refunded) == (5000, 1500)


@clause(CARDS, BOUNDS)
def no_more_is_given_back_than_was_taken(setup: Setup) -> None:
    attempt = setup.attempt()
    setup.gateway.create(attempt)
    key = attempt.idempotency_key
    assert setup.gateway.refund(attempt, 5001, f"1 of {key}", "") == Declined("too_much")
    assert isinstance(setup.gateway.refund(attempt, 3000, f"2 of {key}", ""), Done)
    assert setup.gateway.refund(attempt, 2001, f"3 of {key}", "") == Declined("too_much")
    assert isinstance(setup.gateway.refund(attempt, 2000, f"4 of {key}", ""), Done)
    assert setup.gateway.refund(attempt, 1, f"5 of {key}", "") == Declined("too_much")
    assert setup.books(attempt) == (5000, 5000)


@clause(CARDS, BOUNDS)
def refunds_at_once_give_back_no_more_than_was_taken(setup: Setup) -> None:
    attempt = setup.attempt()
    setup.gateway.create(attempt)
    keys = [f"{number} of {attempt.idempotency_key}" for number in range(4)]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda key: setup.gateway.refund(attempt, 3000, key, ""), keys))
    assert sorted(type(each).__name__ for each in answers) == ["Declined"] * 3 + ["Done"]
    assert setup.books(attempt) == (5000, 3000)


@clause(HOLDS, BOUNDS)
def what_was_not_taken_is_not_given_back(setup: Setup) -> None:
    attempt = setup.attempt(later=True)
    setup.gateway.create(attempt)
    refused = setup.gateway.refund(attempt, 1, f"refund of {attempt.idempotency_key}", "")
    assert isinstance(refused, Declined)
    assert setup.books(attempt) == (0, 0)


@clause(CARDS, MISHAPS)
def after_a_lost_answer_fetch_tells_the_truth(setup: Setup) -> None:
    attempt = setup.attempt()
    assert setup.controls is not None
    setup.controls.switch(drop_answers=1)
    assert asked(lambda: setup.gateway.create(attempt)) == Unknown()
    paid = setup.gateway.fetch(attempt)
    assert isinstance(paid, Ok)
    assert paid.captured == 5000
    assert setup.gateway.create(attempt) == paid
    assert setup.books(attempt) == (5000, 0)


@clause(CARDS, MISHAPS)
def after_a_lost_request_nothing_is_there(setup: Setup) -> None:
    attempt = setup.attempt()
    assert setup.controls is not None
    setup.controls.switch(drop_requests=1)
    assert asked(lambda: setup.gateway.create(attempt)) == Unknown()
    assert setup.gateway.fetch(attempt) == NotFound()
    assert setup.books(attempt) == (0, 0)


@clause(HOLDS, MISHAPS)
def a_capture_whose_answer_was_lost_is_asked_for_again(setup: Setup) -> None:
    attempt = setup.attempt(later=True)
    setup.gateway.create(attempt)
    key = f"capture of {attempt.idempotency_key}"
    assert setup.controls is not None
    setup.controls.switch(drop_answers=1)
    assert asked(lambda: setup.gateway.capture(attempt, 5000, key)) == Unknown()
    now = setup.gateway.fetch(attempt)
    assert isinstance(now, Ok)
    assert now.captured == 5000
    assert isinstance(setup.gateway.capture(attempt, 5000, key), Done)
    assert setup.books(attempt) == (5000, 0)


@clause(CARDS, MISHAPS)
def a_refund_whose_answer_was_lost_is_asked_for_again(setup: Setup) -> None:
    attempt = setup.attempt()
    setup.gateway.create(attempt)
    key = f"refund of {attempt.idempotency_key}"
    assert setup.controls is not None
    setup.controls.switch(drop_answers=1)
    assert asked(lambda: setup.gateway.refund(attempt, 5000, key, "")) == Unknown()
    now = setup.gateway.fetch(attempt)
    assert isinstance(now, Ok)
    assert now.refunded == 5000
    assert isinstance(setup.gateway.refund(attempt, 5000, key, ""), Done)
    assert setup.books(attempt) == (5000, 5000)


@clause(CARDS, MISHAPS)
def a_request_that_arrives_twice_counts_once(setup: Setup) -> None:
    attempt = setup.attempt(later=True)
    assert setup.controls is not None
    setup.controls.switch(twice=True)
    assert isinstance(setup.gateway.create(attempt), Ok)
    key = attempt.idempotency_key
    assert isinstance(setup.gateway.capture(attempt, 2000, f"capture of {key}"), Done)
    assert isinstance(setup.gateway.refund(attempt, 500, f"refund of {key}", ""), Done)
    assert setup.books(attempt) == (2000, 500)
