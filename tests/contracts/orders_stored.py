"""An order as it is stored, in terms that do not depend on who made it and when a row was written."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import inspect, select

from checkout.db import Base, db
from checkout.models import Order, Payment

#: Every row's own: which row it is.
IDENTITY = {"id", "order_id", "line_id", "shipment_id", "payment_id"}
#: What says by whom, under which names, and in how many strokes an order was filled, not what it is.
OWN = {
    *("public_id", "token", "number", "version", "source", "contract_data"),
    # Who is known to the shop as what: the pages' guest is nobody's customer, a reseller's tenant is one.
    *("customer_id", "customer_key", "vat_id"),
    # The choices before they became shipments: for all at once, or one by one.
    *("shipping_method", "shipment_choices"),
    # When it was begun.
    *("created_at", "expires_at", "scheduled_for"),
}
#: and of a payment by which names it is asked for, and for which request of a program it was made
PAYMENTS_OWN = {"idempotency_key", "reference", "request"}


@dataclass(frozen=True)
class Named:
    """An order by each of its names."""

    id: int
    public_id: str
    token: str
    source: str
    number: str | None
    #: whose it is; none: a guest's
    customer: int | None


def named(app: Flask, id_: int) -> Named:
    """The names of the order of that id."""
    with app.app_context(), db.engine.connect() as connection:
        columns = (
            Order.id,
            Order.public_id,
            Order.token,
            Order.source,
            Order.number,
            Order.customer_id,
        )
        return Named(*connection.execute(select(*columns).where(Order.id == id_)).one())


def newest(app: Flask) -> Named:
    """The order that was written last."""
    with app.app_context(), db.engine.connect() as connection:
        id_ = connection.scalar(select(Order.id).order_by(Order.id.desc()).limit(1))
    assert id_ is not None
    return named(app, id_)


def stored(app: Flask, id_: int) -> dict[str, Any]:
    """Every column of every row of the order but the row's own, and references as places in their list."""
    with app.app_context():
        order = db.session.get(Order, id_)
        assert order is not None
        lines = {each.id: place for place, each in enumerate(order.lines)}
        shipments = {each.id: place for place, each in enumerate(order.shipments)}
        payments = db.session.scalars(
            select(Payment).where(Payment.order_id == id_).order_by(Payment.id)
        )
        told = {
            "order": _columns(order, OWN),
            "lines": [
                {**_columns(each), "shipment": shipments.get(each.shipment_id or 0)}
                for each in order.lines
            ],
            "shipments": [
                {
                    **_columns(each, {"parts"}),
                    "parts": {lines[int(line)]: units for line, units in each.parts.items()},
                }
                for each in order.shipments
            ],
            "adjustments": [
                {
                    **_columns(each),
                    "line": lines.get(each.line_id or 0),
                    "shipment": shipments.get(each.shipment_id or 0),
                }
                for each in order.adjustments
            ],
            "events": [_columns(each, {"actor"}) for each in order.events],
            "payments": [
                {
                    **_columns(each, PAYMENTS_OWN),
                    "events": [_columns(event, {"reference"}) for event in each.events],
                }
                for each in payments
            ],
        }
        db.session.rollback()
    return told


def _columns(row: Base, besides: AbstractSet[str] = frozenset()) -> dict[str, Any]:
    names = (column.key for column in inspect(type(row)).column_attrs)
    return {name: getattr(row, name) for name in names if name not in IDENTITY | besides}
