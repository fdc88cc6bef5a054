"""What is wrong with one field."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """`code` is stable and for programs; `message` is a msgid for people.

    Whoever shows it calls `gettext(fault.message) % fault.params`. `params` hold limits,
    examples and names from the rules, never what the buyer typed, so a fault may be logged.
    """

    field: str
    code: str
    message: str
    params: dict[str, str | int] = dataclasses.field(default_factory=dict)
