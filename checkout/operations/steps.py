"""Taking a step of the checkout: as a whole, or not at all."""

from ..requirements import STEPS
from ..standing import Standing
from .changes import Changes
from .edit import change_order
from .load import OrderRef
from .preview import preview_order
from .refusals import StaleVersion, StepUnmet


def take_step(ref: OrderRef, step: str, changes: Changes) -> Standing:
    """The open order with `changes` on it, ready to leave `step`, which is one of `requirements.STEPS`.

    Raises `StepUnmet` with what that step and those before it would still need; then nothing has changed. Else as
    `change_order`. It is judged as a preview; if anyone changed the order since, it is judged again.
    """
    seen = preview_order(ref, changes)
    passed = STEPS[: STEPS.index(step) + 1]
    if missing := tuple(each for each in seen.missing if each.step in passed):
        raise StepUnmet(missing)
    try:
        return change_order(ref, changes, if_match=seen.order.version)
    except StaleVersion:
        return take_step(ref, step, changes)
