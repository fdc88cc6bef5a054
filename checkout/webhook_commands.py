"""Commands about webhooks: `uv run flask --app app webhook …`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from .models import WebhookSubscription
from .operations import Invalid
from .operations.addressing import EVERYTHING
from .operations.outbox import EVENTS
from .operations.replay import Wanted, replay
from .operations.webhooks import (
    WebhookChanges,
    WebhookNotFound,
    add_webhook,
    change_webhook,
    remove_webhook,
    rotate_secret,
    webhooks_of,
)

SHOP = click.option("--shop", "shop_code", required=True, help="Code of the shop.")
ID = click.argument("public_id", metavar="ID")

webhook = AppGroup("webhook", help="Addresses that are told what happens to orders.")


@webhook.command("add")
@SHOP
@click.option("--event", "events", multiple=True, type=click.Choice(EVENTS))
@click.option("--name", default="", help="For people.")
@click.argument("url")
def add(shop_code: str, events: tuple[str, ...], name: str, url: str) -> None:
    """Add an address and print its secret, the only time it can be seen."""
    with _refusals(shop_code):
        wanted = WebhookChanges(url, events or (EVERYTHING,), name)
        added, secret = add_webhook(shop_code, wanted)
        click.echo(f"Webhook {added.public_id}:")
        click.echo(secret)


@webhook.command("list")
@SHOP
def list_all(shop_code: str) -> None:
    """List the shop's webhooks: id, address, events, and how each does."""
    for each in webhooks_of(shop_code):
        click.echo(" ".join([each.public_id, each.url, ",".join(each.events), _how(each)]))


@webhook.command("rotate")
@SHOP
@ID
def rotate(shop_code: str, public_id: str) -> None:
    """Make a new secret and print it; for a day what is sent is signed with both."""
    with _refusals(shop_code):
        click.echo(rotate_secret(shop_code, public_id)[1])


@webhook.command("pause")
@SHOP
@ID
def pause(shop_code: str, public_id: str) -> None:
    """Send nothing any more."""
    _switch(shop_code, public_id, is_active=False)


@webhook.command("resume")
@SHOP
@ID
def resume(shop_code: str, public_id: str) -> None:
    """Send again what happens from now on."""
    _switch(shop_code, public_id, is_active=True)


@webhook.command("remove")
@SHOP
@ID
def remove(shop_code: str, public_id: str) -> None:
    """Take a webhook away with everything that waits for it."""
    with _refusals(shop_code):
        click.echo(f"{remove_webhook(shop_code, public_id).public_id} is gone.")


@webhook.command("replay")
@SHOP
@ID
@click.option("--order", "number", help="Number of an order.")
@click.option("--since", type=click.DateTime(), help="UTC, as 2026-11-21T09:30:00.")
@click.option("--all", "taken_as_well", is_flag=True, help="Also what was taken already.")
def replay_messages(
    shop_code: str,
    public_id: str,
    number: str | None,
    since: datetime | None,
    *,
    taken_as_well: bool,
) -> None:
    """Send messages again, under their old ids."""
    begins = since.replace(tzinfo=UTC) if since else None
    with _refusals(shop_code):
        count = replay(shop_code, public_id, Wanted(number, begins, taken_as_well))
        click.echo(f"{count} messages are due.")


def _switch(shop_code: str, public_id: str, *, is_active: bool) -> None:
    with _refusals(shop_code):
        changed = change_webhook(shop_code, public_id, WebhookChanges(is_active=is_active))
        click.echo(f"{public_id} is {_how(changed)}.")


def _how(each: WebhookSubscription) -> str:
    return each.disabled_why or (f"failing ({each.failures})" if each.failures else "active")


@contextmanager
def _refusals(shop_code: str) -> Iterator[None]:
    try:
        yield
    except WebhookNotFound:
        raise click.ClickException(f"The shop {shop_code} has no such webhook.") from None
    except LookupError:
        raise click.ClickException(f"There is no shop {shop_code}.") from None
    except Invalid as invalid:
        words = " ".join(each.message % dict(each.params) for each in invalid.faults)
        raise click.ClickException(words) from None
