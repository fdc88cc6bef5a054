"""POST /customers/{id}/token: what a partner's program sends along to act for a customer."""

from flask import Response

from ..callers import Caller
from ..operations import issue_customer_token
from .answers import answer
from .customer_documents import CustomerTokenDocument
from .customers import known_id
from .instants import in_utc


def create_customer_token(caller: Caller, id: str) -> Response:  # noqa: A002 (the name in the path)
    """A token of the customer, for a few hours."""
    issued = issue_customer_token(caller.shop_code, known_id(id))
    document: CustomerTokenDocument = {
        "token": issued.token,
        "customer": issued.customer,
        "expires_at": in_utc(issued.expires_at),
    }
    return answer(document, 201)
