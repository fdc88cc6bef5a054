"""The start command: a shop that can be used, and nothing left behind when it is told to stop."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.conftest import environ_of
from tests.servers import ROOT, free_port

PATIENCE = 60


def test_the_shop_starts_and_stops_as_a_whole(tmp_path: Path) -> None:
    port = free_port()
    environ = environ_of(f"sqlite:///{tmp_path / 'checkout.sqlite'}", tmp_path)
    with subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "start"],
        cwd=ROOT,
        env={**os.environ, **environ, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        ready = _answers(f"http://127.0.0.1:{port}/readyz", wanted=True)
        process.send_signal(signal.SIGTERM)
        told, _ = process.communicate(timeout=PATIENCE)

    assert ready
    assert not _answers(f"http://127.0.0.1:{port}/readyz", wanted=False)
    assert f"http://127.0.0.1:{port}" in told
    assert (tmp_path / "api-key").read_text() in told
    assert "WELCOME10" in told
    assert "GIFT-DEMO-2500" in told


def _answers(url: str, *, wanted: bool) -> bool:
    """Whether something answers there, once it does as wanted or patience has run out."""
    answered = not wanted
    deadline = time.monotonic() + PATIENCE
    while answered != wanted and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            answered = True
        except (urllib.error.URLError, ConnectionError):
            answered = False
        if answered != wanted:
            time.sleep(0.2)
    return answered
