"""The command that runs the test gateway as a process of its own."""

import click

from .gateway_process import create_gateway_app
from .payments.sandbox.server import serve


@click.command("test-gateway")
@click.option("--port", type=click.IntRange(1, 65535), default=5001, help="Where it listens.")
@click.option("--webhook-url", default="", help="Where it sends its webhooks to.")
def test_gateway(port: int, webhook_url: str) -> None:
    """Run the test gateway on 127.0.0.1 with a ledger and switches of its own; shops use it by TEST_GATEWAY_URL."""
    origin = f"http://127.0.0.1:{port}"
    app, gateway, secret = create_gateway_app(origin)
    if webhook_url:
        gateway.switches.set({"webhook_url": webhook_url})
    click.echo(f"Test gateway {origin}")
    serve(app, gateway, port, secret)
