"""Commands about gift cards and store credit."""

from datetime import UTC, datetime, timedelta
from typing import NoReturn

import click
from flask.cli import AppGroup
from sqlalchemy import select

from .clock import zone_named
from .db import read
from .models import Shop
from .operations import CustomerNotFound, Grant, Invalid, grant_credit, issue_gift_card

ACTOR = "command"
AMOUNT = click.IntRange(1, 10**12)

gift_card = AppGroup("gift-card", help="Gift cards.")
credit = AppGroup("credit", help="Store credit of customers.")


@gift_card.command("issue")
@click.option("--shop", "shop_code", required=True, help="Code of the shop.")
@click.option("--amount", type=AMOUNT, required=True, help="Minor units.")
@click.option("--currency", default="", help="ISO 4217; without it the shop's own.")
@click.option(
    "--expires", type=click.DateTime(["%Y-%m-%d"]), help="The last day it counts, as 2027-12-31."
)
def issue(shop_code: str, amount: int, currency: str, expires: datetime | None) -> None:
    """Make a gift card and print its code, the only time it can be seen."""
    try:
        ends = None if expires is None else _end_of(expires, shop_code)
        public_id, code = issue_gift_card(shop_code, Grant(amount, ACTOR, currency), ends)
    except (LookupError, Invalid) as error:
        _fail(shop_code, error)
    click.echo(f"Gift card {public_id}:")
    click.echo(code)


@credit.command("grant")
@click.option("--shop", "shop_code", required=True, help="Code of the shop.")
@click.option("--customer", required=True, help="Opaque id of the customer.")
@click.option("--amount", type=AMOUNT, required=True, help="Minor units.")
@click.option("--currency", default="", help="ISO 4217; without it the shop's own.")
@click.option("--note", default="", help="Why, for the ledger.")
def grant(shop_code: str, customer: str, amount: int, currency: str, note: str) -> None:
    """Give a customer store credit."""
    try:
        grant_credit(shop_code, customer, Grant(amount, ACTOR, currency, note))
    except CustomerNotFound:
        raise click.ClickException(f"The shop {shop_code} has no customer {customer}.") from None
    except (LookupError, Invalid) as error:
        _fail(shop_code, error)
    click.echo(f"{customer} has {amount} more.")


def _end_of(day: datetime, shop_code: str) -> datetime:
    """The end of a day where the shop is."""
    rows = read(select(Shop.time_zone).where(Shop.code == shop_code))
    if not rows:
        raise LookupError(shop_code)
    next_day = day.date() + timedelta(days=1)
    start = datetime(next_day.year, next_day.month, next_day.day, tzinfo=zone_named(rows[0][0]))
    return start.astimezone(UTC)


def _fail(shop_code: str, error: LookupError | Invalid) -> NoReturn:
    if isinstance(error, Invalid):
        fault = error.faults[0]
        raise click.ClickException(fault.message % dict(fault.params)) from None
    raise click.ClickException(f"There is no shop {shop_code}.") from None
