"""Many clients and somebody who wishes them ill, for thousands of operations, all of it out of one seed.

Who does what next, who is interrupted at which point by whom, whose process dies, whose connection breaks, which answer of
the gateway is lost and how far the clock jumps: one source of chance decides it, so the same seed makes the same history.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy.exc import OperationalError

from checkout.operations.sweep import sweep
from tests.concurrency.witnesses import rows
from tests.conftest import Clock
from tests.proofs.buyers import Doors
from tests.proofs.history_acts import KINDS, PLACED, Kind
from tests.proofs.invariants import Books, broken
from tests.proofs.plans import Fate, Turn
from tests.proofs.points import Points
from tests.proofs.stage import Act, Stage
from tests.proofs.turns import Table

#: in percent of the rounds or calls
DIES, BREAKS, CLOCK_JUMPS, LOSES, TWICE, SWITCHES = 15, 8, 5, 10, 5, 15
#: so many orders are being bought at a time
AT_A_TIME = 12
#: what happened so often or less proves nothing
RARE = 10
#: one in so many operations is a worker's round
SWEEPS = 40


class Killed(BaseException):
    """The process is not there any more: nothing of it runs again, whatever it wants to tidy up."""


@dataclass
class Chance:
    """Lets whoever is at a point go on, or somebody else."""

    random: Random

    def goes_on(self, running: Turn, others: Sequence[Turn]) -> Turn:
        """Mostly the one who runs."""
        if others and self.random.randrange(100) < SWITCHES:
            return self.random.choice(list(others))
        return running


class ShakyGateway:
    """The test gateway behind a bad line: requests are lost, answers are lost, requests arrive twice."""

    def __init__(self, gateway: Any, random: Random) -> None:
        self.gateway, self.random, self.is_shaky = gateway, random, True

    def __getattr__(self, name: str) -> Any:
        """Whatever the gateway can do, over that line."""
        found = getattr(self.gateway, name)
        if name not in {"create", "confirm", "fetch", "void", "capture", "refund", "release"}:
            return found

        def call(*args: Any) -> Any:
            luck = self.random.randrange(100) if self.is_shaky else 99
            if luck < LOSES // 2:
                raise TimeoutError("the request was lost")
            answer = found(*args)
            if luck < LOSES:
                raise TimeoutError("the answer was lost")
            return found(*args) if luck < LOSES + TWICE else answer

        return call


@dataclass
class History:
    """One run. `log` tells every operation and what it was answered."""

    app: Flask
    clock: Clock
    seed: int
    log: list[str] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)
    has_a_worker: bool = True

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.doors, self.table = Doors(self.app), Table(self.app, Points(self.app))
        gateways = self.app.extensions["gateways"]
        self.gateway = gateways["test"] = ShakyGateway(gateways["test"], self.random)
        self.stages: list[tuple[Kind, Stage]] = []
        self.told: set[int] = set()
        self.before = Books.of(self.app)

    def run(
        self, operations: int, *, with_a_worker: bool = True, until: Collection[str] = ()
    ) -> list[str]:
        """So many operations, and up to half as many more until each of `until` has happened often; then peace. Every rule that is broken."""
        self.has_a_worker = with_a_worker
        while self.tally["operations"] < operations or (
            self.rare(until) and self.tally["operations"] < operations * 3 // 2
        ):
            self._round()
        return self._peace(60 if self.has_a_worker else 0)

    def rare(self, names: Collection[str]) -> dict[str, int]:
        """What of these has hardly happened yet, and how often."""
        return {each: self.tally[each] for each in names if self.tally[each] <= RARE}

    def close(self) -> None:
        """Lets go of the database."""
        self.table.close()

    def _round(self) -> None:
        """One to three at once, and perhaps somebody who wishes them ill."""
        if self.random.randrange(100) < CLOCK_JUMPS:
            self._clock_jumps()
        self._welcome()
        acts = [self._act() for _ in range(self.random.choice((1, 1, 2, 2, 3)))]
        names = {f"{number} {name}": act for number, (name, _, act) in enumerate(acts)}
        fates = {name: fate for name in names if (fate := self._fate())}
        turns = self.table.play(names, Chance(self.random), fates)
        for (name, stage, _), turn in zip(acts, turns.values(), strict=True):
            self._note(name, stage, turn)

    def _welcome(self) -> None:
        """New carts for those whose buyers are through."""
        while len(self.stages) < AT_A_TIME:
            kind, stage = self.random.choice(KINDS), Stage(self.app, self.doors)
            kind.opens(stage, self.random)
            self.stages.append((kind, stage))
            self.tally["operations"] += 1
        if self.random.randrange(AT_A_TIME) == 0:
            self.stages.pop(self.random.randrange(AT_A_TIME))

    def _act(self) -> tuple[str, Stage, Act]:
        while True:
            kind, stage = self.random.choice(self.stages)
            if self.has_a_worker and self.random.randrange(SWEEPS) == 0:
                return "the worker sweeps", stage, self._sweeps
            # A cart is not passed over because only one step of many is next: few would come to their end.
            for name, prepare in self.random.sample(kind.acts, len(kind.acts)):
                act = prepare(stage, self.random)
                if act is not None:
                    return name, stage, act

    def _sweeps(self) -> str:
        with self.app.app_context():
            sweep()
        return "swept"

    def _fate(self) -> Fate | None:
        luck, at = self.random.randrange(100), self.random.randrange(1, 45)
        if luck < DIES:
            return dying(at)
        return breaking(at) if luck < DIES + BREAKS else None

    def _clock_jumps(self) -> None:
        seconds = self.random.choice((1, 20, 40, 70, 300, 4000))
        self.clock.forward(seconds=seconds)
        self.log.append(f"the clock jumps by {seconds}")
        self.tally["clock jumps"] += 1

    def _note(self, name: str, stage: Stage, turn: Turn) -> None:
        self.tally["operations"] += 1
        answer = turn.answer
        if isinstance(answer, BaseException):
            answer = type(answer).__name__
            self.tally[answer] += 1
        self.tally["waited"] += len(turn.waited)
        self.tally[name] += 1
        if answer == PLACED:
            self.tally["told"] += 1
            self.told |= set(stage.ids[:1])
        whose = f" (order {stage.ids[0]})" if stage.ids else ""
        self.log.append(f"{name}{whose}, {turn.at} points: {answer}")

    def _peace(self, rounds: int) -> list[str]:
        """The line is good again, and a worker has its rounds, a minute apart."""
        self.gateway.is_shaky = False
        with self.app.app_context():
            for _ in range(rounds):
                self.clock.forward(seconds=60)
                sweep()
        placed = {id_ for (id_,) in rows(self.app, WERE_PLACED)}
        lost = [f"order {id_} was told to be placed and is not" for id_ in self.told - placed]
        waits = [f"order {id_} is still being placed" for (id_,) in rows(self.app, WAITING)]
        return broken(self.app, self.before) + lost + waits


WERE_PLACED = "SELECT id FROM orders WHERE placed_at IS NOT NULL"
WAITING = (
    "SELECT orders.id FROM orders JOIN payments ON order_id = orders.id "
    "WHERE orders.state = 'placing' AND payments.state IN ('created', 'unknown')"
)


def dying(at: int) -> Fate:
    """At that point, and at every later one: what a dead process wants to tidy up does not happen."""

    def fate(turn: Turn, _: str) -> None:
        if turn.at >= at:
            raise Killed

    return fate


def breaking(at: int) -> Fate:
    """The connection to the database breaks at that point, once; after a commit nobody hears that it was one."""

    def fate(turn: Turn, point: str) -> None:
        if turn.at == at and not point.endswith("a call"):
            raise OperationalError(point, None, ConnectionError("the connection broke"))

    return fate
