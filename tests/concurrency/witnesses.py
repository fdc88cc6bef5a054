"""What really happened: the gateway's books, the rows, and the doctor's judgement of them."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text

from checkout.db import db
from checkout.doctor import violations


def charges(app: Flask, kind: str = "captured") -> list[tuple[str, int]]:
    """Every charge that took money, or gave some back, by the gateway's own books: idempotency key and minor units."""
    books = Path(app.instance_path) / "test-gateway.sqlite"
    if not books.exists():
        return []
    moved = f"SELECT idempotency_key, {kind} FROM charges WHERE {kind} > 0 ORDER BY 1"
    with closing(sqlite3.connect(books)) as connection:
        return connection.execute(moved).fetchall()


def rows(app: Flask, statement: str, **values: object) -> list[tuple[Any, ...]]:
    """What a SELECT finds on a connection of its own."""
    with app.app_context(), db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement), values)]


def write(app: Flask, statement: str, **values: object) -> int:
    """Writes by plain SQL, past every rule in Python; returns how many rows it touched."""
    with app.app_context(), db.engine.begin() as connection:
        return connection.execute(text(statement), values).rowcount


def let_rewrite(app: Flask, ledger: str) -> None:
    """Takes away what keeps a ledger append-only, for tests that falsify it or begin anew."""
    with app.app_context(), db.engine.begin() as connection:
        of = "" if db.engine.dialect.name == "sqlite" else f" ON {ledger}"
        for event in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {ledger}_refuse_{event}{of}"))


def stock_of(app: Flask, sku: str) -> tuple[int, int]:
    """Units on hand at all locations, and of them units held, be they counted or kept by unit."""
    counted = (
        "SELECT coalesce(sum(on_hand), 0), coalesce(sum(held), 0) FROM stock_items "
        "JOIN variants ON id = variant_id WHERE sku = :sku"
    )
    units = (
        "SELECT count(*), count(stock_holds.id) FROM stock_units "
        "JOIN variants ON variants.id = stock_units.variant_id "
        "LEFT JOIN stock_holds ON stock_holds.id = hold_id "
        "WHERE sku = :sku AND (hold_id IS NULL OR expires_at IS NOT NULL)"
    )
    both = zip(*rows(app, counted, sku=sku), *rows(app, units, sku=sku), strict=True)
    on_hand, held = (int(number) + int(unit) for number, unit in both)
    return on_hand, held


def broken_rules(app: Flask) -> set[str]:
    """The doctor's rules that the data break."""
    with app.app_context():
        return {violation.rule for violation in violations()}


def invariants_hold(app: Flask) -> None:
    """Fails unless the doctor is content and our books say what the gateway's books say."""
    assert (broken := broken_rules(app)) == set(), broken
    unsettled = (
        "SELECT idempotency_key FROM payments WHERE state IN ('created', 'unknown') OR id IN "
        "(SELECT payment_id FROM money_requests WHERE state IN ('created', 'unknown'))"
    )
    waiting = {key for (key,) in rows(app, unsettled)}
    for kind in ("captured", "refunded"):
        theirs = [charge for charge in charges(app, kind) if charge[0] not in waiting]
        assert [each for each in _known(app, kind) if each[0] not in waiting] == theirs


def _known(app: Flask, kind: str) -> list[tuple[str, int]]:
    """What the shop says was moved at the test gateway for orders that were placed, or too late, by the key of the attempt."""
    moved = (
        "SELECT idempotency_key, sum(payment_events.amount) FROM payment_events "
        "JOIN payments ON payments.id = payment_id JOIN orders ON orders.id = order_id "
        "WHERE kind = :kind AND gateway = 'test' "
        "AND (orders.state IN ('placed', 'cancelled') OR payments.state = 'declined') "
        "GROUP BY idempotency_key HAVING sum(payment_events.amount) > 0 ORDER BY 1"
    )
    return [(key, int(amount)) for key, amount in rows(app, moved, kind=kind)]


#: A second ago, by the clock of the database.
AGO = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 'now', '-1 seconds')",
    "postgresql": "clock_timestamp() - interval '1 second'",
}


def let_holds_expire(app: Flask, table: str = "stock_holds") -> None:
    """Ends the time for which orders hold goods, or places in delivery windows."""
    dialect = app.config["SQLALCHEMY_DATABASE_URI"].partition(":")[0].partition("+")[0]
    statement = f"UPDATE {table} SET expires_at = {AGO[dialect]} WHERE expires_at IS NOT NULL"
    assert write(app, statement)
