"""The file of the test gateway's ledger: its tables, and the one way to read and write them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

VERSION = 3
STATES = ("card", "challenge", "authorized", "captured", "refused", "void")
CHARGES = f"""
    CREATE TABLE IF NOT EXISTS charges (
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
    """
TABLES = (
    CHARGES,
    """
    CREATE TABLE IF NOT EXISTS movements (
        key TEXT PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        charge_id TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('capture', 'release', 'refund')),
        amount INTEGER NOT NULL,
        reason TEXT NOT NULL,
        refusal TEXT NOT NULL
    )
    """,
    "CREATE TABLE IF NOT EXISTS switches (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """
    CREATE TABLE IF NOT EXISTS notices (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        body TEXT NOT NULL,
        written_at INTEGER NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        is_done INTEGER NOT NULL DEFAULT 0
    )
    """,
)
SINCE_VERSION_1 = (
    "ALTER TABLE charges RENAME TO charges_before",
    CHARGES,
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
        # It must outlive its process, which may be killed at any time; the machine's death may cost play money.
        books.execute("PRAGMA synchronous = OFF")
        books.execute("BEGIN IMMEDIATE")
        try:
            _bring_up_to_date(books)
            yield books
        except BaseException:
            books.rollback()
            raise
        books.commit()


def _bring_up_to_date(books: sqlite3.Connection) -> None:
    version = books.execute("PRAGMA user_version").fetchone()[0]
    if version == VERSION:
        return
    is_old = books.execute("SELECT 1 FROM sqlite_schema WHERE name = 'charges'").fetchone()
    if is_old and version == 0:
        for statement in SINCE_VERSION_1:
            books.execute(statement)
    for statement in TABLES:
        books.execute(statement)
    books.execute(f"PRAGMA user_version = {VERSION}")
