"""What the test gateway knows: one row for each idempotency key it was ever asked about."""

import secrets
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from .books import open_books
from .notices import write_notice


@dataclass(frozen=True, slots=True)
class Charge:
    """One attempt to pay. `state` is where it stands: waiting for a card or a challenge, paid, or over. Sums are minor units."""

    idempotency_key: str
    id: str
    amount: int
    #: ISO 4217
    currency: str
    order_number: str
    return_url: str
    locale: str
    state: str
    reason: str
    answers_to_lose: int
    #: whether it is only promised when it is paid
    manual_capture: int
    captured: int
    released: int
    refunded: int


@dataclass(frozen=True, slots=True)
class Moved:
    """One capture, release or refund; `refusal` says why nothing was moved, empty where it was."""

    key: str
    id: str
    charge_id: str
    kind: str
    #: minor units
    amount: int
    reason: str
    refusal: str


#: kind of movement -> the sum it adds to, and how much of the charge may still be moved so
MOVES = {
    "capture": ("captured", "amount - released - captured"),
    "release": ("released", "amount - released - captured"),
    "refund": ("refunded", "captured - refunded"),
}
PAID = ("authorized", "captured")


class Ledger:
    """The gateway's books, in a SQLite file that several processes may use."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def record(self, key: str, state: str, **facts: str | int) -> Charge:
        """The charge of `key`, made with `state` and `facts` if there is none; an old one stays as it was."""
        row = {"amount": 0, "currency": "", "order_number": "", "return_url": "", "locale": "en"}
        row |= facts | {"idempotency_key": key, "id": secrets.token_urlsafe(16), "state": state}
        names = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        with open_books(self.path) as books:
            added = books.execute(
                f"INSERT OR IGNORE INTO charges ({names}) VALUES ({marks})",  # noqa: S608
                row,
            )
            if added.rowcount:
                _has_moved(books, "idempotency_key", key)
            return _charge(books, "idempotency_key", key)

    def move(
        self, charge: Charge, state: str, reason: str = "", answers_to_lose: int = 0
    ) -> Charge:
        """The charge after moving it to `state`, unless it moved meanwhile; then as it is."""
        with open_books(self.path) as books:
            moved = books.execute(
                "UPDATE charges SET state = ?, reason = ?, answers_to_lose = ? WHERE id = ? AND state = ?",
                (state, reason, answers_to_lose, charge.id, charge.state),
            )
            if moved.rowcount:
                _has_moved(books, "id", charge.id)
            return _charge(books, "id", charge.id)

    def shift(
        self, attempt_key: str, kind: str, amount: int | None, key: str, reason: str
    ) -> Moved:
        """Captures, releases or refunds so much (all that can be where none is said), once for each `key`."""
        with open_books(self.path) as books:
            earlier = books.execute("SELECT * FROM movements WHERE key = ?", (key,)).fetchone()
            if earlier is not None:
                return Moved(**dict(earlier))
            moved = _shifted(books, attempt_key, kind, amount, key, reason)
            books.execute(
                "INSERT INTO movements VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    key,
                    moved.id,
                    moved.charge_id,
                    kind,
                    moved.amount,
                    moved.reason,
                    moved.refusal,
                ),
            )
            return moved

    def lose_an_answer(self, charge: Charge) -> None:
        """One answer fewer to lose."""
        with open_books(self.path) as books:
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

    def everything(self) -> tuple[list[Charge], list[Moved]]:
        """All charges and all movements of money, in the order in which they came."""
        with open_books(self.path) as books:
            charges = books.execute("SELECT * FROM charges ORDER BY rowid").fetchall()
            moved = books.execute("SELECT * FROM movements ORDER BY rowid").fetchall()
        return [Charge(**dict(row)) for row in charges], [Moved(**dict(row)) for row in moved]

    def _find(self, column: str, value: str) -> Charge | None:
        with open_books(self.path) as books:
            row = books.execute(f"SELECT * FROM charges WHERE {column} = ?", (value,)).fetchone()  # noqa: S608
        return None if row is None else Charge(**dict(row))


def _has_moved(books: sqlite3.Connection, column: str, value: str) -> None:
    """Tells of it. Of one that has just been paid, the money is taken, or only promised where that was asked for."""
    books.execute(
        "UPDATE charges SET state = CASE manual_capture WHEN 1 THEN 'authorized' ELSE 'captured' END, "  # noqa: S608
        f"captured = CASE manual_capture WHEN 1 THEN 0 ELSE amount END WHERE {column} = ? AND state = 'captured'",
        (value,),
    )
    _tell(books, column, value)


def _tell(books: sqlite3.Connection, column: str, value: str) -> None:
    row = books.execute(f"SELECT * FROM charges WHERE {column} = ?", (value,)).fetchone()  # noqa: S608
    write_notice(books, row)


def _shifted(  # noqa: PLR0913, PLR0917
    books: sqlite3.Connection,
    attempt_key: str,
    kind: str,
    amount: int | None,
    key: str,
    reason: str,
) -> Moved:
    total, room = MOVES[kind]
    row = books.execute(
        f"SELECT id, state, {room} AS room FROM charges WHERE idempotency_key = ?",  # noqa: S608
        (attempt_key,),
    ).fetchone()
    name = secrets.token_urlsafe(12)
    if row is None or row["state"] not in PAID:
        return Moved(key, name, "", kind, 0, reason, "not_possible")
    wanted = row["room"] if amount is None else amount
    if not (0 < wanted <= row["room"] or amount is None):
        return Moved(key, name, row["id"], kind, 0, reason, "too_much")
    books.execute(
        f"UPDATE charges SET {total} = {total} + ? WHERE id = ?",  # noqa: S608
        (wanted, row["id"]),
    )
    books.execute(
        "UPDATE charges SET state = CASE WHEN captured > 0 THEN 'captured' WHEN released = amount THEN 'void' "
        "ELSE 'authorized' END, reason = CASE WHEN released = amount THEN 'abandoned' ELSE '' END WHERE id = ?",
        (row["id"],),
    )
    _tell(books, "id", row["id"])
    return Moved(key, name, row["id"], kind, wanted, reason, "")


def _charge(books: sqlite3.Connection, column: str, value: str) -> Charge:
    row = books.execute(f"SELECT * FROM charges WHERE {column} = ?", (value,)).fetchone()  # noqa: S608
    return Charge(**dict(row))
