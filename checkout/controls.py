"""Form controls as the field macro renders them: label, value, hint, error, and what a browser may fill in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One control. `name` is also its id; `update` is the element that htmx renews when it changes."""

    name: str
    label: str
    value: str = ""
    type: str = "text"
    required: bool = True
    hint: str = ""
    error: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    enterkeyhint: str = "next"
    width: str = "full"
    options: tuple[tuple[str, str], ...] = ()
    spellcheck: bool = False
    update: str = ""

    @property
    def described_by(self) -> str:
        """The ids of what explains it."""
        parts = (("hint", self.hint), ("error", self.error))
        return " ".join(f"{self.name}-{part}" for part, text in parts if text)
