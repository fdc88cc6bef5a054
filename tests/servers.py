"""The shop as it is served in production: Granian, two processes, on a free port."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90


@dataclass(frozen=True)
class Server:
    """A running server: its base URL, and the file that its log goes to."""

    url: str
    log: Path


@dataclass(frozen=True)
class Served:
    """A shop that is served: `app` looks at the same database from the test's process."""

    app: Flask
    server: Server


@contextmanager
def serving(environ: Mapping[str, str], *, workers: int = 2, threads: int = 4) -> Iterator[Server]:
    """Serves the shop that `environ` configures, ready when the block begins, ended with it."""
    port = free_port()
    log = Path(environ["INSTANCE_PATH"]) / "server.log"
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", str(workers)]
    command += ["--blocking-threads", str(threads), "--workers-kill-timeout", "5", "app:app"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environ}, stdout=out, stderr=out
        )
    server = Server(f"http://127.0.0.1:{port}", log)
    try:
        _wait_for(server, process, workers)
        yield server
    finally:
        process.terminate()
        process.wait(PATIENCE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(server: Server, process: subprocess.Popen[bytes], workers: int) -> None:
    # All of them: a worker that is told to stop before it has started does not hear it.
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if server.log.read_text().count("Started worker-") >= workers and _is_ready(server):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The server did not get ready:\n{server.log.read_text()}")


def _is_ready(server: Server) -> bool:
    try:
        urllib.request.urlopen(f"{server.url}/readyz", timeout=5).close()
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except OSError:
        return False
    return True
