"""What the test gateway knows: one row for each idempotency key it was ever asked about."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS charges (
    idempotency_key TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    order_number TEXT NOT NULL,
    return_url TEXT NOT NULL,
    locale TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('card', 'challenge', 'captured', 'refused', 'void')),
    reason TEXT NOT NULL DEFAULT '',
    answers_to_lose INTEGER NOT NULL DEFAULT 0
)
"""


@dataclass(frozen=True, slots=True)
class Charge:
    """One row of the ledger. `state` is where it stands: waiting for a card or a challenge, or final."""

    idempotency_key: str
    id: str
    #: minor units
    amount: int
    #: ISO 4217
    currency: str
    order_number: str
    return_url: str
    locale: str
    state: str
    reason: str
    answers_to_lose: int


class Ledger:
    """The gateway's books, in a SQLite file that several processes may use."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def record(self, key: str, state: str, **facts: str | int) -> Charge:
        """The charge of `key`, made with `state` and `facts` if there is none; an old one stays as it was."""
        row = {"amount": 0, "currency": "", "order_number": "", "return_url": "", "locale": "en"}
        row |= facts | {"idempotency_key": key, "id": secrets.token_urlsafe(16), "state": state}
        names = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        with self._books() as books:
            books.execute(f"INSERT OR IGNORE INTO charges ({names}) VALUES ({marks})", row)  # noqa: S608
            return self._one(books, "idempotency_key", key)

    def move(
        self, charge: Charge, state: str, reason: str = "", answers_to_lose: int = 0
    ) -> Charge:
        """The charge after moving it to `state`, unless it moved meanwhile; then as it is."""
        with self._books() as books:
            books.execute(
                "UPDATE charges SET state = ?, reason = ?, answers_to_lose = ? WHERE id = ? AND state = ?",
                (state, reason, answers_to_lose, charge.id, charge.state),
            )
            return self._one(books, "id", charge.id)

    def lose_an_answer(self, charge: Charge) -> None:
        """One answer fewer to lose."""
        with self._books() as books:
            books.execute(
                "UPDATE charges SET answers_to_lose = answers_to_lose - 1 WHERE id = ?",
                (charge.id,),
            )

    def by_key(self, key: str) -> Charge | None:
        """The charge of an idempotency key."""
        return self._find("idempotency_key", key)

    def by_id(self, id_: str) -> Charge | None:
        """The charge of a card page."""
        return self._find("id", id_)

    def _find(self, column: str, value: str) -> Charge | None:
        with self._books() as books:
            row = books.execute(f"SELECT * FROM charges WHERE {column} = ?", (value,)).fetchone()  # noqa: S608
        return None if row is None else Charge(**dict(row))

    def _one(self, books: sqlite3.Connection, column: str, value: str) -> Charge:
        row = books.execute(f"SELECT * FROM charges WHERE {column} = ?", (value,)).fetchone()  # noqa: S608
        return Charge(**dict(row))

    @contextmanager
    def _books(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=10)) as books, books:
            books.row_factory = sqlite3.Row
            books.execute(SCHEMA)
            yield books
