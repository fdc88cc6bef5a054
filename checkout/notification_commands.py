"""The commands that look after what gateways told and could not be applied."""

import sys

import click

from .operations.parking import NoAnswer, NotParked, parked, replay


@click.group("notifications")
def notifications() -> None:
    """What gateways told by themselves and could not be applied."""


@notifications.command("list")
def list_parked() -> None:
    """List them, oldest first."""
    for row in parked():
        told = f"{row.id}: {row.gateway} {row.type} {row.event_id}"
        click.echo(f"{told}, {row.tries} times since {row.parked_at:%Y-%m-%d %H:%M}, {row.fault}")


@notifications.command("replay")
@click.argument("parked_id", type=click.IntRange(1))
def replay_parked(parked_id: int) -> None:
    """Ask the gateway itself how the payment stands, and settle it."""
    try:
        settlement = replay(parked_id)
    except NotParked:
        click.echo(f"Nothing is parked as {parked_id}.", err=True)
        sys.exit(1)
    except NoAnswer:
        click.echo("The gateway does not say what became of it. Try again later.", err=True)
        sys.exit(1)
    state = f"its payment {settlement.payment_state}"
    click.echo(f"Order {settlement.order_id} is {settlement.order_state}, {state}.")
