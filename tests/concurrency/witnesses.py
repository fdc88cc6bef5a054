"""What really happened: the gateway's books, the rows, and the doctor's judgement of them."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text

from checkout.db import db
from checkout.doctor import violations


def charges(app: Flask) -> list[tuple[str, int]]:
    """Every charge that took money, by the gateway's own books: idempotency key and minor units."""
    books = Path(app.instance_path) / "test-gateway.sqlite"
    if not books.exists():
        return []
    captured = "SELECT idempotency_key, captured FROM charges WHERE captured > 0 ORDER BY 1"
    with closing(sqlite3.connect(books)) as connection:
        return connection.execute(captured).fetchall()


def rows(app: Flask, statement: str, **values: object) -> list[tuple[Any, ...]]:
    """What a SELECT finds on a connection of its own."""
    with app.app_context(), db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement), values)]


def write(app: Flask, statement: str, **values: object) -> int:
    """Writes by plain SQL, past every rule in Python; returns how many rows it touched."""
    with app.app_context(), db.engine.begin() as connection:
        return connection.execute(text(statement), values).rowcount


def stock_of(app: Flask, sku: str) -> tuple[int, int]:
    """Units on hand at all locations, and of them units held."""
    statement = (
        "SELECT sum(on_hand), sum(held) FROM stock_items JOIN variants ON id = variant_id "
        "WHERE sku = :sku"
    )
    [(on_hand, held)] = rows(app, statement, sku=sku)
    return int(on_hand), int(held)


def broken_rules(app: Flask) -> set[str]:
    """The doctor's rules that the data break."""
    with app.app_context():
        return {violation.rule for violation in violations()}


def invariants_hold(app: Flask) -> None:
    """Fails unless the doctor is content and our books say what the gateway's books say."""
    assert broken_rules(app) == set()
    captured = (
        "SELECT idempotency_key, sum(payment_events.amount) FROM payment_events "
        "JOIN payments ON payments.id = payment_id JOIN orders ON orders.id = order_id "
        "WHERE kind = 'captured' AND orders.state = 'placed' GROUP BY idempotency_key ORDER BY 1"
    )
    unsettled = "SELECT idempotency_key FROM payments WHERE state IN ('created', 'unknown')"
    waiting = {key for (key,) in rows(app, unsettled)}
    known = [(key, int(amount)) for key, amount in rows(app, captured)]
    assert known == [charge for charge in charges(app) if charge[0] not in waiting]
