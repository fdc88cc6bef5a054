"""Telling whoever asked for it that an order is placed: tried again and again for half a day, by the worker."""

import http.client
from collections.abc import Callable
from datetime import timedelta

from flask import Flask, current_app
from sqlalchemy import bindparam, delete, insert, select

from .. import clock
from ..config import settings
from ..db import db, outside_call, read, table_of, unit_of_work, write
from ..models import Callback, Order
from ..outgoing import Refused, post
from ..standing import Standing
from .edit import NewOrder, opened
from .load import OrderRef
from .notices import Claim, Later, Patience, deliver_all

#: an order as it is sent, by how it is named
Document = Callable[[OrderRef], bytes]
DOCUMENTS = "callback_documents"

PATIENCE = Patience(ends=timedelta(hours=12), longest_pause=timedelta(hours=1))


def add_document(app: Flask, name: str, document: Document) -> None:
    """Makes a document known, by the name that callbacks are asked for with."""
    app.extensions.setdefault(DOCUMENTS, {})[name] = document


@unit_of_work
def open_reported_order(new: NewOrder, url: str, document: str) -> Standing:
    """A new open order; once it is placed, `document` of it is sent to `url`. Raises `Invalid`."""
    standing = opened(new)
    row = {"order_id": standing.order.id, "url": url, "document": document}
    db.session.execute(insert(CALLBACKS), row)
    return standing


def call_back_all() -> int:
    """Makes the calls that are due, as far as one round of the worker gets; how many."""
    return deliver_all("callback", call_back, PATIENCE)


def call_back(claim: Claim) -> str:
    """One call; what went wrong, empty if it was taken. Raises `Later`."""
    (row,) = read(FOUND, {"order_id": claim.order_id})
    documents: dict[str, Document] = current_app.extensions[DOCUMENTS]
    body = documents[row.document](OrderRef(claim.shop_code, id=claim.order_id))
    return told(row.url, body)


def told(url: str, body: bytes, headers: dict[str, str] | None = None) -> str:
    """Posts a document; what went wrong, empty if an answer of 2xx came. Raises `Later` when it says so."""
    try:
        with outside_call():
            answer = post(url, body, headers, private=settings().private_callbacks)
    except (Refused, OSError, http.client.HTTPException) as error:
        return f"{type(error).__name__}: {error}"
    if answer.status // 100 == 2:
        return ""
    fault = f"status {answer.status}"
    if (wait := answer.wait(clock.now())) is not None:
        raise Later(fault, wait)
    return fault


def forget_callbacks() -> int:
    """Drops the callbacks of orders that will never be placed; how many there were."""
    return write(OF_DEAD_ORDERS)


CALLBACKS = table_of(Callback)
FOUND = select(Callback.url, Callback.document).where(Callback.order_id == bindparam("order_id"))
OF_DEAD_ORDERS = delete(CALLBACKS).where(
    CALLBACKS.c.order_id.in_(
        select(Order.id).where(Order.state.in_(("cancelled", "expired")), Order.placed_at.is_(None))
    )
)
