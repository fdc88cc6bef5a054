"""Telling whoever asked for it that an order is placed: tried again and again for half a day, by the worker.

At least once: two calls may be made when a worker dies between sending and writing down that it has sent.
"""

import http.client
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from flask import Flask, current_app
from sqlalchemy import Select, bindparam, delete, insert, select, update

from .. import clock
from ..config import settings
from ..db import db, outside_call, read, table_of, unit_of_work, write
from ..models import Callback, Order, Shop
from ..outgoing import Refused, post
from ..standing import Standing
from .edit import NewOrder, opened
from .load import OrderRef

log = structlog.get_logger()

#: an order as it is sent, by how it is named
Document = Callable[[OrderRef], bytes]
DOCUMENTS = "callback_documents"

PATIENCE = timedelta(hours=12)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
#: how long one attempt may be on its way before another worker may make the next
LEASE = timedelta(minutes=2)
#: in one round of the worker, which begins no more calls after so many seconds: whoever does not answer must not keep
#: everything else waiting
MOST_AT_ONCE, ROUND_SECONDS = 200, 20


def add_document(app: Flask, name: str, document: Document) -> None:
    """Makes a document known, by the name that callbacks are asked for with."""
    app.extensions.setdefault(DOCUMENTS, {})[name] = document


@unit_of_work
def open_reported_order(new: NewOrder, url: str, document: str) -> Standing:
    """A new open order; once it is placed, `document` of it is sent to `url`. Raises `Invalid`."""
    standing = opened(new)
    row = {"order_id": standing.order.id, "url": url, "document": document, "next_at": clock.now()}
    db.session.execute(insert(CALLBACKS), row)
    return standing


def due_callbacks() -> Select[int]:
    """The ids of callbacks of placed orders that have to be made now."""
    return (
        select(Callback.id)
        .join(Order, Order.id == Callback.order_id)
        .where(
            Order.state == "placed",
            Callback.done_at.is_(None),
            Callback.given_up_at.is_(None),
            Callback.next_at <= clock.now(),
        )
        .order_by(Callback.next_at)
        .limit(MOST_AT_ONCE)
    )


def call_back(callback_id: int) -> None:
    """One attempt, unless another worker is making it."""
    (row,) = read(FOUND, {"id": callback_id})
    if not _claim(row.id, row.next_at):
        return
    body = _document_of(row)
    try:
        with outside_call():
            status = post(row.url, body, private=settings().private_callbacks)
    except (Refused, OSError, http.client.HTTPException) as error:
        fault = f"{type(error).__name__}: {error}"[:200]
    else:
        fault = "" if status // 100 == 2 else f"status {status}"
    _write_down(row.id, row.attempts + 1, fault, row.placed_at)


def call_back_in_time() -> Callable[[int], None]:
    """`call_back` for one round of the worker: what it does not get to, is still due in the next."""
    ends = time.monotonic() + ROUND_SECONDS

    def call(callback_id: int) -> None:
        if time.monotonic() < ends:
            call_back(callback_id)

    return call


def forget_callbacks() -> int:
    """Drops the callbacks of orders that will never be placed; how many there were."""
    return write(OF_DEAD_ORDERS)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts in vain: twice as long each time, an hour at most."""
    doubled = 1 << min(attempts - 1, 10)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


CALLBACKS = table_of(Callback)
INSTANT = CALLBACKS.c.next_at.type
FOUND = (
    select(
        Callback.id,
        Callback.url,
        Callback.document,
        Callback.attempts,
        Callback.next_at,
        Callback.order_id,
        Order.placed_at,
        Shop.code,
    )
    .join(Order, Order.id == Callback.order_id)
    .join(Shop, Shop.id == Order.shop_id)
    .where(Callback.id == bindparam("id"))
)
OF_DEAD_ORDERS = delete(CALLBACKS).where(
    CALLBACKS.c.order_id.in_(select(Order.id).where(Order.state.in_(("cancelled", "expired"))))
)


def _claim(callback_id: int, seen: datetime) -> bool:
    """Whether this worker is the one: the row is still as it was seen."""
    still = (CALLBACKS.c.id == callback_id, CALLBACKS.c.next_at == seen)
    claim = update(CALLBACKS).where(*still, CALLBACKS.c.done_at.is_(None))
    return write(claim.values(next_at=clock.now() + LEASE)) == 1


def _document_of(row: object) -> bytes:
    documents: dict[str, Document] = current_app.extensions[DOCUMENTS]
    return documents[row.document](OrderRef(row.code, id=row.order_id))  # type: ignore[attr-defined]


def _write_down(callback_id: int, attempts: int, fault: str, placed_at: datetime) -> None:
    now, ends = clock.now(), placed_at + PATIENCE
    values: dict[str, object] = {"attempts": attempts, "fault": fault}
    if not fault:
        values["done_at"] = now
    elif now >= ends:
        values["given_up_at"] = now
        log.error("callback_given_up", callback=callback_id, attempts=attempts)
    else:
        values["next_at"] = min(now + pause_after(attempts), ends)
    write(update(CALLBACKS).where(CALLBACKS.c.id == callback_id).values(**values))
