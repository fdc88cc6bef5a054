"""Two at once, statement by statement: every point at which the second can come in between the first.

What two requests come to, however they are interleaved, must be something that they also come to when each of their
transactions runs without anybody in between: then only the order of whole transactions counts, and the rules that
hold between transactions hold always.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from flask import Flask

from checkout.db import db
from checkout.operations.mailing import switch_mails
from checkout.operations.sweep import sweep
from tests.concurrency.faults import refused_statements
from tests.proofs.buyers import SHOPS, Doors
from tests.proofs.invariants import Books, broken
from tests.proofs.plans import OneAfterTheOther, Plan, Turn
from tests.proofs.points import Points
from tests.proofs.stage import Scene, Stage
from tests.proofs.trials import FIRST, SECOND, THROUGH, Depth, Played, Report, Trial
from tests.proofs.turns import Table

#: what is left of an order when all is over
LEFT = (
    "SELECT state, total, shipping_method FROM orders WHERE id = {}",
    "SELECT count(*) FROM promotion_uses WHERE order_id = {}",
    "SELECT sku, quantity, unit_price FROM order_lines WHERE order_id = {} ORDER BY sku",
    "SELECT state, amount, method FROM payments WHERE order_id = {} ORDER BY id",
    (
        "SELECT kind, payment_events.amount FROM payment_events JOIN payments "
        "ON payments.id = payment_id WHERE order_id = {} ORDER BY payment_events.id"
    ),
    "SELECT type, state FROM order_events WHERE order_id = {} ORDER BY id",
    "SELECT type FROM outbox_messages WHERE order_id = {} ORDER BY id",
    "SELECT variant_id, quantity FROM stock_holds WHERE order_id = {} ORDER BY variant_id",
    "SELECT amount FROM credit_entries WHERE order_id = {} ORDER BY id",
)
ON_HAND = "SELECT sum(on_hand) FROM stock_items JOIN variants ON id = variant_id WHERE sku = '{}'"
RESTOCKED = "Units on hand"
COUNTED = "SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM promotion_uses)"

DEADLOCK = "40P01"


class Plays:
    """Plays scenes on one application."""

    def __init__(self, app: Flask) -> None:
        self.app, self.doors, self.points = app, Doors(app), Points(app)
        self.table = Table(app, self.points)
        self.refused = refused_statements(app)
        with app.app_context():
            for shop in SHOPS:  # letters are another proof's, and each takes as long as a play
                switch_mails(shop, on=False)
            path = db.engine.url.database or ""
        # A connection kept open for looking costs a tenth of one taken each time.
        self.books = sqlite3.connect(path if self.table.is_sqlite else ":memory:")
        self.played = 0

    def close(self) -> None:
        """Lets go of the database."""
        self.books.close()
        self.table.close()

    def tried(
        self,
        scene: Scene,
        pair: tuple[str, str],
        depth: Depth = THROUGH,
    ) -> Report:
        """Both of a pair, each as the one that the other comes in between. In a hurry: until the first fault."""
        report = Report(f"{scene.name}: {pair[0]}, {pair[1]}")
        before = Books.of(self.app)
        turned = [pair, pair[::-1]] if pair[0] != pair[1] and not scene.alike else [pair]
        if not depth.both_ways:
            turned = turned[-1:] if self.table.is_sqlite else turned[:1]
        if depth.hurried:
            self.play(scene, pair, OneAfterTheOther({}))
            report.faults += self._rules(scene, before, report.pair)
            turned = [] if report.faults else turned
        for two in turned:
            plays = partial(self.play, scene, two)
            trial = Trial(plays, f"{report.pair}: {two[0]}", depth, report)
            for fault in trial.faults():
                report.faults.append(fault)
                if depth.hurried:
                    break
            if depth.hurried and report.faults:
                return report
        report.faults += self._rules(scene, before, report.pair)
        return report

    def _rules(self, scene: Scene, before: Books, pair: str) -> Iterator[str]:
        """What is broken once the worker has been round."""
        with self.app.app_context():
            sweep()
        for each in broken(self.app, before):
            # Where a shelf is filled anew for each play, each play counts what left it.
            if not (scene.sku and each.startswith(RESTOCKED)):
                yield f"{pair}: {each}"

    def play(self, scene: Scene, pair: tuple[str, str], plan: Plan) -> Played:
        """One play by a plan, on a fresh stage."""
        stage = Stage(self.app, self.doors)
        scene.set(stage)
        acts = [scene.acts[name](stage) for name in pair]
        on_hand = ON_HAND.format(scene.sku or "mug-stoneware")
        [before], [[units]] = self._seen(COUNTED), self._seen(on_hand)
        turns = self.table.play(dict(zip((FIRST, SECOND), acts, strict=True)), plan)
        self.played += 1
        [after], [[rest]] = self._seen(COUNTED), self._seen(on_hand)
        left = tuple(self._seen(each.format(id_)) for id_ in stage.ids for each in LEFT)
        left += tuple(self._seen(each.format(**stage.named)) for each in scene.left)
        answers = tuple(_answer(turns[name]) for name in (FIRST, SECOND))
        more = tuple(b - a for a, b in zip(before, after, strict=True))
        wrongs = tuple(self._wrongs(scene, stage, pair, answers, more[0]))
        self.refused.clear()
        return Played((answers, left, more, units - rest), turns[FIRST], turns[SECOND], wrongs)

    def _seen(self, question: str) -> tuple[tuple[Any, ...], ...]:
        if self.table.is_sqlite:
            return tuple(self.books.execute(question).fetchall())
        return tuple(self.table.judge.execute(question.encode()).fetchall())

    def _wrongs(
        self, scene: Scene, stage: Stage, pair: tuple[str, str], answers: Sequence[Any], opened: int
    ) -> Iterator[str]:
        for id_, confirmed in stage.confirmed.items():
            [(state, total)] = self._seen(f"SELECT state, total FROM orders WHERE id = {id_}")
            if state == "placed" and total != confirmed:
                yield f"{confirmed} was confirmed, and {total} is owed"
        carried_out = [a for a in answers if isinstance(a, tuple) and a[0] == 200]
        if set(pair) == scene.one_of and len(carried_out) > 1:
            yield "both changed what they saw"
        if scene.most_orders and opened > scene.most_orders:
            yield f"{opened} orders"
        yield from (f"refused with {each}" for each in self.refused if each == DEADLOCK)
        yield from (str(each) for each in answers if "500" in str(each) or "Error" in str(each))


def _answer(turn: Turn) -> object:
    return (
        f"{type(turn.answer).__name__}: {turn.answer}"
        if isinstance(turn.answer, Exception)
        else turn.answer
    )
