"""A worker is killed while somebody is hearing of an order: the next one tells them again, under the same id."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from tests.api.client import Program, document
from tests.conftest import Clock, environ_of
from tests.outbox.conftest import Round
from tests.outbox.receiver import Receiver
from tests.servers import ROOT


@pytest.mark.parametrize("engine", ["postgresql"])
def test_what_a_killed_worker_was_at_is_told_again(
    app: Flask, api: Program, receiver: Receiver, work: Round, clock: Clock
) -> None:
    document(api.asks("POST", "/webhooks", {"url": receiver.url}), 201)
    api.buys()  # by the stopped clock, which is behind that of the other process
    folder = Path(app.instance_path)
    environ = environ_of(app.config["SQLALCHEMY_DATABASE_URI"], folder)
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "worker", "--once"],
        cwd=ROOT,
        env={**os.environ, **environ, "PRIVATE_CALLBACKS": "1"},
    )
    receiver.meanwhile = lambda: os.kill(worker.pid, signal.SIGKILL)

    assert worker.wait(60) == -signal.SIGKILL
    receiver.meanwhile = lambda: None
    assert work()["webhooks"] == 0
    clock.instant = clock.instant.replace(year=clock.instant.year + 10)
    work()

    first, second = (headers["webhook-id"] for headers, _ in receiver.heard)
    assert first == second
    assert len(list((folder / "outbox").iterdir())) == 1
