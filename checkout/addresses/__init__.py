"""Postal addresses, phone numbers and e-mail addresses: pure rules, no request and no database.

A caller goes `Address.from_dict` -> `clean` -> `check`, stores the cleaned address and shows
`Address.lines`. `form_for` tells a page which fields a country has.
"""

from .address import Address
from .checking import check
from .cleaning import clean
from .email import check_email
from .email_typos import suggest_email
from .fault import Fault
from .phone import normalise as normalise_phone
from .rules import AddressForm, Field, form_for
from .territories import countries

__all__ = [
    "Address",
    "AddressForm",
    "Fault",
    "Field",
    "check",
    "check_email",
    "clean",
    "countries",
    "form_for",
    "normalise_phone",
    "suggest_email",
]
