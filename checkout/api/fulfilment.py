"""After placing: where shipments are, and withdrawals from contracts."""

from flask import Response, request
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ..callers import Caller
from ..db import db
from ..models import Order, Withdrawal
from ..operations import Fault, Invalid, OrderRef, find_order
from ..operations.records import records_of
from ..operations.tracking import Progress, ShipmentNotFound
from ..operations.tracking import report_shipment as report
from ..operations.withdraw import WithdrawalWish, withdraw
from ..words import N_
from .answers import answer, versioned
from .fulfilment_inputs import ProgressInput, WithdrawalInput, WithdrawalQuery
from .idempotency import request_name
from .order_document import order_document
from .order_queries import find_any
from .paging import id_cursor, next_page
from .withdrawal_document import withdrawal_document
from .withdrawal_documents import WithdrawalList


def report_shipment(
    caller: Caller,
    id: str,  # noqa: A002 (the name in the path)
    number: str,
    body: ProgressInput,
) -> Response:
    """Where a shipment of an order is, by its place in `shipments`, from 1."""
    ref = _ref(caller, id)
    if not (number.isascii() and number.isdecimal() and len(number) < 5):
        raise ShipmentNotFound
    report(ref, int(number), Progress(**body.model_dump()), caller.name)
    standing = find_order(ref)
    records = records_of([standing.order.id])[standing.order.id]
    return versioned(order_document(standing, request.url_root, records))


def withdraw_from_order(caller: Caller, id: str, body: WithdrawalInput) -> Response:  # noqa: A002
    """A consumer's declaration, as a page of your own took it."""
    ref = _ref(caller, id)
    order = find_order(ref).order
    wish = WithdrawalWish(
        name=body.name,
        email=body.email,
        units=_units(body, order),
        key=request_name(),
        locale=body.locale or order.locale,
    )
    return answer(withdrawal_document(withdraw(ref, wish, caller.name), order), 201)


def list_withdrawals(caller: Caller, query: WithdrawalQuery) -> Response:
    """A page of withdrawals, newest first."""
    wanted = (
        select(Withdrawal, Order)
        .join(Order, Order.id == Withdrawal.order_id)
        .where(Order.shop_id == caller.catalog.shop.id)
        .options(selectinload(Order.lines))
    )
    if (before := id_cursor(query.cursor)) is not None:
        wanted = wanted.where(Withdrawal.id < before)
    newest = wanted.order_by(Withdrawal.id.desc()).limit(query.limit + 1)
    page = db.session.execute(newest).all()
    shown = page[: query.limit]
    body: WithdrawalList = {
        "items": [withdrawal_document(withdrawal, order) for withdrawal, order in shown],
        "next": None,
    }
    if len(page) > query.limit:
        body["next"] = next_page(request.path, query, [shown[-1][0].id])
    return answer(body)


def _ref(caller: Caller, name: str) -> OrderRef:
    return OrderRef(caller.shop_code, public_id=find_any(caller, name).order.public_id)


def _units(body: WithdrawalInput, order: Order) -> dict[int, int]:
    """Units by the id of their line; none where no lines are named. Raises `Invalid`."""
    units = dict[int, int]()
    for index, each in enumerate(body.lines or ()):
        if each.line >= len(order.lines):
            words = N_("The order has no such line.")
            raise Invalid((Fault(("lines", index, "line"), "out_of_range", words),))
        id_ = order.lines[each.line].id
        units[id_] = units.get(id_, 0) + each.quantity
    return units
