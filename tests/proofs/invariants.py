"""What must be true of a shop and its provider whatever happened: each rule as words, and what breaks it."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from tests.concurrency.witnesses import broken_rules, charges, rows

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Books:
    """A shop as it was before: units on hand by variant and location, and every placed order as it was agreed."""

    on_hand: dict[Row, int]
    agreed: dict[int, Row]
    sold: Counter[Row]

    @classmethod
    def of(cls, app: Flask) -> "Books":
        """As it is now."""
        on_hand = {row[:2]: row[2] for row in rows(app, ON_HAND)}
        return cls(on_hand, _agreed(app), _sold(app))


ON_HAND = "SELECT variant_id, location_id, on_hand FROM stock_items"
#: units of placed orders; a shelf is one of several, so they are counted by variant
SOLD = (
    "SELECT order_lines.variant_id, sum(quantity) FROM order_lines "
    "JOIN orders ON orders.id = order_id WHERE orders.state = 'placed' "
    "AND variant_id IN (SELECT variant_id FROM stock_items) GROUP BY order_lines.variant_id"
)
AGREED = "SELECT id, total, currency, number, email, customer_id, placed_at FROM orders WHERE state = 'placed'"
AGREED_LINES = (
    "SELECT order_id, order_lines.id, sku, quantity, unit_price FROM order_lines "
    "JOIN orders ON orders.id = order_id WHERE orders.state = 'placed' ORDER BY order_lines.id"
)
AGREED_ADJUSTMENTS = (
    "SELECT order_id, adjustments.type, amount, adjustments.source FROM adjustments "
    "JOIN orders ON orders.id = order_id WHERE orders.state = 'placed' ORDER BY adjustments.id"
)
CHARGED = (
    "SELECT idempotency_key, orders.id, orders.state, payments.state, orders.total FROM payments "
    "JOIN orders ON orders.id = order_id"
)
CAPTURED = (
    "SELECT idempotency_key, sum(payment_events.amount) FROM payment_events "
    "JOIN payments ON payments.id = payment_id WHERE kind = 'captured' AND gateway = 'test' "
    "GROUP BY idempotency_key"
)
GIVEN_BACK = (
    "SELECT idempotency_key, sum(payment_events.amount) FROM payment_events "
    "JOIN payments ON payments.id = payment_id WHERE kind = 'refunded' GROUP BY idempotency_key"
)
LIVE = (
    "SELECT order_id FROM payments WHERE gateway = 'test' AND state <> 'declined' "
    "GROUP BY order_id HAVING count(*) > 1"
)
HELD = (
    "SELECT stock_holds.order_id FROM stock_holds JOIN orders ON orders.id = order_id "
    "WHERE orders.state IN ('cancelled', 'expired')"
)
ANNOUNCED = (
    "SELECT order_id, count(*) FROM outbox_messages WHERE type = 'order.placed' GROUP BY order_id"
)
HISTORY = (
    "SELECT orders.id, orders.state, order_events.state, actor FROM orders "
    "JOIN order_events ON order_events.order_id = orders.id ORDER BY order_events.id"
)


def broken(app: Flask, before: Books) -> list[str]:
    """Every rule that is broken, with what breaks it. Rests that a worker still has to settle break none."""
    found = [f"{rule}: {each}" for rule, broke in RULES.items() for each in broke(app, before)]
    return sorted(found + [f"the doctor: {rule}" for rule in broken_rules(app)])


def _charged_once(app: Flask, _: Books) -> Iterator[object]:
    known = {key: rest for key, *rest in rows(app, CHARGED)}
    taken = Counter(known[key][0] for key, _ in charges(app) if key in known)
    yield from (f"order {order}: {times} charges" for order, times in taken.items() if times > 1)
    yield from (f"charge {key} of nobody" for key, _ in charges(app) if key not in known)
    yield from (f"order {order}: two live attempts" for (order,) in rows(app, LIVE))


def _charged_what_it_costs(app: Flask, _: Books) -> Iterator[object]:
    totals = {key: rest[-1] for key, *rest in rows(app, CHARGED)}
    yield from (
        f"{key}: {amount}, not {totals[key]}"
        for key, amount in charges(app)
        if key in totals and totals[key] != amount
    )


def _charged_for_an_order(app: Flask, _: Books) -> Iterator[object]:
    """A charge whose answer is still on its way counts for an order that is being placed; one that went back for none."""
    known = {key: rest for key, *rest in rows(app, CHARGED)}
    given_back = refunds(app)
    for key, amount in charges(app):
        _id, order, payment, _total = known.get(key, (0, "none", "none", 0))
        waits = order == "placing" and payment in {"created", "action", "unknown"}
        if order != "placed" and not waits and given_back.get(key) != amount:
            yield f"{key}: the order is {order}, the payment {payment}"


def _given_back_at_most(app: Flask, _: Books) -> Iterator[object]:
    taken, ours = dict(charges(app)), {key: int(amount) for key, amount in rows(app, GIVEN_BACK)}
    for key, amount in refunds(app).items():
        if amount > taken.get(key, 0) or amount != ours.get(key, 0):
            yield f"{key}: {amount} of {taken.get(key)}, {ours.get(key, 0)} by our books"


def _books_agree(app: Flask, _: Books) -> Iterator[object]:
    provider = dict(charges(app))
    for key, amount in rows(app, CAPTURED):
        if provider.get(key) != int(amount):
            yield f"{key}: ours {amount}, the provider's {provider.get(key)}"


def _units_add_up(app: Flask, before: Books) -> Iterator[object]:
    after = Books.of(app)
    was, left = _by_variant(before.on_hand), _by_variant(after.on_hand)
    for variant, units in was.items():
        sold = after.sold[variant,] - before.sold[variant,]
        if units - sold != left[variant]:
            yield f"variant {variant}: {units} - {sold} is not {left[variant]}"


def _held_by_the_living(app: Flask, _: Books) -> Iterator[object]:
    yield from (f"order {order} is over and holds stock" for (order,) in rows(app, HELD))


def _stays_as_agreed(app: Flask, before: Books) -> Iterator[object]:
    now = _agreed(app)
    yield from (f"order {id_}" for id_, was in before.agreed.items() if now.get(id_) != was)


def _history_is_whole(app: Flask, _: Books) -> Iterator[object]:
    last: dict[int, Row] = {}
    for order, state, told, actor in rows(app, HISTORY):
        last[order] = (state, told)
        if not actor:
            yield f"order {order}: nobody did it"
    yield from (f"order {id_}: {each}" for id_, each in last.items() if each[0] != each[1])


def _told_once(app: Flask, before: Books) -> Iterator[object]:
    """What was placed before the outbox was there, or by its rows alone, is nobody's news."""
    times: dict[int, int] = dict(map(_pair, rows(app, ANNOUNCED)))
    for order in _agreed(app).keys() - before.agreed.keys():
        if times.get(order) != 1:
            yield f"order {order}: announced {times.get(order, 0)} times"


RULES: dict[str, Callable[[Flask, Books], Iterator[object]]] = {
    "An order is charged once.": _charged_once,
    "What is charged is what the order costs.": _charged_what_it_costs,
    "What is charged has an order.": _charged_for_an_order,
    "No more goes back than was taken, and both books say so.": _given_back_at_most,
    "Our books say what the provider's say.": _books_agree,
    "Units on hand are those of before less those sold.": _units_add_up,
    "Only a living order holds stock.": _held_by_the_living,
    "What was agreed stays.": _stays_as_agreed,
    "That an order is placed is announced once.": _told_once,
    "The history ends where the order stands, and says who.": _history_is_whole,
}


def refunds(app: Flask) -> dict[str, int]:
    """What went back of each charge, by the gateway's own books: minor units by idempotency key."""
    books = Path(app.instance_path) / "test-gateway.sqlite"
    if not charges(app):
        return {}
    given = "SELECT idempotency_key, refunded FROM charges WHERE refunded > 0"
    with closing(sqlite3.connect(books)) as connection:
        return dict(connection.execute(given).fetchall())


def _pair(row: Row) -> tuple[int, int]:
    return int(row[0]), int(row[1])


def _agreed(app: Flask) -> dict[int, Row]:
    agreed: dict[int, list[Row]] = {row[0]: [row] for row in rows(app, AGREED)}
    for statement in (AGREED_LINES, AGREED_ADJUSTMENTS):
        for order, *rest in rows(app, statement):
            agreed[order].append(tuple(rest))
    return {order: tuple(parts) for order, parts in agreed.items()}


def _sold(app: Flask) -> Counter[Row]:
    return Counter({(variant,): int(units) for variant, units in rows(app, SOLD)})


def _by_variant(on_hand: dict[Row, int]) -> Counter[int]:
    units = Counter[int]()
    for (variant, _), count in on_hand.items():
        units[variant] += count
    return units
