"""A development start: everything a newcomer needs in one go."""

import os
import subprocess
import sys

import click

from .config import ROOT, kept_secret, settings
from .demo.shop import CODE, COUPON
from .keys import create_key

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
    worker = subprocess.Popen([sys.executable, "-m", "flask", "--app", "app", "worker"], cwd=ROOT)
    try:
        subprocess.run(_server(port), cwd=ROOT, check=False)  # noqa: S603
    except KeyboardInterrupt:
        pass
    finally:
        worker.terminate()
        worker.wait()


def _server(port: int) -> list[str]:
    serve = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    return [
        *serve,
        "--port",
        str(port),
        "--blocking-threads",
        str(min(4, os.cpu_count() or 1)),
        "app:app",
    ]
