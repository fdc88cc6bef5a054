"""VAT identification numbers of the European Union, and when they move the tax to the buyer. Pure.

Syntax and checksums are each member state's own, as python-stdnum knows them. Whether a number is live today only the
online register (VIES) can say; asking it is behind `OnlineCheck` and off by default.
"""

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from stdnum.eu import vat
from stdnum.exceptions import InvalidChecksum, ValidationError

#: Who takes part, from which day on, by ISO 3166-1 code. XI is Northern Ireland, which trades goods as a member.
JOINED = {
    **dict.fromkeys("BE DE DK ES FR GB GR IE IT LU NL PT".split(), date(1993, 1, 1)),
    **dict.fromkeys("AT FI SE".split(), date(1995, 1, 1)),
    **dict.fromkeys("CY CZ EE HU LT LV MT PL SI SK".split(), date(2004, 5, 1)),
    **dict.fromkeys("BG RO".split(), date(2007, 1, 1)),
    "HR": date(2013, 7, 1),
    "XI": date(2021, 1, 1),
}
LEFT = {"GB": date(2021, 1, 1)}

#: Parts of member states outside the VAT area (Directive 2006/112/EC, article 6), by beginnings of postal codes.
OUTSIDE = {
    "DE": ("27498", "78266"),  # Heligoland, Büsingen
    "ES": ("35", "38", "51", "52"),  # Canary Islands, Ceuta, Melilla
    "FI": ("22",),  # Åland
    "FR": ("97", "984", "986", "987", "988"),  # overseas; 980 is Monaco
    "GR": ("63086", "63087"),  # Mount Athos
    "IT": ("22061", "23041"),  # Campione, Livigno
}

_NOISE = re.compile(r"[\s.\-/_,:\u00b7\u2010-\u2015\u2212]+")
_LONGEST = 32


class Fault(StrEnum):
    """Why a number cannot be one."""

    NOT_A_MEMBER = "not_a_member"
    WRONG_FORMAT = "wrong_format"
    WRONG_CHECKSUM = "wrong_checksum"


class Answer(StrEnum):
    """What the register says of a number; UNKNOWN also when it could not be asked."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "unknown"


class OnlineCheck(Protocol):
    """Asks the register. It goes over the network, so it is never called while a transaction is open."""

    def ask(self, number: str) -> Answer:
        """What the register says of the normalised `number`; UNKNOWN rather than an exception when it is down."""


class NoOnlineCheck:
    """Asks nobody: syntax and checksum decide."""

    def ask(self, number: str) -> Answer:
        """UNKNOWN, always."""
        return Answer.UNKNOWN


def normalise(text: str) -> str:
    """`text` as a number is written: capitals without separators, Greece as EL: "gr 094.259.216" is "EL094259216"."""
    number = _NOISE.sub("", text).upper()
    return f"EL{number[2:]}" if number.startswith("GR") else number


def fault_in(text: str) -> Fault | None:
    """Why `text`, however it is written, cannot be a VAT number; None when syntax and checksum are right."""
    number = normalise(text)
    if _country(number) not in JOINED or number.startswith("GB"):
        return Fault.NOT_A_MEMBER
    if len(number) > _LONGEST or not number.isascii() or not number.isalnum():
        return Fault.WRONG_FORMAT
    return _fault_in(number)


def member_state(text: str) -> str | None:
    """The ISO code of the state that gave the number, GR for EL and XI for Northern Ireland; None for a wrong number."""
    return None if fault_in(text) else _country(normalise(text))


def vat_area(country: str, postal_code: str = "") -> str:
    """The state whose VAT a place belongs to by ISO code, whether a member or not: "" for exempt parts of members.

    Monaco counts as France, Northern Ireland (postal codes BT) as XI.
    """
    code = _NOISE.sub("", postal_code).upper()
    if country == "MC":
        return "FR"
    if country == "GB" and code.startswith("BT"):
        return "XI"
    return "" if code.startswith(OUTSIDE.get(country, ())) else country


def is_member(state: str, on: date) -> bool:
    """True when `state` (ISO code or XI) takes part in the common VAT system on that day."""
    return state in JOINED and JOINED[state] <= on < LEFT.get(state, date.max)


def reverse_charge_applies(  # noqa: PLR0913 - the facts of one delivery
    shop_country: str,
    destination_country: str,
    vat_id: str,
    on: date,
    *,
    shop_postal_code: str = "",
    destination_postal_code: str = "",
    answer: Answer = Answer.UNKNOWN,
) -> bool:
    """True when a delivery of goods bears no VAT because the buyer accounts for it (Directive 2006/112/EC, article 138).

    The goods go from one member state to another, the number is right and of another state than the goods leave from,
    and the register, where it was asked, did not deny it. A destination outside the EU is an export and not this.
    """
    origin = vat_area(shop_country, shop_postal_code)
    destination = vat_area(destination_country, destination_postal_code)
    buyer = member_state(vat_id)
    return (
        buyer is not None
        and all(is_member(state, on) for state in (origin, destination, buyer))
        and origin not in {destination, buyer}
        and answer is not Answer.INVALID
    )


def _country(number: str) -> str:
    return "GR" if number.startswith("EL") else number[:2]


@lru_cache(maxsize=1024)
def _fault_in(number: str) -> Fault | None:
    try:
        vat.validate(number)
    except InvalidChecksum:
        return Fault.WRONG_CHECKSUM
    except ValidationError:
        return Fault.WRONG_FORMAT
    return None
