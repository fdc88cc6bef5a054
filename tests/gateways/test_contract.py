"""Every gateway keeps the contract, and a gateway that breaks it is caught."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checkout.payments import Attempt, Declined, Done, Movement, NotFound, Ok, Outcome
from checkout.payments.sandbox import SandboxGateway, UnrulyGateway
from tests.gateways import clauses
from tests.gateways.clauses import CLAUSES, Clause
from tests.gateways.process import InProcess, OwnProcess
from tests.gateways.setups import CARDS, HOLDS, KEYS, MISHAPS, Setup, offline, sandbox, stripe
from tests.gateways.stripe_stand_in import StandIn

#: what each gateway under contract can do
ABLE = {
    "offline": frozenset({KEYS}),
    "test in process": frozenset.union(*CLAUSES.values()),
    "test by HTTP": frozenset.union(*CLAUSES.values()),
    "stripe": frozenset.union(*CLAUSES.values()),
}


@pytest.fixture
def setup(request: pytest.FixtureRequest, tmp_path: Path) -> Setup:
    match request.param:
        case "offline":
            return offline()
        case "test in process":
            gateway = UnrulyGateway(SandboxGateway(tmp_path / "ledger.sqlite"))
            return sandbox(InProcess(gateway))
        case "stripe":
            stand_in: StandIn = request.getfixturevalue("own_stripe")
            stand_in.calm()
            return stripe(stand_in)
        case _:
            running: OwnProcess = request.getfixturevalue("own_gateway")
            running.calm()
            return sandbox(running)


@pytest.mark.parametrize(
    ("setup", "clause"),
    [
        pytest.param(name, clause, id=f"{name}: {clause.__name__}")
        for name, can in ABLE.items()
        for clause, needs in CLAUSES.items()
        if needs <= can
    ],
    indirect=["setup"],
)
def test_the_contract(setup: Setup, clause: Clause) -> None:
    clause(setup)


class ForgetsKeys(SandboxGateway):
    """Every request is a new one to it."""

    def create(self, attempt: Attempt) -> Outcome:
        charge = self.ledger.by_key(attempt.idempotency_key)
        if charge is not None:
            return super().create(replace(attempt, idempotency_key=attempt.idempotency_key + "'"))
        return super().create(attempt)


class ForgetsKeysOfMovements(SandboxGateway):
    """Every capture and every refund is a new one to it."""

    def capture(self, attempt: Attempt, amount: int, key: str) -> Movement:
        return super().capture(attempt, amount, f"{key}{len(self.ledger.everything()[1])}")

    def refund(self, attempt: Attempt, amount: int, key: str, reason: str) -> Movement:
        return super().refund(attempt, amount, f"{key}{len(self.ledger.everything()[1])}", reason)


class GivesBackWhatItLikes(SandboxGateway):
    """It does not look at what was taken."""

    def refund(self, attempt: Attempt, amount: int, key: str, reason: str) -> Movement:
        given = super().refund(attempt, amount, key, reason)
        return Done("made up", amount) if isinstance(given, Declined) else given


class TakesWhatItLikes(SandboxGateway):
    """It does not look at what was promised."""

    def capture(self, attempt: Attempt, amount: int, key: str) -> Movement:
        taken = super().capture(attempt, amount, key)
        return Done("made up", amount) if isinstance(taken, Declined) else taken


class ForgetsWhatWasVoided(SandboxGateway):
    """A late request finds nothing closed."""

    def void(self, attempt: Attempt) -> Outcome:
        return Declined("abandoned")


class LetsGoOnVoid(SandboxGateway):
    """What is promised is let go, though an order may stand on it."""

    def void(self, attempt: Attempt) -> Outcome:
        self.release(attempt, f"void {attempt.idempotency_key}")
        return super().void(attempt)


class TakesAtOnce(SandboxGateway):
    """It does not hear that the money is only to be promised."""

    def create(self, attempt: Attempt) -> Outcome:
        return super().create(replace(attempt, manual_capture=False))


class TellsOnlyTheBeginning(SandboxGateway):
    """What it fetches is what it said at first."""

    def fetch(self, attempt: Attempt) -> Outcome:
        told = super().fetch(attempt)
        return replace(told, refunded=0) if isinstance(told, Ok) else told


class HasHeardOfEverything(SandboxGateway):
    """It takes what it does not know for declined."""

    def fetch(self, attempt: Attempt) -> Outcome:
        told = super().fetch(attempt)
        return Declined("abandoned") if isinstance(told, NotFound) else told


@pytest.mark.parametrize(
    ("bad", "clause"),
    [
        (ForgetsKeys, clauses.create_with_the_same_key_pays_once),
        (ForgetsKeys, clauses.a_declined_attempt_never_takes_money),
        (ForgetsKeysOfMovements, clauses.capture_with_the_same_key_takes_once),
        (ForgetsKeysOfMovements, clauses.refund_with_the_same_key_gives_back_once),
        (ForgetsKeysOfMovements, clauses.a_request_that_arrives_twice_counts_once),
        (GivesBackWhatItLikes, clauses.no_more_is_given_back_than_was_taken),
        (GivesBackWhatItLikes, clauses.refunds_at_once_give_back_no_more_than_was_taken),
        (GivesBackWhatItLikes, clauses.what_was_not_taken_is_not_given_back),
        (TakesWhatItLikes, clauses.no_more_is_taken_than_was_promised),
        (TakesWhatItLikes, clauses.a_promise_that_was_let_go_takes_no_money),
        (ForgetsWhatWasVoided, clauses.void_before_arrival_keeps_the_late_request_out),
        (ForgetsWhatWasVoided, clauses.void_closes_what_waits_for_the_shopper),
        (LetsGoOnVoid, clauses.void_leaves_what_is_promised),
        (TakesAtOnce, clauses.what_is_promised_is_not_taken_yet),
        (TellsOnlyTheBeginning, clauses.a_refund_whose_answer_was_lost_is_asked_for_again),
        (HasHeardOfEverything, clauses.after_a_lost_request_nothing_is_there),
    ],
    ids=lambda each: each.__name__,
)
def test_a_gateway_that_breaks_the_contract_is_caught(
    tmp_path: Path, bad: type[SandboxGateway], clause: Clause
) -> None:
    setup = sandbox(InProcess(UnrulyGateway(bad(tmp_path / "ledger.sqlite"))))
    with pytest.raises(AssertionError):
        clause(setup)


def test_every_clause_runs_over_some_gateway_that_takes_cards() -> None:
    assert {CARDS, HOLDS, KEYS, MISHAPS} <= ABLE["test by HTTP"]


def test_a_gateway_says_what_it_is(tmp_path: Path) -> None:
    gateways: list[Any] = [offline().gateway, SandboxGateway(tmp_path / "ledger.sqlite")]
    for gateway in gateways:
        assert isinstance(gateway.has_page, bool)
        assert isinstance(gateway.captures_in_parts, bool)
        assert isinstance(gateway.page_origin, str)
