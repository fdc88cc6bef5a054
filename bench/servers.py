"""Starting a server of ours, or the floor, on a fresh database, and stopping it."""

import os
import socket
import subprocess
import sys
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
