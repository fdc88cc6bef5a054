"""The test gateway's own books: they add up whatever is asked, live through a new version, and its switches refuse nonsense."""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from checkout.payments import Attempt, Declined, Done, Movement, Ok
from checkout.payments.sandbox import Ledger, SandboxGateway, SwitchBoard
from tests.gateways.process import OwnProcess

#: the table as the first version made it, with a charge of each kind
FIRST_VERSION = """
CREATE TABLE charges (
    idempotency_key TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, amount INTEGER NOT NULL,
    currency TEXT NOT NULL, order_number TEXT NOT NULL, return_url TEXT NOT NULL, locale TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('card', 'challenge', 'captured', 'refused', 'void')),
    reason TEXT NOT NULL DEFAULT '', answers_to_lose INTEGER NOT NULL DEFAULT 0
);
INSERT INTO charges VALUES ('paid', 'a', 500, 'EUR', '1', 'http://shop.example/', 'en', 'captured', '', 0);
INSERT INTO charges VALUES ('open', 'b', 700, 'EUR', '2', 'http://shop.example/', 'de', 'card', '', 0);
"""


def test_a_ledger_of_the_first_version_is_kept(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as books:
        books.executescript(FIRST_VERSION)
    gateway = SandboxGateway(tmp_path / "ledger.sqlite")
    assert gateway.fetch(_attempt("paid", 500)) == Ok("a", 500, 500, "EUR")
    assert gateway.refund(_attempt("paid", 500), 501, "1", "") == Declined("too_much")
    assert isinstance(gateway.refund(_attempt("paid", 500), 500, "2", ""), Done)
    waiting = gateway.ledger.by_id("b")
    assert waiting is not None
    assert gateway.pay(waiting, "4242 4242 4242 4242").captured == 700


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["capture", "refund", "release"]),
        st.integers(-5, 130),
        st.integers(0, 6),  # the key: some are used again
    ),
    max_size=12,
)


@given(MOVES, st.booleans())
def test_the_sums_add_up_whatever_is_asked(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[str, int, int]], later: bool
) -> None:
    gateway = SandboxGateway(tmp_path_factory.mktemp("ledger") / "ledger.sqlite")
    attempt = _attempt("pay", 100, later=later)
    gateway.create(attempt)
    answers: dict[str, object] = {}
    sums = {"capture": 0 if later else 100, "refund": 0, "release": 0}
    for kind, amount, number in moves:
        key = f"{kind} {number}"
        answer = _asked(gateway, attempt, kind, amount, key)
        if key in answers:
            assert answer == answers[key]
        elif isinstance(answer, Done):
            sums[kind] += answer.amount
        answers[key] = answer
        assert sums["refund"] <= sums["capture"] <= 100 - sums["release"]
    now = gateway.fetch(attempt)
    if sums["release"] == 100:
        assert now == Declined("abandoned")
    else:
        assert isinstance(now, Ok)
        told = (now.authorized, now.captured, now.refunded)
        assert told == (100 - sums["release"], sums["capture"], sums["refund"])


def _asked(gateway: SandboxGateway, attempt: Attempt, kind: str, amount: int, key: str) -> Movement:
    match kind:
        case "capture":
            return gateway.capture(attempt, amount, key)
        case "refund":
            return gateway.refund(attempt, amount, key, "")
        case _:
            return gateway.release(attempt, key)


@pytest.mark.parametrize(
    "wrong",
    [{"colour": "blue"}, {"drop_answers": -1}, {"webhooks": "sometimes"}, {"delay_ms": "long"}],
)
def test_a_switch_that_makes_no_sense_changes_nothing(
    tmp_path: Path, own_gateway: OwnProcess, wrong: dict[str, object]
) -> None:
    Ledger(tmp_path / "ledger.sqlite").record("key", "card")
    board = SwitchBoard(tmp_path / "ledger.sqlite")
    with pytest.raises(ValidationError):
        board.set({"refuse": 1} | wrong)
    assert board.read().refuse == 0
    with pytest.raises(HTTPError, match="422"):
        own_gateway.switch(**wrong)


def _attempt(key: str, amount: int, *, later: bool = False) -> Attempt:
    back = "http://shop.example/"
    return Attempt(key, amount, "EUR", "1", back, "en", "tok_visa", manual_capture=later)
