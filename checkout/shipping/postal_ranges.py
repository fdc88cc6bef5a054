"""Which postal codes a zone covers: ranges of digits, whole districts, or whatever begins alike."""

import re
from dataclasses import dataclass

_SEPARATORS = re.compile(r"[\s-]+")
_RANGE_END = re.compile(r"[A-Z]*\d+")
_SIGNS = re.compile(r"[A-Z0-9 -]+\*?")
#: British style: an outward code ("SW1A", "B11") and an inward one ("1AA").
_BRITISH = frozenset({"GB", "GG", "IM", "JE"})
_INWARD = re.compile(r"\d[A-Z]{2}")
_SHORTEST_FULL_CODE = 5


@dataclass(frozen=True, slots=True)
class PostalRange:
    """The codes that begin with something from `low` to `high`, both compact, of one length and included."""

    low: str
    high: str

    def __post_init__(self) -> None:  # noqa: D105
        for end in (self.low, self.high):
            if not _RANGE_END.fullmatch(end):
                raise ValueError(f"a range of postal codes ends with digits, unlike {end!r}")
        if len(self.low) != len(self.high) or _letters(self.low) != _letters(self.high):
            raise ValueError(f"{self.low!r} and {self.high!r} are not written alike")
        if self.high < self.low:
            raise ValueError(f"{self.low!r} comes after {self.high!r}")

    def covers(self, country: str, postal_code: str) -> bool:
        """True when `postal_code` lies in the range; leading zeros count, what follows does not."""
        head = compact(postal_code)[: len(self.low)]
        return bool(_RANGE_END.fullmatch(head)) and self.low <= head <= self.high

    @property
    def width(self) -> int:
        """How many leading characters all its codes share: the more, the narrower."""
        alike = (mine == other for mine, other in zip(self.low, self.high, strict=True))
        return next((index for index, same in enumerate(alike) if not same), len(self.low))


@dataclass(frozen=True, slots=True)
class PostalPrefix:
    """The codes that begin with `text`, which is upper case and as a shop writes it.

    Letters end where letters end: "B" is Birmingham, not Belfast's "BT". In British codes digits of the outward code
    end likewise: "B1" is not "B11", but "EC1" has "EC1A" within; "B1 1" is a sector of B1. A star at the end takes
    everything that begins so: "B*" has "BT" within.
    """

    text: str

    def __post_init__(self) -> None:  # noqa: D105
        if not _SIGNS.fullmatch(self.text) or not compact(self.text.rstrip("*")):
            raise ValueError(f"{self.text!r} is no beginning of a postal code")

    def covers(self, country: str, postal_code: str) -> bool:
        """True when `postal_code` of `country` begins with this."""
        code = compact(postal_code)
        if self.text.endswith("*"):
            return code.startswith(compact(self.text[:-1]))
        if country in _BRITISH:
            return _british(self.text, code)
        return _begins(compact(self.text), code)

    @property
    def width(self) -> int:
        """How many leading characters all its codes share."""
        return len(compact(self.text.rstrip("*")))


def compact(postal_code: str) -> str:
    """The code in capitals without spaces and hyphens."""
    return _SEPARATORS.sub("", postal_code).upper()


def _letters(text: str) -> str:
    return text.rstrip("0123456789")


def _begins(prefix: str, code: str) -> bool:
    rest = code.removeprefix(prefix)
    return code.startswith(prefix) and not (prefix.isalpha() and rest[:1].isalpha())


def _british(prefix: str, code: str) -> bool:
    outward, inward = _halves(code)
    head, _, tail = prefix.strip().partition(" ")
    if not tail:
        head, tail = _halves(compact(head))
    if tail:
        return outward == head and inward.startswith(compact(tail))
    rest = outward.removeprefix(head)
    same_run = rest[:1].isalpha() if head.isalpha() else rest[:1].isdigit()
    return outward.startswith(head) and not same_run


def _halves(code: str) -> tuple[str, str]:
    if len(code) >= _SHORTEST_FULL_CODE and _INWARD.fullmatch(code[-3:]):
        return code[:-3], code[-3:]
    return code, ""
