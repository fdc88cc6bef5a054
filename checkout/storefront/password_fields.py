"""Passwords as pages ask for them, and what to say when one is not taken. None is ever shown again."""

from collections.abc import Mapping
from typing import TypeVar

from werkzeug.wrappers import Response

from ..controls import Control
from ..operations import Invalid, TooManyAttempts
from ..passwords import SHORTEST
from .problems import Problem
from .wording import _

R = TypeVar("R", bound=Response)


def present_password(errors: Mapping[str, str], name: str, label: str) -> Control:
    """The password somebody has."""
    return Control(
        name=name,
        label=label,
        type="password",
        error=errors.get(name, ""),
        autocomplete="current-password",
        enterkeyhint="go",
    )


def new_password(errors: Mapping[str, str], name: str, label: str) -> Control:
    """The password somebody will have. It is asked for once: a manager types it, or the page after it can be tried."""
    return Control(
        name=name,
        label=label,
        type="password",
        hint=_("At least %(limit)d characters; a few words are fine.") % {"limit": SHORTEST},
        error=errors.get(name, ""),
        autocomplete="new-password",
        enterkeyhint="go",
    )


def problems_with(refusal: Invalid) -> tuple[Problem, ...]:
    """Why a new password is not taken."""
    return tuple(
        Problem(_(each.message) % dict(each.params), str(each.field[0])) for each in refusal.faults
    )


def too_often(refusal: TooManyAttempts) -> Problem:
    """That there were too many tries, and when there may be another one."""
    if refusal.seconds <= 60:
        return Problem(_("There were too many tries. Please try again in a minute."))
    words = _("There were too many tries. Please try again in %(minutes)d minutes.")
    return Problem(words % {"minutes": -(-refusal.seconds // 60)})


def told_to_wait(response: R, refusal: TooManyAttempts) -> R:
    """The page that says so, which tells programs when there may be another try."""
    response.headers["Retry-After"] = str(refusal.seconds)
    return response
