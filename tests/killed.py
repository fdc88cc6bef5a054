"""A process that is killed in the middle of a request to the API, for real: forked, and ended by SIGKILL at a point that is counted.

The points are each statement, each commit and each return of the gateway. `python -m tests.killed` reads one job a line and
says what became of it: "killed", or "survived" when there was no such point any more. It serves a whole test process, for it
takes longer to start than to die.
"""

import atexit
import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from checkout import create_app
from checkout.api import idempotency
from checkout.db import db

ROOT = Path(__file__).resolve().parent.parent
KILLED, SURVIVED = "killed", "survived"


class Victims:
    """Asks for processes of the shop that `environ` configures, which are killed."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = dict(environ)
        self._process = _process()

    def one(
        self,
        point: int,
        request: tuple[str, str, Any],
        headers: Mapping[str, str],
        *,
        apart: bool = False,
    ) -> bool:
        """Whether a process that carries the request out was killed at the point of that number, from 0.

        The request is method, path and body; `apart` has the change and the kept answer committed one after the other.
        """
        job = {"point": point, "request": request, "headers": headers, "apart": apart}
        job |= {"environ": self._environ}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        told = self._process.stdout.readline().strip()
        assert told in {KILLED, SURVIVED}, told
        return told == KILLED


@cache
def _process() -> "subprocess.Popen[str]":
    command, pipes = [sys.executable, "-m", "tests.killed"], subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, stdin=pipes, stdout=pipes, text=True)
    atexit.register(process.communicate, timeout=60)  # which ends it
    return process


def main() -> None:
    environ: dict[str, str] = {}
    for line in sys.stdin:
        job = json.loads(line)
        if job["environ"] != environ:
            environ = job["environ"]
            app = create_app(environ)
            with app.app_context():
                db.engine.dispose()  # what is forked has no connection of its parent's
            gc.collect()
            gc.freeze()  # a page of memory that nobody writes to is not copied
        child = os.fork()
        if child == 0:
            _carry_out(app, job)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        was_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write((KILLED if was_killed else SURVIVED) + "\n")
        sys.stdout.flush()


def _carry_out(app: Flask, job: Any) -> None:
    left = job["point"]

    def point(*_: object) -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", point)
        event.listen(db.engine, "commit", point)
    gateway = app.extensions["gateways"]["test"]
    create = gateway.create

    def watched(attempt: Any) -> Any:
        outcome = create(attempt)
        point()
        return outcome

    gateway.create = watched
    if job["apart"]:
        vars(idempotency)["kept_open"] = nullcontext
    method, path, body = job["request"]
    app.test_client().open(path, method=method, json=body, headers=job["headers"])


if __name__ == "__main__":
    main()
