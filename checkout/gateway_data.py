"""What the gateways of a shop's ways to pay lack in this process. What cannot be paid by is not offered; the doctor says why."""

from collections.abc import Iterator

from flask import current_app

from .catalog import Catalog
from .payments import teller_of

#: gateway -> what sets it up
SET_UP_BY = {"stripe": "STRIPE_SECRET_KEY"}
#: gateway -> what its webhooks are known by
TOLD_BY = {"stripe": "STRIPE_WEBHOOK_SECRETS"}


def gateway_complaints(catalog: Catalog) -> Iterator[str]:
    """A sentence for each thing that is missing, naming shop and setting. Needs the application."""
    for code in sorted({row.gateway for row in catalog.every_payment_method}):
        for words in _missing(code):
            yield f"Shop {catalog.shop.code}: {words}"


def _missing(code: str) -> Iterator[str]:
    if code not in current_app.extensions["gateways"]:
        setting = SET_UP_BY.get(code)
        why = f"{setting} is not set" if setting else "there is none of that name"
        yield f"gateway {code!r} is not set up ({why}); its ways to pay are not offered."
    elif (teller := teller_of(code)) is not None and not teller.secrets:
        yield f"{TOLD_BY[code]} is not set; webhooks of gateway {code!r} are refused, and only the worker finds out."
