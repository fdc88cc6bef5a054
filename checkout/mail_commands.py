"""Commands about letters: `uv run flask --app app mail …`."""

import click
from flask.cli import AppGroup

from .operations.mailing import switch_mails, write_again

SHOP = click.option("--shop", "shop_code", required=True, help="Code of the shop.")

mail = AppGroup("mail", help="Letters to those who order.")


@mail.command("retry")
@SHOP
@click.option("--order", "number", help="Number of an order.")
def retry(shop_code: str, number: str | None) -> None:
    """Send letters again that were given up."""
    click.echo(f"{write_again(shop_code, number)} letters are due.")


@mail.command("on")
@SHOP
def switch_on(shop_code: str) -> None:
    """Write to those who order, from now on."""
    _switch(shop_code, on=True)


@mail.command("off")
@SHOP
def switch_off(shop_code: str) -> None:
    """Write to nobody any more."""
    _switch(shop_code, on=False)


def _switch(shop_code: str, *, on: bool) -> None:
    if not switch_mails(shop_code, on=on):
        raise click.ClickException(f"There is no shop {shop_code}.")
    click.echo(f"{shop_code} writes {'again' if on else 'to nobody'}.")
