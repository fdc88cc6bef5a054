"""Making an order final: number, shipments, adjustments, held stock, and the attempt to pay. Inside placing's first unit."""

from itertools import chain

from sqlalchemy import delete, update

from .. import clock, credit, ids, stock, uses, windows
from ..config import settings
from ..db import db, table_of
from ..models import (
    Adjustment,
    Order,
    OrderLine,
    Payment,
    PaymentMethod,
    Shipment,
)
from ..models.customer import folded_email
from ..offers.limits import Limit
from ..pricing import Adjustment as PricedAdjustment
from ..standing import Standing
from ..statements import Inserting
from ..written import Written
from .edit import quote
from .history import record_event
from .saving import save
from .ship import ship


def freeze(standing: Standing, actor: str) -> None:
    """Writes down everything the order is from now on: holds its stock, takes its windows, coupons and credits.

    Raises `stock.NotEnoughStock`, `windows.WindowFull`, `uses.UsedUp`, `credit.NotEnoughCredit`.
    """
    order = standing.order
    order.number = order.number or ids.new_number()
    order.customer_key = folded_email(order.email)
    order.move("place")
    standing = quote(standing)
    _note_exemptions(standing)
    save(order)  # the order's row first, whatever else is written after it
    stock.hold(order.id, chain.from_iterable(standing.sources), settings().hold_seconds)
    if windows.are_chosen(order):
        windows.take(order.id, _windows_wanted(standing), settings().hold_seconds)
    uses.reserve(order.id, _limits_of(standing))
    credit.spend(order.id, _credits_used(standing), actor)
    shipment_ids = ship(standing)
    line_ids = [line.id for line in order.lines]
    rows = [_row(order.id, each, line_ids, shipment_ids) for each in standing.priced.adjustments]
    if rows:
        RECORD.run(rows)
    record_event(order, "placing", actor)


def thaw(order: Order, actor: str) -> None:
    """Takes back what `freeze` wrote, so that the order can be changed again; number and holds stay.

    Credits, uses of coupons and places in delivery windows are given back: until it is placed again, anyone may have them.
    """
    if windows.are_chosen(order):
        windows.release(order.id)
    order.customer_key = None
    if order.quoted.get("promotion"):
        uses.release(order.id)
    if order.gift_cards or order.use_store_credit:
        credit.give_back(order.id, actor)
    db.session.execute(delete(Adjustment).where(Adjustment.order_id == order.id))
    db.session.execute(
        update(OrderLine).where(OrderLine.order_id == order.id).values(shipment_id=None)
    )
    db.session.execute(delete(Shipment).where(Shipment.order_id == order.id))


def begin_payment(
    order: Order, method: PaymentMethod, request: str | None = None, *, amount: int = 0
) -> Payment:
    """Records an attempt to pay the order, or only `amount` minor units of it, before anyone is asked for money.

    `request` is that of a program for which it was made.
    """
    now = clock.now()
    payment = PAYMENTS.new(
        order_id=order.id,
        method=method.code,
        gateway=method.gateway,
        amount=amount or order.total,
        currency=order.currency,
        state="created",
        idempotency_key=ids.new_public_id("pay"),
        request=request,
        created_at=now,
        updated_at=now,
    )
    PAYMENTS.save(payment)
    return payment


PAYMENTS = Written(Payment)
OF_ADJUSTMENTS = ("type", "label", "amount", "included", "source")
OF_WHAT = ("order_id", "line_id", "shipment_id")
RECORD = Inserting(table_of(Adjustment), *OF_WHAT, *OF_ADJUSTMENTS)


def _limits_of(standing: Standing) -> list[Limit]:
    """The limits of the promotions that take something off; one that takes nothing is not used up."""
    counted = {each.source for each in standing.priced.adjustments if each.type == "promotion"}
    limits = standing.offered.limits
    return [limit for source in counted for limit in limits[source]]


def _note_exemptions(standing: Standing) -> None:
    """Whether a consumer can withdraw from a line is decided when it is ordered, whatever the shop says later."""
    for line in standing.order.lines:
        variant = standing.catalog.variant_by_id.get(line.variant_id)
        line.withdrawal_exemption = variant.product.withdrawal_exemption if variant else ""


def _windows_wanted(standing: Standing) -> dict[str, int]:
    return {each.origin.code: each.window.id for each in standing.shipments if each.window}


def _credits_used(standing: Standing) -> dict[str, int]:
    return {
        each.source: -each.amount for each in standing.priced.adjustments if each.type == "credit"
    }


def _row(
    order_id: int, adjustment: PricedAdjustment, line_ids: list[int], shipment_ids: list[int]
) -> dict[str, object]:
    return {
        "order_id": order_id,
        "line_id": None if adjustment.line is None else line_ids[adjustment.line],
        "shipment_id": None if adjustment.shipment is None else shipment_ids[adjustment.shipment],
        **{name: getattr(adjustment, name) for name in OF_ADJUSTMENTS},
    }
