"""The stage of a scene for two: what there is before, and what each of two callers may do at the same time.

An act is prepared before the play begins (the page is open, the request is written) and returns what is then carried out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from checkout.db import end_reading
from checkout.operations import OrderRef, QuoteClosed
from checkout.operations.cancel import NotCancellable
from checkout.operations.money import NothingToMove
from checkout.operations.parking import NotParked
from checkout.operations.production import EntryNotOpen
from checkout.operations.refusals import OrderClosed, OrderNotFound
from checkout.operations.withdraw import NothingToWithdraw
from tests.api.client import COMPLETE, Program
from tests.guest import Guest
from tests.proofs.buyers import Doors

Act = Callable[[], object]
REFUSED = (
    NotCancellable,
    EntryNotOpen,
    NothingToMove,
    NothingToWithdraw,
    OrderClosed,
    OrderNotFound,
    QuoteClosed,
    NotParked,
)


@dataclass
class Stage:
    """What a scene is about: one order or two, with the document each was opened with."""

    app: Flask
    doors: Doors
    orders: list[Any] = field(default_factory=list)
    #: whatever else the acts need to know
    props: dict[str, Any] = field(default_factory=dict)
    #: what buyers were ready to pay, by order
    confirmed: dict[int, int] = field(default_factory=dict)
    #: integer ids of what else the scene is about
    named: dict[str, int] = field(default_factory=dict)

    @property
    def ids(self) -> list[int]:
        """The orders' integer ids."""
        return [int(each["order_id"]) for each in self.orders]

    @property
    def program(self) -> Program:
        return self.doors.program

    def opens(self, **fields: Any) -> Any:
        """One more order, begun by a program."""
        self.orders.append(self.program.opens(**{**COMPLETE, **fields}))
        return self.orders[-1]

    def guest(self, order: int = 0) -> Guest:
        """Somebody at the pages with that order."""
        link = self.orders[order]["page"].removeprefix("http://localhost")
        return Guest(self.app.test_client()).opens(link)


@dataclass(frozen=True)
class Scene:
    """What there is, and what can be done: every two of the acts at once, each also with itself unless `pairs` says which."""

    name: str
    set: Callable[[Stage], None]
    acts: dict[str, Callable[[Stage], Act]]
    pairs: tuple[tuple[str, str], ...] = ()
    #: whose shelf is filled anew each time
    sku: str = ""
    #: of these acts, all together one is carried out
    one_of: frozenset[str] = frozenset()
    #: so many orders are opened by the two at most
    most_orders: int = 0
    #: those whose every pair is tried by day, and not by night only; none: all
    usual: frozenset[str] = frozenset()
    #: whether the two do the same, each to its own: who is the first makes no difference
    alike: bool = False
    #: what else is left when all is over; `{…}` stands for what the stage has `named`
    left: tuple[str, ...] = ()

    def is_usual(self, pair: tuple[str, str]) -> bool:
        """Whether the pair is tried by day."""
        return not self.usual or bool(self.usual & set(pair))

    def every_pair(self) -> list[tuple[str, str]]:
        """Two acts at a time."""
        names = list(self.acts)
        every = [(a, b) for i, a in enumerate(names) for b in names[i:]]
        return list(self.pairs) or every


def told(answer: Any) -> tuple[int, str]:
    """A status, and the code of a problem."""
    body = answer.get_json(silent=True) if answer.is_json or "json" in answer.mimetype else None
    code = body.get("code", "") if isinstance(body, dict) else ""
    return answer.status_code, str(code)


@dataclass(frozen=True)
class Does:
    """An act: a verb on an order of the stage, and what it says of what came of it."""

    verb: Any
    order: int = 0

    def __call__(self, stage: Stage) -> Act:
        ref = OrderRef("demo", id=stage.ids[self.order]) if stage.orders else None

        def act() -> str:
            with stage.app.app_context():
                try:
                    self.verb(stage, ref)
                except REFUSED as refusal:
                    end_reading()
                    return type(refusal).__name__
                return "done"

        return act
