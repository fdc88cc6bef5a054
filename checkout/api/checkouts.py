"""Checkouts: open one, look at it, change it, give it up."""

import re

from flask import Response, request

from ..callers import Caller
from ..operations import (
    OrderNotFound,
    OrderRef,
    cancel,
    change_order,
    find_order,
    open_order,
    preview_order,
)
from ..operations.records import NOTHING, records_of
from ..standing import Standing
from .answers import versioned
from .checkout_document import checkout_document
from .inputs import CheckoutInput
from .patch import changes_of
from .preconditions import wanted_version

SOURCE = "api"
PUBLIC_ID = re.compile("co_[0-9a-f]{20}")


def create_checkout(caller: Caller, body: CheckoutInput) -> Response:
    """A new checkout with what was sent on it."""
    locale = body.locale or caller.catalog.shop.locale
    return opened_answer(open_order(caller.shop_code, SOURCE, locale, changes_of(body, caller)))


def read_checkout(caller: Caller, id: str) -> Response:  # noqa: A002 (the name in the path)
    """A checkout as it is now."""
    return _answer(find_order(reference(caller, id)))


def change_checkout(caller: Caller, id: str, body: CheckoutInput) -> Response:  # noqa: A002
    """A checkout with a merge patch applied."""
    ref = reference(caller, id)
    return _answer(change_order(ref, changes_of(body, caller), wanted_version(request, ref)))


def preview_checkout(caller: Caller, id: str, body: CheckoutInput) -> Response:  # noqa: A002
    """What a merge patch would make of a checkout, which stays as it is."""
    ref = reference(caller, id)
    return _answer(preview_order(ref, changes_of(body, caller), wanted_version(request, ref)))


def cancel_checkout(caller: Caller, id: str) -> Response:  # noqa: A002
    """A checkout given up; doing it again changes nothing."""
    return _answer(cancel(reference(caller, id), caller.name))


def reference(caller: Caller, public_id: str) -> OrderRef:
    """How operations find the caller's order. Raises `OrderNotFound` for what cannot be an id."""
    if not PUBLIC_ID.fullmatch(public_id):
        raise OrderNotFound
    return OrderRef(caller.shop_code, public_id=public_id)


def opened_answer(standing: Standing) -> Response:
    """The document of a checkout that was opened just now."""
    location = f"/api/v1/checkouts/{standing.order.public_id}"
    return _answer(standing, 201, location)


def _answer(standing: Standing, status: int = 200, location: str | None = None) -> Response:
    order = standing.order
    records = NOTHING if order.number is None else records_of([order.id])[order.id]
    document = checkout_document(standing, request.url_root, records)
    return versioned(document, status, location)
