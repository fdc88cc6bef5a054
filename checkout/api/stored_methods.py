"""Stored ways to pay of a customer: keep one, list them, take one away."""

from flask import Response

from ..callers import Caller
from ..models import StoredMethod
from ..operations import (
    CustomerNotFound,
    MethodToStore,
    forget_method,
    store_method,
    stored_methods,
)
from .answers import answer
from .customers import PUBLIC_ID
from .instants import in_utc
from .stored_method_documents import (
    StoredMethodDocument,
    StoredMethodInput,
    StoredMethodList,
)


def create_stored_method(caller: Caller, id: str, body: StoredMethodInput) -> Response:  # noqa: A002
    """Keeps what the gateway gave for the customer's card."""
    wanted = MethodToStore(body.payment_method, body.token, body.label)
    stored = store_method(caller.shop_code, _known(id), wanted)
    location = f"/api/v1/customers/{id}/payment-methods"
    return answer(_document(caller, stored), 201, {"Location": location})


def list_stored_methods(caller: Caller, id: str) -> Response:  # noqa: A002
    """The customer's, the newest first."""
    theirs = stored_methods(caller.shop_code, _known(id))
    body: StoredMethodList = {"items": [_document(caller, each) for each in theirs]}
    return answer(body)


def remove_stored_method(caller: Caller, id: str, method: str) -> Response:  # noqa: A002
    """The one that was taken away."""
    return answer(_document(caller, forget_method(caller.shop_code, _known(id), method)))


def _known(customer: str) -> str:
    """Raises `CustomerNotFound` for what cannot be an id."""
    if not PUBLIC_ID.fullmatch(customer):
        raise CustomerNotFound
    return customer


def _document(caller: Caller, stored: StoredMethod) -> StoredMethodDocument:
    methods = caller.catalog.payment_methods
    return {
        "id": stored.public_id,
        "payment_method": next(
            (each.code for each in methods if each.gateway == stored.gateway), None
        ),
        "label": stored.label,
        "created_at": in_utc(stored.created_at),
    }
