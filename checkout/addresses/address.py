"""One postal address, spelled the way its buyer spells it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from .display import address_lines


@dataclass(frozen=True, slots=True)
class Address:
    """A raw or a cleaned address; an absent value is the empty string.

    `country` is ISO 3166-1 alpha-2, `region` the code of an option of `form_for(country)` or
    free text; every other field is free text.
    """

    name: str = ""
    company: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    phone: str = ""

    @classmethod
    def from_dict(cls, mapping: Mapping[str, object]) -> Self:
        """Take what is known from `mapping`; unknown keys are ignored, None counts as absent."""
        return cls(*(_text(mapping.get(name)) for name in NAMES))

    def to_dict(self) -> dict[str, str]:
        """All fields, empty ones too."""
        return {name: getattr(self, name) for name in NAMES}

    @property
    def is_blank(self) -> bool:
        """True when nothing but perhaps the country is filled in."""
        return not any(value.strip() for key, value in self.to_dict().items() if key != "country")

    def lines(self, locale: str = "en") -> tuple[str, ...]:
        """The address as written on a parcel to that country, the phone number left out.

        The last line is the country's name in `locale` ("de", "pt_BR", "pt-BR");
        an unknown locale raises `babel.UnknownLocaleError`.
        """
        return address_lines(self.to_dict(), locale)


NAMES = tuple(field.name for field in fields(Address))


def _text(value: object) -> str:
    return "" if value is None else str(value)
