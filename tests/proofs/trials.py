"""One of a pair interrupted by the other: the places where it is, and what may come of it.

By lot: where not every place is tried, which ones are is drawn by the names of the two, so it is the same in every run.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations_with_replacement, islice
from random import Random
from typing import Any

from tests.proofs.plans import BetweenUnits, OneAfterTheOther, Plan, Turn
from tests.proofs.points import LOCKS

FIRST, SECOND = "first", "second"
#: so many orders of whole transactions are tried before it is said that none comes to the same: after one switch, after two
MOST_ORDERS = (12, 120)

Result = tuple[Any, ...]
Switches = dict[str, list[int]]


@dataclass(frozen=True)
class Depth:
    """How much of a pair is played."""

    #: at so many points the other one comes in; none: at every point that makes a difference
    once: int | None = None
    #: so often it gives the turn back half-way
    twice: int = 24
    #: whether each of the two comes in between the other
    both_ways: bool = True
    #: whether what is inside of transactions comes first, where most bugs are
    hurried: bool = False


THROUGH = Depth()
#: for a run of every day
LIGHT = Depth(once=5, twice=1, both_ways=False)
#: for one who looks for the first fault only
HURRIED = Depth(twice=0, hurried=True)


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


@dataclass
class Trial:
    """Who is interrupted and by whom; `plays` plays the two once by a plan."""

    plays: Callable[[Plan], Played]
    name: str
    depth: Depth
    report: Report
    #: what they may come to: each was seen with every transaction run whole
    allowed: set[Result] = field(default_factory=set)

    def faults(self) -> Iterator[str]:
        """What is wrong, as soon as it is found."""
        self.lot = Random(self.name)
        alone, turned = self._play({}), self._play({FIRST: [1]})
        self.allowed |= {alone.result, turned.result}
        for play in (alone, turned):
            yield from self._wrongs(play, "one after the other")
        self.passed = alone.first.passed
        self.written = tables_written(turned.second) | tables_written(alone.second)
        places = self._that_differ(alone.first, self.written)
        self.report.equal += len(self.passed) - len(places)
        yield from self._once(self._drawn(places))
        others = self._that_differ(turned.second, tables_written(alone.first))
        yield from self._twice(places, others)

    def _once(self, places: Sequence[int]) -> Iterator[str]:
        skip_to = 0
        # What happens between transactions says what may come of those inside.
        for at in sorted(places, key=lambda at: (self.passed[at - 1][1] != self.depth.hurried, at)):
            point, inside = self.passed[at - 1]
            if inside and at < skip_to:
                self.report.equal += 1
                continue
            play = self._play({FIRST: [at]})
            yield from self._wrongs(play, point)
            if not inside:
                self.allowed.add(play.result)
                continue
            if waited_with_nothing(play.second):
                skip_to = end_of_unit(play.first, at)
            yield from self._unexplained(play, at, point, MOST_ORDERS[0])

    def _twice(self, places: Sequence[int], others: Sequence[int]) -> Iterator[str]:
        both = [(at, then) for at in places for then in others if then > 1]
        for at, then in self.lot.sample(both, min(self.depth.twice, len(both))):
            play = self._play({FIRST: [at], SECOND: [then]})
            point = f"{self.passed[at - 1][0]}, and given back at {then}"
            yield from self._wrongs(play, point)
            yield from self._unexplained(play, at, point, MOST_ORDERS[1])

    def _wrongs(self, play: Played, point: str) -> Iterator[str]:
        if play.wrongs:
            yield f"{self.name}, interrupted at {point}: {play.wrongs}"

    def _unexplained(self, play: Played, at: int, point: str, most: int) -> Iterator[str]:
        """Nothing, if whole transactions in some order come to the same."""
        if play.result in self.allowed:
            return
        for switches in islice(orders_of_units(play, at), most):
            self.allowed.add(self._play(switches, BetweenUnits).result)
            if play.result in self.allowed:
                return
        yield f"{self.name}, interrupted at {point}: {play.result}"

    def _play(
        self, switches: Switches, plan: Callable[[Switches], Plan] = OneAfterTheOther
    ) -> Played:
        self.report.played += 1
        return self.plays(plan(switches))

    def _drawn(self, places: Sequence[int]) -> Sequence[int]:
        most = self.depth.once
        return places if most is None else self.lot.sample(places, min(most, len(places)))

    @staticmethod
    def _that_differ(turn: Turn, written: set[str]) -> list[int]:
        return [
            at for at, (point, _) in enumerate(turn.passed, start=1) if not commutes(point, written)
        ]


def orders_of_units(play: Played, at: int) -> Iterator[Switches]:
    """The orders in which their transactions can run whole, where one of the first one's was interrupted; the likely ones first."""
    passed = play.first.passed
    begin = 1 + max(
        (i for i in range(at) if passed[i][0] == "before BEGIN" or not passed[i][1]), default=0
    )
    end = end_of_unit(play.first, at)
    edges = [i for i, (_, inside) in enumerate(play.second.passed, start=1) if not inside]
    waited = [_begin_of_unit(play.second, where) for where in play.second.waited]
    edges.sort(key=lambda edge: min((abs(edge - where) for where in waited), default=0))
    yield {FIRST: [begin]}
    yield {FIRST: [end]}
    for edge in edges:
        yield {FIRST: [begin, end], SECOND: [edge]}
        yield {FIRST: [begin], SECOND: [edge]}
    for edge, then in combinations_with_replacement(sorted(edges), 2):
        yield {FIRST: [begin, end], SECOND: [edge, then]}


def _begin_of_unit(turn: Turn, at: int) -> int:
    return 1 + max((i for i in range(at) if turn.passed[i][0] == "before BEGIN"), default=at - 1)


def end_of_unit(turn: Turn, at: int) -> int:
    """The place of the first point after `at` that is outside of the unit."""
    passed = turn.passed
    return next((i for i in range(at, len(passed)) if not passed[i][1]), len(passed)) + 1


def tables_written(turn: Turn) -> set[str]:
    """The tables that it changes."""
    words: Iterable[list[str]] = (
        point.split() for point, _ in turn.passed if point.startswith("before ")
    )
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
