"""Changing an open order as a part of placing it: both happen, or nothing does."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..standing import Standing
from .changes import Changes
from .edit import changed
from .refusals import Fault, Invalid

Step = Callable[[Standing], Changes]


@dataclass(frozen=True, slots=True)
class Revision:
    """What a caller wants of an open order before it is placed. All of it is asked under the order's lock.

    Functions of the standing alone: a unit of work that meets another is run again.
    """

    #: one after the other, each from what the one before made of the order; may raise a refusal
    steps: tuple[Step, ...]
    #: what keeps the caller from placing the order as it is then, beside what the shop asks
    faults: Callable[[Standing], Iterable[Fault]]


def revised(standing: Standing, revision: Revision) -> Standing:
    """The open order, whose lock the caller has, after the revision. Raises `Invalid` with everything wrong with it."""
    for step in revision.steps:
        standing = changed(standing, step(standing))
    faults = tuple(revision.faults(standing))
    if faults:
        raise Invalid(faults)
    return standing
