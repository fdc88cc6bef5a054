"""Who takes turns, and the plans that say who goes on at which point."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Protocol


@dataclass(eq=False)
class Turn:
    """One of those that take turns, and what has been seen of it."""

    name: str
    action: Callable[[], Any]
    #: every point it was at, with whether that was inside a transaction
    passed: list[tuple[str, bool]] = field(default_factory=list)
    #: how often it had to wait for somebody's lock, and after how many points each time
    waited: list[int] = field(default_factory=list)
    answer: Any = None
    is_over: bool = False
    waits: bool = False
    #: whether it has had to wait since it last went on
    was_kept: bool = False
    backend: int = 0
    #: told every point when it goes on from there; what it raises happens to the turn
    fate: Callable[["Turn", str], None] | None = None
    may_go: Event = field(default_factory=Event)

    @property
    def at(self) -> int:
        """How many points it has reached."""
        return len(self.passed)


Fate = Callable[[Turn, str], None]


class Plan(Protocol):
    """Who goes on."""

    def goes_on(self, running: Turn, others: Sequence[Turn]) -> Turn:
        """Asked whenever `running` has come to a point; `others` are those that could go on instead."""


@dataclass
class OneAfterTheOther:
    """Switches at given points only: `{"a": [3, 7]}`, when a has come to its third point, and to its seventh."""

    switches: dict[str, list[int]]

    def goes_on(self, running: Turn, others: Sequence[Turn]) -> Turn:
        """The other one at a point where it is told to switch."""
        if running.at in self.switches.get(running.name, ()) and others:
            return others[0]
        return running


@dataclass
class BetweenUnits:
    """Switches in the order given, each as soon as the one that runs is outside of its transactions."""

    switches: dict[str, list[int]]
    done: dict[str, int] = field(default_factory=dict)

    def goes_on(self, running: Turn, others: Sequence[Turn]) -> Turn:
        """The other one where nothing of the running one's is half done."""
        done, wanted = self.done.get(running.name, 0), self.switches.get(running.name, [])
        inside = running.passed[-1][1]
        if done < len(wanted) and running.at >= wanted[done] and not inside and others:
            self.done[running.name] = done + 1
            return others[0]
        return running
