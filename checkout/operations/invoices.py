"""Invoices: an order that was placed gets one when it is asked for, with the shop's next number."""

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from .. import clock
from ..db import db, read, table_of, unit_of_work
from ..models import Invoice, InvoiceCounter
from ..snapshots import Snapshots
from .load import OrderRef, lock_order
from .refusals import Refusal


class NoInvoice(Refusal):
    """The order was never placed, so there is nothing to invoice."""

    code = "not_found"


def invoice_of(order_id: int) -> Invoice | None:
    """The invoice of an order, if it has one. One statement."""
    rows = read(OF_ORDER, {"order_id": order_id})
    return INVOICES.made_from(rows[0]) if rows else None


@unit_of_work
def issue_invoice(ref: OrderRef) -> Invoice:
    """The order's invoice, the same every time. Raises `OrderNotFound`, `NoInvoice`.

    The number is taken under the shop's counter and committed with the invoice: whoever is next waits, and one that is
    rolled back gives it back, so there are no gaps. It is not taken while placing, which would make all of a shop's
    orders wait for each other.
    """
    standing = lock_order(ref)
    order = standing.order
    if (known := invoice_of(order.id)) is not None:
        return known
    if order.placed_at is None:
        raise NoInvoice
    invoice = Invoice(
        shop_id=order.shop_id,
        order_id=order.id,
        number=_next_number(order.shop_id),
        issued_at=clock.now(),
        seller=dict(standing.catalog.shop.seller),
    )
    db.session.add(invoice)
    return invoice


INVOICES = Snapshots(Invoice)
COUNTERS = table_of(InvoiceCounter)
OF_ORDER = select(*INVOICES.columns).where(Invoice.order_id == bindparam("order_id"))


def _next_number(shop_id: int) -> int:
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    counted = (
        insert(COUNTERS)
        .values(shop_id=shop_id, last=1)
        .on_conflict_do_update(
            index_elements=[COUNTERS.c.shop_id], set_={"last": COUNTERS.c.last + 1}
        )
        .returning(COUNTERS.c.last)
    )
    number: int = db.session.execute(counted).scalar_one()
    return number
