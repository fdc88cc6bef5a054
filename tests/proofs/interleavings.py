"""Two at once, statement by statement: every point at which the second can come in between the first.

What two requests come to, however they are interleaved, must be something that they also come to when each of their
transactions runs without anybody in between: then only the order of whole transactions counts, and the rules that
hold between transactions hold always.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from checkout.operations.sweep import sweep
from tests.concurrency.faults import refused_statements
from tests.concurrency.witnesses import rows, stock_of
from tests.proofs.buyers import Doors
from tests.proofs.invariants import Books, broken
from tests.proofs.points import LOCKS, Points
from tests.proofs.scenes import Scene, Stage
from tests.proofs.turns import OneAfterTheOther, Table, Turn

FIRST, SECOND = "first", "second"
#: what is left of an order when all is over
LEFT = (
    "SELECT state, total, shipping_method FROM orders WHERE id = :id",
    "SELECT count(*) FROM promotion_uses WHERE order_id = :id",
    "SELECT sku, quantity, unit_price FROM order_lines WHERE order_id = :id ORDER BY sku",
    "SELECT state, amount, method FROM payments WHERE order_id = :id ORDER BY id",
    (
        "SELECT kind, payment_events.amount FROM payment_events JOIN payments "
        "ON payments.id = payment_id WHERE order_id = :id ORDER BY payment_events.id"
    ),
    "SELECT type, state FROM order_events WHERE order_id = :id ORDER BY id",
    "SELECT type FROM outbox_messages WHERE order_id = :id ORDER BY id",
    "SELECT variant_id, quantity FROM stock_holds WHERE order_id = :id ORDER BY variant_id",
    "SELECT amount FROM credit_entries WHERE order_id = :id ORDER BY id",
)
RESTOCKED = "Units on hand"
COUNTED = ("SELECT count(*) FROM orders", "SELECT count(*) FROM promotion_uses")

DEADLOCK = "40P01"

Result = tuple[Any, ...]
Switches = dict[str, list[int]]


@dataclass(frozen=True)
class Played:
    """How one play went."""

    result: Result
    first: Turn
    second: Turn
    #: what no order of things excuses
    wrongs: tuple[str, ...] = ()


@dataclass
class Report:
    """What came of all the plays of a pair."""

    pair: str
    played: int = 0
    #: points at which a switch comes to the same as at the next one
    equal: int = 0
    faults: list[str] = field(default_factory=list)


class Plays:
    """Plays scenes on one application."""

    def __init__(self, app: Flask) -> None:
        self.app, self.doors, self.points = app, Doors(app), Points(app)
        self.table = Table(app, self.points)
        self.refused = refused_statements(app)
        self.played = 0

    def close(self) -> None:
        """Lets go of the database."""
        self.table.close()

    def tried(self, scene: Scene, pair: tuple[str, str], *, stop_early: bool = False) -> Report:
        """Both of a pair, each as the one that the other comes in between."""
        report = Report(f"{scene.name}: {pair[0]}, {pair[1]}")
        before = Books.of(self.app)
        turned = [pair, pair[::-1]] if pair[0] != pair[1] else [pair]
        for two in turned:
            for fault in self._every_switch(scene, two, report):
                report.faults.append(fault)
                if stop_early:
                    return report
        with self.app.app_context():
            sweep()
        found = broken(self.app, before)
        # Where a shelf is filled anew for each play, each play counts what left it.
        faults = [each for each in found if not (scene.sku and each.startswith(RESTOCKED))]
        report.faults += [f"{report.pair}: {each}" for each in faults]
        return report

    def play(self, scene: Scene, pair: tuple[str, str], switches: Switches) -> Played:
        """One play by a plan, on a fresh stage."""
        stage = Stage(self.app, self.doors)
        scene.set(stage)
        acts = [scene.acts[name](stage) for name in pair]
        counted = [rows(self.app, each)[0][0] for each in COUNTED]
        sku = scene.sku or "mug-stoneware"
        on_hand = stock_of(self.app, sku)
        plan = OneAfterTheOther(switches)
        turns = self.table.play(dict(zip((FIRST, SECOND), acts, strict=True)), plan)
        self.played += 1
        after = [rows(self.app, each)[0][0] for each in COUNTED]
        sold = on_hand[0] - stock_of(self.app, sku)[0]
        left = tuple(tuple(map(str, rows(self.app, q, id=id_))) for id_ in stage.ids for q in LEFT)
        answers = tuple(_answer(turns[name]) for name in (FIRST, SECOND))
        more = tuple(b - a for a, b in zip(counted, after, strict=True))
        wrongs = tuple(self._wrongs(scene, stage, pair, answers, more[0]))
        self.refused.clear()
        return Played((answers, left, more, sold), turns[FIRST], turns[SECOND], wrongs)

    def _wrongs(
        self, scene: Scene, stage: Stage, pair: tuple[str, str], answers: Sequence[Any], opened: int
    ) -> Iterator[str]:
        for id_, confirmed in stage.confirmed.items():
            [(state, total)] = rows(
                self.app, "SELECT state, total FROM orders WHERE id = :id", id=id_
            )
            if state == "placed" and total != confirmed:
                yield f"{confirmed} was confirmed, and {total} is owed"
        carried_out = [a for a in answers if isinstance(a, tuple) and a[0] == 200]
        if set(pair) == scene.one_of and len(carried_out) > 1:
            yield "both changed what they saw"
        if scene.most_orders and opened > scene.most_orders:
            yield f"{opened} orders"
        yield from (f"refused with {each}" for each in self.refused if each == DEADLOCK)
        yield from (str(each) for each in answers if "500" in str(each) or "Error" in str(each))

    def _every_switch(self, scene: Scene, pair: tuple[str, str], report: Report) -> Iterator[str]:
        alone = self.play(scene, pair, {})
        turned = self.play(scene, pair, {FIRST: [1]})
        report.played += 2
        yield from (
            f"{report.pair}: one after the other: {play.wrongs}"
            for play in (alone, turned)
            if play.wrongs
        )
        written = tables_written(turned.second) | tables_written(alone.second)
        allowed = {alone.result: "one after the other", turned.result: "the other one first"}
        inside: list[tuple[int, Played]] = []
        skip_to = 0
        for at, (point, in_unit) in enumerate(alone.first.passed, start=1):
            if at < skip_to or commutes(point, written):
                report.equal += 1
                continue
            play = self.play(scene, pair, {FIRST: [at]})
            report.played += 1
            if play.wrongs:
                yield f"{report.pair}: {pair[0]} interrupted at {point}: {play.wrongs}"
            if in_unit:
                inside.append((at, play))
                if waited_with_nothing(play.second):
                    skip_to = end_of_unit(alone.first, at)
            else:
                allowed.setdefault(play.result, f"switched at {at}, {point}")
        for at, play in inside:
            if play.result in allowed:
                continue
            whole = self.play(scene, pair, by_units(play, at))
            report.played += 1
            if whole.result != play.result:
                point = alone.first.passed[at - 1][0]
                yield f"{report.pair}: {pair[0]} interrupted at {point}: {play.result}"


def by_units(play: Played, at: int) -> Switches:
    """The switches that let the units of a play run whole, where it interrupted the first one's."""
    passed = play.first.passed
    begin = max(i for i in range(at) if passed[i][0] == "before BEGIN" or not passed[i][1]) + 1
    switches: Switches = {FIRST: [begin], SECOND: []}
    if play.second.waited:
        where = play.second.waited[0]
        unit = [i for i in range(where) if play.second.passed[i][0] == "before BEGIN"]
        switches[SECOND] = [(max(unit) + 1) if unit else where]
        switches[FIRST].append(end_of_unit(play.first, at))
    return switches


def end_of_unit(turn: Turn, at: int) -> int:
    """The place of the first point after `at` that is outside of the unit."""
    return (
        next((i for i in range(at, len(turn.passed)) if not turn.passed[i][1]), len(turn.passed))
        + 1
    )


def tables_written(turn: Turn) -> set[str]:
    """The tables that it changes."""
    words = [point.split() for point, _ in turn.passed if point.startswith("before ")]
    return {
        table
        for _, verb, *tables in words
        if verb in {"INSERT", "UPDATE", "DELETE"}
        for table in tables[:1]
    }


def commutes(point: str, written: set[str]) -> bool:
    """Whether it makes no difference to whom comes in between if that is before or after this."""
    words = point.split()
    if words[:2] != ["before", "SELECT"] or point.endswith(LOCKS):
        return False
    return not written & set(words[2:])


def waited_with_nothing(turn: Turn) -> bool:
    """Whether it had to wait before it had changed or locked anything that a transaction still holds."""
    if not turn.waited:
        return False
    for point, in_unit in reversed(turn.passed[: turn.waited[0] - 1]):
        if not in_unit:
            return True
        if point.endswith(LOCKS) or not point.startswith("before SELECT"):
            return False
    return True


def _answer(turn: Turn) -> object:
    return (
        f"{type(turn.answer).__name__}: {turn.answer}"
        if isinstance(turn.answer, Exception)
        else turn.answer
    )
