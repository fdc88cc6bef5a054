"""The test gateway under a test's hands: its switches, its ledger, its webhooks; as a process of its own or within the shop's."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from flask import Flask

from checkout.payments import Gateway
from checkout.payments.sandbox import RemoteSandbox, UnrulyGateway
from checkout.payments.sandbox.courier import Courier
from tests.servers import ROOT, free_port

PATIENCE = 60


class Controls(Protocol):
    """What a test does to the test gateway, wherever that runs."""

    @property
    def gateway(self) -> Gateway:
        """The way to it through the protocol."""

    def switch(self, **switches: object) -> None:
        """Sets switches, for example `switch(drop_answers=1)`; the others stay as they are."""

    def calm(self) -> None:
        """Switches every mishap off."""

    def charges(self) -> list[dict[str, Any]]:
        """The gateway's own books: one row for each idempotency key; sums in minor units."""

    def movements(self) -> list[dict[str, Any]]:
        """Captures, releases and refunds, those that were refused included."""


@dataclass(frozen=True)
class InProcess:
    """The test gateway within a shop's process."""

    gateway: UnrulyGateway

    @classmethod
    def of(cls, app: Flask) -> "InProcess":
        return cls(app.extensions["gateways"]["test"])

    def switch(self, **switches: object) -> None:
        self.gateway.switches.set(switches)

    def calm(self) -> None:
        self.gateway.switches.set(CALM)

    def charges(self) -> list[dict[str, Any]]:
        return [asdict(each) for each in self.gateway.ledger.everything()[0]]

    def movements(self) -> list[dict[str, Any]]:
        return [asdict(each) for each in self.gateway.ledger.everything()[1]]

    def courier(self, secret: str, **by: Any) -> Courier:
        """Whoever delivers its webhooks: `deliver()` does one round. `by=post` hands them over in another way."""
        return Courier(self.gateway, secret, **by)


CALM: dict[str, object] = {
    "delay_ms": 0,
    "drop_requests": 0,
    "drop_answers": 0,
    "twice": False,
    "refuse": 0,
    "lie": 0,
    "webhooks": "now",
}


@dataclass(frozen=True)
class OwnProcess:
    """The test gateway as a process of its own at `url`, which is what `TEST_GATEWAY_URL` of a shop wants."""

    url: str
    process: "subprocess.Popen[bytes]"

    @property
    def gateway(self) -> RemoteSandbox:
        return RemoteSandbox(self.url)

    def switch(self, **switches: object) -> None:
        self._asks("PATCH", "/switches", switches)

    def calm(self) -> None:
        self.switch(**CALM)

    def charges(self) -> list[dict[str, Any]]:
        return list(self._asks("GET", "/ledger")["charges"])

    def movements(self) -> list[dict[str, Any]]:
        return list(self._asks("GET", "/ledger")["movements"])

    def kill(self) -> None:
        """Ends it without a word; its ledger stays for the next one in the same folder."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def _asks(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)


@contextmanager
def running_gateway(folder: Path, *, port: int | None = None) -> Iterator[OwnProcess]:
    """Runs it with its ledger in `folder`, ready when the block begins, ended with it."""
    port = port or free_port()
    environ = {"INSTANCE_PATH": str(folder), "SECRET_KEY": "of the test gateway"}
    command = [sys.executable, "-m", "flask", "--app", "app", "test-gateway", "--port", str(port)]
    with (folder / "gateway.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environ}, stdout=log, stderr=log
        )
    running = OwnProcess(f"http://127.0.0.1:{port}", process)
    try:
        _wait_for(running, folder)
        yield running
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_for(running: OwnProcess, folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and running.process.poll() is None:
        try:
            running.charges()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"It did not get ready:\n{(folder / 'gateway.log').read_text()}")
