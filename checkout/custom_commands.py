"""The commands for custom fields: `uv run flask --app app custom-schema …`."""

import json
from typing import IO

import click
from flask.cli import AppGroup

from .catalog import NoSuchShop, catalog_of, shop_version
from .custom import is_usable
from .models.custom import ENTITIES
from .operations import Invalid
from .operations.schemas import remove_schema, set_schema

SHOP = click.option("--shop", "shop_code", required=True, help="Code of the shop.")
ENTITY = click.option("--entity", required=True, type=click.Choice(ENTITIES))
NAME = click.option("--name", required=True, help="What programs call the data by.")

custom_schema = AppGroup("custom-schema", help="JSON Schemas for extra data.")


@custom_schema.command("set")
@SHOP
@ENTITY
@NAME
@click.option("--required", is_flag=True, help="Place no order without such data.")
@click.argument("file", type=click.File(encoding="utf-8"))
def set_one(shop_code: str, entity: str, name: str, file: IO[str], *, required: bool) -> None:
    """Make the JSON Schema in FILE (- is standard input) the one of that name."""
    try:
        set_schema(shop_code, entity, name, json.load(file), is_required=required)
    except ValueError as error:
        raise click.ClickException(f"This is no JSON: {error}.") from None
    except LookupError:
        raise click.ClickException(f"There is no shop {shop_code}.") from None
    except Invalid as invalid:
        words = " ".join(each.message % dict(each.params) for each in invalid.faults)
        raise click.ClickException(words) from None
    click.echo(f"{entity} {name} is set.")


@custom_schema.command("list")
@SHOP
def list_all(shop_code: str) -> None:
    """List the shop's schemas: entity, name, and what is to be known of them."""
    try:
        catalog = catalog_of(shop_code, shop_version(shop_code))
    except NoSuchShop:
        raise click.ClickException(f"There is no shop {shop_code}.") from None
    for each in catalog.custom_schemas:
        notes = ["required"] if each.is_required else []
        notes += [] if is_usable(each.schema) else ["broken"]
        click.echo(" ".join([each.entity, each.name, *notes]))


@custom_schema.command("remove")
@SHOP
@ENTITY
@NAME
def remove(shop_code: str, entity: str, name: str) -> None:
    """Take a schema away; data that was stored under it stays."""
    if not remove_schema(shop_code, entity, name):
        raise click.ClickException(f"The shop {shop_code} has no schema {entity} {name}.")
    click.echo(f"{entity} {name} is gone.")
