"""What gateways are told and answer, as JSON: between the test gateway that is a process of its own and the shop."""

from dataclasses import asdict, fields
from typing import Any

from ..gateway import Action, Attempt, Declined, Done, Movement, NotFound, Ok, Outcome, Unknown

#: how each answer is called on the wire; an unknown outcome is no answer at all
ANSWERS: dict[str, type[Outcome | Movement]] = {
    "ok": Ok,
    "declined": Declined,
    "action": Action,
    "not_found": NotFound,
    "done": Done,
    "unknown": Unknown,
}
NAMES = {type_: name for name, type_ in ANSWERS.items()}


def answer_to_json(answer: Outcome | Movement) -> dict[str, Any]:
    """The answer as a JSON object that says in `outcome` which one it is."""
    return {"outcome": NAMES[type(answer)]} | asdict(answer)


def answer_from_json(document: Any) -> Outcome | Movement:
    """The answer of a JSON object. Raises `KeyError` and `TypeError` for what is none."""
    values = dict(document)
    return ANSWERS[values.pop("outcome")](**values)


def attempt_to_json(attempt: Attempt) -> dict[str, Any]:
    """The attempt as a JSON object."""
    return asdict(attempt)


def attempt_from_json(document: Any) -> Attempt:
    """The attempt of a JSON object; what an `Attempt` does not have is left out. Raises `TypeError` for what is none."""
    known = {field.name for field in fields(Attempt)}
    return Attempt(**{name: value for name, value in dict(document).items() if name in known})
