"""Quotes: make one, look at it, withdraw it, and accept it into a checkout."""

import re

from flask import Response, request

from .. import operations
from ..callers import Caller
from ..operations import (
    Acceptor,
    QuoteLineWanted,
    QuoteNotFound,
    QuoteSearch,
    QuoteWish,
    find_quote,
    find_quotes,
    make_quote,
)
from .answers import answer
from .checkouts import SOURCE, opened_answer
from .paging import id_cursor, next_page
from .quote_document import quote_document
from .quote_documents import QuoteList
from .quote_inputs import AcceptanceInput, QuoteInput, QuoteQuery

PUBLIC_ID = re.compile("qu_[0-9a-f]{20}")


def list_quotes(caller: Caller, query: QuoteQuery) -> Response:
    """A page of quotes, newest first."""
    search = QuoteSearch(
        query.status or "",
        query.customer or "",
        query.email or "",
        id_cursor(query.cursor),
        query.limit + 1,
    )
    page = find_quotes(caller.shop_code, search)
    shown = page[: query.limit]
    body: QuoteList = {
        "items": [quote_document(each, caller.catalog) for each in shown],
        "next": None,
    }
    if len(page) > query.limit:
        body["next"] = next_page(request.path, query, [shown[-1].quote.id])
    return answer(body)


def read_quote(caller: Caller, id: str) -> Response:  # noqa: A002 (the name in the path)
    """One quote."""
    return answer(quote_document(find_quote(caller.shop_code, _known(id)), caller.catalog))


def create_quote(caller: Caller, body: QuoteInput) -> Response:
    """A new quote."""
    known = make_quote(caller.shop_code, _wish(body))
    location = f"/api/v1/quotes/{known.quote.public_id}"
    return answer(quote_document(known, caller.catalog), 201, {"Location": location})


def accept_quote(caller: Caller, id: str, body: AcceptanceInput) -> Response:  # noqa: A002
    """The checkout the quote becomes."""
    acceptor = Acceptor(body.customer or "", body.email or "")
    return opened_answer(operations.accept_quote(caller.shop_code, _known(id), SOURCE, acceptor))


def withdraw_quote(caller: Caller, id: str) -> Response:  # noqa: A002
    """A quote that nobody can accept any more; doing it again changes nothing."""
    known = operations.withdraw_quote(caller.shop_code, _known(id))
    return answer(quote_document(known, caller.catalog))


def _known(public_id: str) -> str:
    """Raises `QuoteNotFound` for what cannot be an id."""
    if not PUBLIC_ID.fullmatch(public_id):
        raise QuoteNotFound
    return public_id


def _wish(body: QuoteInput) -> QuoteWish:
    return QuoteWish(
        lines=tuple(
            QuoteLineWanted(each.sku, each.quantity, each.unit_price) for each in body.lines
        ),
        valid_until=body.valid_until,
        valid_from=body.valid_from,
        customer=body.customer or "",
        email=body.email or "",
        currency=body.currency or "",
        locale=body.locale or "",
        note=body.note or "",
    )
