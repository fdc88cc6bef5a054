"""The file of the test gateway's ledger: its tables, and the one way to read and write them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

VERSION = 2
STATES = ("card", "challenge", "authorized", "captured", "refused", "void")
TABLES = (
    f"""
    CREATE TABLE charges (
        idempotency_key TEXT PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        amount INTEGER NOT NULL,
        currency TEXT NOT NULL,
        order_number TEXT NOT NULL,
        return_url TEXT NOT NULL,
        locale TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN {STATES}),
        reason TEXT NOT NULL DEFAULT '',
        answers_to_lose INTEGER NOT NULL DEFAULT 0,
        manual_capture INTEGER NOT NULL DEFAULT 0,
        captured INTEGER NOT NULL DEFAULT 0,
        released INTEGER NOT NULL DEFAULT 0,
        refunded INTEGER NOT NULL DEFAULT 0,
        CHECK (captured >= 0 AND released >= 0 AND captured + released <= amount),
        CHECK (refunded BETWEEN 0 AND captured)
    )
    """,
    """
    CREATE TABLE movements (
        key TEXT PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        charge_id TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('capture', 'release', 'refund')),
        amount INTEGER NOT NULL,
        reason TEXT NOT NULL,
        refusal TEXT NOT NULL
    )
    """,
)
SINCE_VERSION_1 = (
    "ALTER TABLE charges RENAME TO charges_before",
    *TABLES,
    """
    INSERT INTO charges (idempotency_key, id, amount, currency, order_number, return_url, locale,
        state, reason, answers_to_lose, captured)
    SELECT idempotency_key, id, amount, currency, order_number, return_url, locale, state, reason,
        answers_to_lose, CASE state WHEN 'captured' THEN amount ELSE 0 END
    FROM charges_before
    """,
    "DROP TABLE charges_before",
)


@contextmanager
def open_books(path: Path) -> Iterator[sqlite3.Connection]:
    """The books, alone: whoever comes meanwhile waits. What the block did is kept unless it raises."""
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as books:
        books.row_factory = sqlite3.Row
        books.execute("BEGIN IMMEDIATE")
        try:
            _bring_up_to_date(books)
            yield books
        except BaseException:
            books.rollback()
            raise
        books.commit()


def _bring_up_to_date(books: sqlite3.Connection) -> None:
    if books.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return
    tables = books.execute("SELECT 1 FROM sqlite_schema WHERE name = 'charges'").fetchall()
    for statement in SINCE_VERSION_1 if tables else TABLES:
        books.execute(statement)
    books.execute(f"PRAGMA user_version = {VERSION}")
