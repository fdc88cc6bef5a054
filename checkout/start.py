"""A development start: everything a newcomer needs in one go."""

import os
import signal
import subprocess
import sys

import click

from .catalog import every_catalog
from .config import ROOT, kept_secret, settings
from .demo.gift_card import GIFT_CARD
from .demo.shop import CODE, COUPON
from .keys import create_key
from .shop_data import complaints

DEVELOPMENT_KEY = "development"


def start() -> None:
    """Prints where the shop is and how to get in, then serves it, with a worker beside it, until interrupted."""
    port = settings().port
    path = settings().instance / "api-key"
    key = kept_secret(path, lambda: create_key(CODE, ["all"], DEVELOPMENT_KEY))
    click.echo(f"Shop      http://127.0.0.1:{port}")
    click.echo(f"API       http://127.0.0.1:{port}/api/docs")
    click.echo(f"API key   {key}")
    click.echo(f"Coupon    {COUPON}")
    click.echo(f"Gift card {GIFT_CARD}")
    for catalog in every_catalog():
        for words in complaints(catalog):
            click.echo(words)
    _run([_worker(), _server(port)])


def _run(commands: list[list[str]]) -> None:
    """Runs the commands beside each other until the last one ends or we are told to stop; none outlives us."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    running = [subprocess.Popen(command, cwd=ROOT) for command in commands]  # noqa: S603
    try:
        running[-1].wait()
    except KeyboardInterrupt:
        pass
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def _worker() -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "app", "worker"]


def _server(port: int) -> list[str]:
    serve = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    return [
        *serve,
        "--port",
        str(port),
        # A worker that is told to stop before it has started never hears it.
        "--workers-kill-timeout",
        "5",
        "--blocking-threads",
        str(min(4, os.cpu_count() or 1)),
        "app:app",
    ]
