"""The total this browser was shown last, so that a later page says it where it is higher.

Who chooses something dearer sees its price beside it. Whatever else raises a total (taxes where it goes, a promotion
that is not for this buyer, a price that rose meanwhile) is told on the next page, part by part.
"""

from typing import Any

from flask import session

from ..pricing import Priced
from ..standing import Standing
from .changed import Changed, risen

#: Enough of an order's token to tell it from the browser's next one.
NAME = 8


def rise_of(standing: Standing) -> Changed | None:
    """What to say about the total of this page, which is the one shown last from now on; None: it has not risen."""
    last = _last(standing)
    remember(standing)
    if last is None or standing.estimate.total <= last["total"]:
        return None
    return risen(last["total"], last["parts"], standing)


def remember(standing: Standing) -> None:
    """The page shows the total, and there is nothing to say about it."""
    _keep(
        {
            "order": standing.order.token[:NAME],
            "total": standing.estimate.total,
            "parts": {part: amount for part, amount in standing.estimate.parts().items() if amount},
        }
    )


def expect(before: Priced, saved: Standing) -> None:
    """The shopper chose something with its price beside it: what that alone made of the total is no surprise."""
    last = _last(saved)
    if last is None:
        return
    old, new, parts = before.parts(), saved.estimate.parts(), last["parts"]
    risen = {
        part: parts.get(part, 0) + new.get(part, 0) - old.get(part, 0)
        for part in {*parts, *old, *new}
    }
    _keep(
        last
        | {
            "total": last["total"] + saved.estimate.total - before.total,
            "parts": {part: amount for part, amount in risen.items() if amount},
        }
    )


def _keep(shown: dict[str, Any]) -> None:
    """The cookie is sent anew only when it says something new."""
    if session.get("shown") != shown:
        session["shown"] = shown


def _last(standing: Standing) -> dict[str, Any] | None:
    last: dict[str, Any] | None = session.get("shown")
    return last if last and last["order"] == standing.order.token[:NAME] else None
