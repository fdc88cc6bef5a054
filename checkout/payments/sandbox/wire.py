"""What gateways are told and answer, as JSON: between the test gateway that is a process of its own and the shop."""

from dataclasses import asdict
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
OF_ATTEMPT = (
    "idempotency_key",
    "amount",
    "currency",
    "order_number",
    "return_url",
    "locale",
    "token",
    "manual_capture",
)
NAMES = {type_: name for name, type_ in ANSWERS.items()}


def answer_to_json(answer: Outcome | Movement) -> dict[str, Any]:
    """The answer as a JSON object that says in `outcome` which one it is."""
    return {"outcome": NAMES[type(answer)]} | asdict(answer)


def answer_from_json(document: Any) -> Outcome | Movement:
    """The answer of a JSON object. Raises `KeyError` and `TypeError` for what is none."""
    values = dict(document)
    return ANSWERS[values.pop("outcome")](**values)


def attempt_to_json(attempt: Attempt) -> dict[str, Any]:
    """What the test gateway wants to know of an attempt, as a JSON object."""
    return {name: getattr(attempt, name) for name in OF_ATTEMPT}


def attempt_from_json(document: Any) -> Attempt:
    """The attempt of a JSON object. Raises `KeyError` and `TypeError` for what is none."""
    return Attempt(**{name: document[name] for name in OF_ATTEMPT})
