"""What is wrong with what was sent, as the summary at the top and the fields tell it in the same words."""

from dataclasses import dataclass

from ..operations import Invalid
from .wording import _


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence, and the id of the control it is about, or the path where it can be mended; none: the form as a whole."""

    text: str
    anchor: str = ""

    @property
    def href(self) -> str:
        """Where the summary links to."""
        return self.anchor if self.anchor.startswith("/") or not self.anchor else f"#{self.anchor}"


def from_refusal(refusal: Invalid, anchor: str) -> tuple[Problem, ...]:
    """The faults an operation found in something that was sent from one control."""
    return tuple(Problem(_(each.message) % dict(each.params), anchor) for each in refusal.faults)


def by_anchor(problems: tuple[Problem, ...]) -> dict[str, str]:
    """The words beside each control."""
    return {each.anchor: each.text for each in problems if each.anchor}
