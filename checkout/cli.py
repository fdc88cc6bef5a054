"""The commands: `uv run flask --app app <command>`."""

import sys
from typing import NoReturn

import click
from flask import Flask
from flask.cli import AppGroup
from flask_migrate import upgrade

from .catalog import every_catalog
from .config import ROOT
from .credit_commands import credit, gift_card
from .custom_commands import custom_schema
from .demo.cloud_shop import make_cloud_shop
from .demo.gift_card import make_demo_gift_card
from .demo.print_dealings import make_print_dealings
from .demo.print_shop import make_print_shop
from .demo.shop import CODE, make_demo_shop
from .doctor import CHECKS, RULES, remarks, violations
from .gateway_commands import test_gateway
from .gateway_data import gateway_complaints
from .keys import SCOPES, UnknownScope, create_key
from .mail_commands import mail
from .notification_commands import notifications
from .operations.stocktaking import change_price, change_stock
from .operations.sweep import sweep
from .order_commands import order
from .shop_data import complaints
from .start import start
from .stock_commands import stock_units
from .webhook_commands import webhook
from .worker import run


def add_commands(app: Flask) -> None:
    """Registers every command of ours."""
    for command in (
        demo,
        start_shop,
        worker,
        doctor,
        set_price,
        set_stock,
        stock_units,
        api_key,
        custom_schema,
        gift_card,
        credit,
        order,
        test_gateway,
        notifications,
        webhook,
        mail,
    ):
        app.cli.add_command(command)


def migrate_and_fill() -> None:
    """Brings the schema up to date and makes the demo shops that are not there."""
    upgrade(str(ROOT / "checkout" / "migrations"))
    make_demo_shop()
    make_print_shop()
    make_print_dealings()
    make_demo_gift_card()
    make_cloud_shop()


@click.command("demo")
def demo() -> None:
    """Create the schema and the demo shop; changes nothing when both are there."""
    migrate_and_fill()
    click.echo("The demo shop is ready.")


@click.command("start")
def start_shop() -> None:
    """Prepare the demo shop if need be, and serve it with a worker beside it."""
    migrate_and_fill()
    start()


@click.command("worker")
@click.option("--once", is_flag=True, help="Do one full round and exit.")
def worker(*, once: bool) -> None:
    """Look after unanswered payments, expired holds and expired carts."""
    if once:
        click.echo(", ".join(f"{what}: {count}" for what, count in sweep().items()))
    else:
        run()


@click.command("doctor")
def doctor() -> None:
    """Check the invariants on the live data; exit with 1 when one is broken."""
    for catalog in every_catalog():
        for words in (*complaints(catalog), *gateway_complaints(catalog)):
            click.echo(words)
    for words in remarks():
        click.echo(words)
    found = list(violations())
    for violation in found:
        click.echo(f"{violation.rule} Broken by row {violation.row}.")
    if found:
        sys.exit(1)
    click.echo(f"{len(RULES) + len(CHECKS)} rules hold.")


@click.command("set-price")
@click.argument("sku")
@click.argument("amount", type=click.IntRange(0))
@click.option("--shop", "shop_code", default=CODE, help="Code of the shop.")
def set_price(sku: str, amount: int, shop_code: str) -> None:
    """Set the price of a SKU, in minor units."""
    if not change_price(shop_code, sku, amount):
        _fail(f"The shop {shop_code} has no SKU {sku}.")
    click.echo(f"{sku} costs {amount} from now on.")


@click.command("set-stock")
@click.argument("sku")
@click.argument("on_hand", type=click.IntRange(0))
@click.option("--location", "location_code", help="Code of the location, if there are several.")
@click.option(
    "--backorder-limit", type=click.IntRange(0), help="How many may be promised beyond them."
)
@click.option("--shop", "shop_code", default=CODE, help="Code of the shop.")
def set_stock(
    sku: str, on_hand: int, location_code: str | None, backorder_limit: int | None, shop_code: str
) -> None:
    """Set how many units of a SKU are on the shelf, those held for open payments included."""
    if not change_stock(shop_code, sku, on_hand, location_code, backorder_limit):
        _fail(
            f"The shop {shop_code} counts no stock of {sku} there, counts it at several locations, "
            f"has promised more than {on_hand}, or keeps it by unit: without backorder, and as "
            "units of which only free ones without a serial number can go."
        )
    click.echo(f"{on_hand} of {sku} are on hand.")


api_key = AppGroup("api-key", help="Keys of programs.")


@api_key.command("create")
@click.option("--shop", "shop_code", required=True, help="Code of the shop.")
@click.option(
    "--scopes", required=True, help=f"all, or a comma-separated list of {', '.join(SCOPES)}"
)
@click.option("--name", default="", help="Who the key is for; shown in the history of orders.")
def create_api_key(shop_code: str, scopes: str, name: str) -> None:
    """Make a key and print it, the only time it can be seen."""
    try:
        key = create_key(shop_code, [each.strip() for each in scopes.split(",")], name)
    except LookupError:
        _fail(f"There is no shop {shop_code}.")
    except UnknownScope as unknown:
        _fail(f"Unknown scope: {unknown}. Known: all, {', '.join(SCOPES)}.")
    click.echo(key)


def _fail(message: str) -> NoReturn:
    raise click.ClickException(message)
