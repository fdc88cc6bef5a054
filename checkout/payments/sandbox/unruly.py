"""The test gateway as its callers meet it: honest, unless its switches say otherwise."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar, cast

from ..gateway import Attempt, Card, Declined, Done, Movement, Ok, Outcome, Unknown
from .gateway import SandboxGateway
from .ledger import Ledger
from .switches import SwitchBoard, Switches

Answer = TypeVar("Answer", bound=Outcome | Movement)


class UnrulyGateway:
    """Carries every call out by the honest gateway, with the mishaps its switches ask for."""

    has_page = True
    asks_nobody = False
    captures_in_parts = True

    def __init__(self, honest: SandboxGateway) -> None:
        self.honest = honest
        self.switches = SwitchBoard(honest.ledger.path)
        self.page_origin = honest.page_origin

    @property
    def ledger(self) -> Ledger:
        """The gateway's books."""
        return self.honest.ledger

    def create(self, attempt: Attempt) -> Outcome:
        """Asks for the money."""
        return self._paying(attempt, self.honest.create)

    def confirm(self, attempt: Attempt) -> Outcome:
        """Pays what waits for the shopper."""
        return self._paying(attempt, self.honest.confirm)

    def tokenise(self, card: Card) -> str | None:
        """What stands for the card."""
        return self.honest.tokenise(card)

    def fetch(self, attempt: Attempt) -> Outcome:
        """Where the attempt stands."""
        return self._carried_out(lambda _: self.honest.fetch(attempt))

    def void(self, attempt: Attempt) -> Outcome:
        """Closes the attempt."""
        return self._carried_out(lambda _: self.honest.void(attempt))

    def release(self, attempt: Attempt, key: str) -> Movement:
        """Lets the rest of the promise go."""
        return self._carried_out(lambda _: self.honest.release(attempt, key))

    def capture(self, attempt: Attempt, amount: int, key: str) -> Movement:
        """Takes a part of the promise."""
        return self._moving(lambda: self.honest.capture(attempt, amount, key))

    def refund(self, attempt: Attempt, amount: int, key: str, reason: str) -> Movement:
        """Gives a part of the money back."""
        return self._moving(lambda: self.honest.refund(attempt, amount, key, reason))

    def _paying(self, attempt: Attempt, ask: Callable[[Attempt], Outcome]) -> Outcome:
        refused = replace(attempt, token="tok_declined")  # noqa: S106 (a published test token)
        return self._carried_out(
            lambda now: ask(refused if now.refuse else attempt), can_be_refused=True
        )

    def _moving(self, move: Callable[[], Movement]) -> Movement:
        return self._carried_out(
            lambda now: Declined("not_possible") if now.refuse else move(), can_be_refused=True
        )

    def _carried_out(
        self, act: Callable[[Switches], Answer], *, can_be_refused: bool = False
    ) -> Answer | Unknown:
        now = self.switches.use_up(can_be_refused=can_be_refused)
        if now.drop_requests:
            return Unknown()
        answer = act(now)
        if now.twice:
            answer = act(now)
        if now.delay_ms:
            time.sleep(now.delay_ms / 1000)
        return Unknown() if now.drop_answers else cast(Answer, _told(answer, now.lie))


def _told(answer: Outcome | Movement, lie: int) -> Outcome | Movement:
    match answer:
        case Ok(authorized=authorized, captured=captured) if lie and authorized:
            taken = captured + lie if captured else 0
            return replace(answer, authorized=authorized + lie, captured=taken)
        case Done(amount=amount) if lie:
            return replace(answer, amount=amount + lie)
        case _:
            return answer
