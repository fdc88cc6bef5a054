"""Which page of the checkout comes when. The step is derived from what is missing, never stored."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from flask import request, url_for
from flask.typing import ResponseReturnValue

from ..requirements import STEPS, steps_of
from ..standing import Standing
from ..words import N_
from . import visit
from .rendering import go
from .wording import _

NAMES = {
    "cart": N_("Cart"),
    "address": N_("Address"),
    "shipping": N_("Shipping"),
    "payment": N_("Payment"),
    "review": N_("Review"),
}
PAGES = (*STEPS, "review")
#: The page to return to after a change, as the change links of the review page ask for.
FROM_REVIEW = {"from": "review"}

View = Callable[[Standing], ResponseReturnValue]


@dataclass(frozen=True, slots=True)
class Stage:
    """One item of the progress list; `url` only when it is done and may be changed."""

    key: str
    name: str
    url: str
    is_current: bool


def step(
    name: str, *, however_far: bool = False
) -> Callable[[View], Callable[[], ResponseReturnValue]]:
    """Guards the page of a step: whoever may not be there yet, or any more, is sent where to go on.

    `however_far`: whether they may be there yet is for the view to find out.
    """

    def decorate(view: View) -> Callable[[], ResponseReturnValue]:
        @wraps(view)
        def guarded() -> ResponseReturnValue:
            standing = visit.cart()
            elsewhere = _elsewhere(standing, name, however_far=however_far)
            if standing is None or elsewhere is not None:
                return go(elsewhere or url_for(".show_cart"))
            return view(standing)

        return guarded

    return decorate


def next_url(standing: Standing, done: str = "cart") -> str:
    """The URL to go on with after the step `done` was saved."""
    if request.args.get("from") == "review" or done == "review":
        return _url(_first_unmet(standing))
    pages = (*steps_of(standing), "review")
    following = next(each for each in pages if PAGES.index(each) > PAGES.index(done))
    return _url(min(following, _first_unmet(standing), key=PAGES.index))


def entry_url(standing: Standing) -> str:
    """The URL of the first thing still to do."""
    if standing.order.state != "open":
        return _url("review")
    return _url(_first_unmet(standing))


def is_ready(standing: Standing) -> bool:
    """Whether its review page may be shown."""
    return entry_url(standing) == _url("review")


def can_leave_cart(standing: Standing) -> bool:
    """Whether the cart itself is in order."""
    return _first_unmet(standing) != "cart"


def own_url(name: str) -> str:
    """The URL of a step, to which its form is sent: it still knows where it was called from."""
    return f"{_url(name)}?from=review" if request.args.get("from") == "review" else _url(name)


def stages(standing: Standing, current: str) -> tuple[Stage, ...]:
    """The progress list. A step is done when nothing of it and of those before it is missing."""
    pages = _shown(standing)
    unmet = PAGES.index(_first_unmet(standing))
    return tuple(
        Stage(
            each, _(NAMES[each]), _url(each) if PAGES.index(each) < unmet else "", each == current
        )
        for each in pages
    )


def _elsewhere(standing: Standing | None, name: str, *, however_far: bool) -> str | None:
    if standing is None:
        token = visit.last_order()
        return url_for(".show_order", token=token) if token else url_for(".show_cart")
    order = standing.order
    if order.state == "placed":
        visit.keep_order(order)
        return url_for(".show_order", token=order.token)
    if order.state == "placing":
        return None if name == "review" else _url("review")
    return None if however_far else _ahead(standing, name)


def _ahead(standing: Standing, name: str) -> str | None:
    unmet = _first_unmet(standing)
    if PAGES.index(unmet) < PAGES.index(name):
        return _url(unmet)
    if name not in _shown(standing):
        return next_url(standing, name)
    return None


def _shown(standing: Standing) -> tuple[str, ...]:
    """The pages that may be looked at: also that of gift cards that leave nothing to pay, to take them off again."""
    asked, order = steps_of(standing), standing.order
    has_credit = bool(order.gift_cards or order.use_store_credit)
    seen = (step for step in STEPS if step in asked or (has_credit and step == "payment"))
    return (*seen, "review")


def _first_unmet(standing: Standing) -> str:
    return standing.unmet_step or "review"


def _url(name: str) -> str:
    return url_for(".show_cart" if name == "cart" else f".show_{name}")
