"""Commands about placed orders, for a shop without a back office."""

from collections.abc import Callable
from typing import NoReturn

import click
from flask.cli import AppGroup
from sqlalchemy import select

from .db import read
from .models import Order, Shop
from .models.payment import OPEN_REQUESTS, REASONS
from .operations import OrderRef, Refusal, cancel_order, find_order
from .operations.money import Why
from .operations.move_money import Amount, capture_order, refund_order
from .operations.records import records_of
from .operations.tracking import Progress, report_shipment
from .paid import paid_of

ACTOR = "command"
AMOUNT = click.IntRange(1, 10**12)
REASON = click.Choice(REASONS)

order = AppGroup("order", help="Placed orders.")
shop_option = click.option("--shop", "shop_code", required=True, help="Code of the shop.")
note_option = click.option("--note", default="", help="Why, in the shop's own words.")
reason_option = click.option("--reason", type=REASON, default="requested_by_customer")


@order.command("cancel")
@click.argument("number")
@shop_option
@reason_option
def cancel(number: str, shop_code: str, reason: str) -> None:
    """Cancel an order and give back everything it took, its money too."""
    _do(number, shop_code, lambda ref: cancel_order(ref, Why(ACTOR, reason)))


@order.command("ship")
@click.argument("number")
@shop_option
@click.option("--shipment", type=click.IntRange(1), default=1, help="Which one, from 1.")
@click.option("--carrier", help="Who carries it.")
@click.option("--tracking-number", help="Its number there.")
@click.option("--tracking-url", help="Where it can be followed.")
@click.option("--delivered", is_flag=True, help="It has arrived.")
def ship(  # noqa: PLR0913
    number: str,
    shop_code: str,
    shipment: int,
    *,
    carrier: str | None,
    tracking_number: str | None,
    tracking_url: str | None,
    delivered: bool,
) -> None:
    """Tell that a shipment was handed over; money that was only promised for it is taken."""
    progress = Progress(
        state="delivered" if delivered else "shipped",
        carrier=carrier,
        tracking_number=tracking_number,
        tracking_url=tracking_url,
    )
    _do(number, shop_code, lambda ref: report_shipment(ref, shipment, progress, ACTOR))


@order.command("capture")
@click.argument("number")
@shop_option
@click.option("--amount", type=AMOUNT, help="Minor units; without it all that is left.")
@note_option
def capture(number: str, shop_code: str, amount: int | None, note: str) -> None:
    """Take money that was promised, or note that it has come, as for an invoice."""
    _do(number, shop_code, lambda ref: capture_order(ref, Amount(amount), Why(ACTOR, note=note)))


@order.command("refund")
@click.argument("number")
@shop_option
@click.option("--amount", type=AMOUNT, help="Minor units; without it everything that was taken.")
@reason_option
@note_option
def refund(number: str, shop_code: str, amount: int | None, reason: str, note: str) -> None:
    """Give money back."""
    _do(number, shop_code, lambda ref: refund_order(ref, Amount(amount), Why(ACTOR, reason, note)))


@order.command("show")
@click.argument("number")
@shop_option
def show(number: str, shop_code: str) -> None:
    """Tell how an order stands, and its money."""
    _do(number, shop_code, lambda _: None)


NAMED = select(Order.id).join(Shop, Shop.id == Order.shop_id)


def _do(number: str, shop_code: str, verb: Callable[[OrderRef], object]) -> None:
    rows = read(NAMED.where(Shop.code == shop_code, Order.number == number))
    if not rows:
        _fail(f"The shop {shop_code} has no order {number}.")
    ref = OrderRef(shop_code, id=rows[0].id)
    try:
        verb(ref)
    except Refusal as refusal:
        told = getattr(refusal, "reason", "") or getattr(refusal, "state", "")
        _fail(f"{refusal.code}: {told}" if told else refusal.code)
    _tell(ref)


def _tell(ref: OrderRef) -> None:
    found = find_order(ref).order
    records = records_of([found.id])[found.id]
    paid = paid_of(found, records.payments)
    click.echo(f"{found.number} is {found.state}, {paid.state}: {found.total} {found.currency}.")
    click.echo(f"captured {paid.captured}, promised {paid.authorized}, given back {paid.refunded}")
    for each in records.requests:
        if each.state in (*OPEN_REQUESTS, "refused"):
            click.echo(f"{each.kind} of {each.amount} is {each.state} {each.refusal}".rstrip())


def _fail(message: str) -> NoReturn:
    raise click.ClickException(message)
