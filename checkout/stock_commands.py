"""Commands about stock that is kept by unit: `uv run flask --app app stock-units …`."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from .demo.shop import CODE
from .operations.unit_keeping import NotKeptSo, add_units, keep_by_unit, remove_unit, units_of

SHOP = click.option("--shop", "shop_code", default=CODE, help="Code of the shop.")
WHERE = click.option("--location", "location_code", help="Code of the location, if several.")
SKU = click.argument("sku")

stock_units = AppGroup("stock-units", help="Stock that is kept by unit, with serial numbers.")


@stock_units.command("keep")
@SKU
@WHERE
@SHOP
def keep(sku: str, location_code: str | None, shop_code: str) -> None:
    """Keep the stock of a SKU by unit from now on."""
    with _refusals():
        keep_by_unit(shop_code, sku, location_code)
    click.echo(f"{sku} is kept by unit.")


@stock_units.command("add")
@SKU
@click.argument("serials", nargs=-1, required=True, metavar="SERIAL…")
@WHERE
@SHOP
def add(sku: str, serials: tuple[str, ...], location_code: str | None, shop_code: str) -> None:
    """Put units with serial numbers on the shelf."""
    with _refusals():
        add_units(shop_code, sku, serials, location_code)
    click.echo(f"{len(serials)} of {sku} came in.")


@stock_units.command("remove")
@SKU
@click.argument("serial")
@SHOP
def remove(sku: str, serial: str, shop_code: str) -> None:
    """Take a unit off the shelf that no order has."""
    with _refusals():
        remove_unit(shop_code, sku, serial)
    click.echo(f"{serial} of {sku} is gone.")


@stock_units.command("list")
@SKU
@SHOP
def list_all(sku: str, shop_code: str) -> None:
    """List the units of a SKU: serial number, location, free, held or sold, and the order that has it."""
    for each in units_of(shop_code, sku):
        click.echo(f"{each.serial or '-'} {each.location} {each.state} {each.order}".rstrip())


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except NotKeptSo as refused:
        raise click.ClickException(str(refused)) from None
