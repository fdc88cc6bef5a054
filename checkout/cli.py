"""The commands: `uv run flask --app app <command>`."""

from typing import NoReturn

import click
from flask import Flask
from flask.cli import AppGroup
from flask_migrate import upgrade

from .config import ROOT
from .demo.shop import make_demo_shop
from .keys import SCOPES, UnknownScope, create_key


def add_commands(app: Flask) -> None:
    """Registers every command of ours."""
    app.cli.add_command(demo)
    app.cli.add_command(api_key)


def migrate_and_fill() -> None:
    """Brings the schema up to date and makes the demo shop if it is not there."""
    upgrade(str(ROOT / "checkout" / "migrations"))
    make_demo_shop()


@click.command("demo")
def demo() -> None:
    """Create the schema and the demo shop; changes nothing when both are there."""
    migrate_and_fill()
    click.echo("The demo shop is ready.")


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
