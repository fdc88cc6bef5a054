"""The processes of a shop that is really served: forked when they are asked for, and killed, stopped and woken by their numbers.

A process that has threads is not forked, and the clients of a history are threads. So one process without any is forked
first, and forks the others for whoever asks.
"""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from ctypes import c_longlong
from datetime import datetime, timedelta
from multiprocessing.sharedctypes import RawValue
from pathlib import Path

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from checkout import worker
from checkout.gateway_process import create_gateway_app
from checkout.payments.sandbox.server import serve
from tests.conftest import Clock

Role = Callable[[], None]
CHUNK = 1 << 16


class SharedClock(Clock):
    """A stopped clock that all the processes forked from here read; whoever moves it moves it for all."""

    def __init__(self) -> None:
        self._seconds = RawValue(c_longlong, 0)
        self._began = Clock().instant

    @property
    def instant(self) -> datetime:
        """What it shows."""
        return self._began + timedelta(seconds=self._seconds.value)

    @instant.setter
    def instant(self, shown: datetime) -> None:
        self._seconds.value = int((shown - self._began).total_seconds())


class House:
    """Starts processes by role, each of them single and able to die."""

    def __init__(self, roles: dict[str, Role]) -> None:
        self._asking, answering = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            self._asking.close()
            _forks_when_asked(answering, roles)
        answering.close()
        self._answers = self._asking.makefile("r")
        self.running: dict[str, list[int]] = {role: [] for role in roles}

    def starts(self, role: str) -> int:
        """One more process of that role, by its number."""
        self._asking.sendall(f"{role}\n".encode())
        pid = int(self._answers.readline())
        self.running[role].append(pid)
        return pid

    def kills(self, role: str, number: int = 0) -> int:
        """Ends one of that role as `kill -9` does; its number."""
        pid = self.running[role].pop(number)
        os.kill(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):  # until what it held is free
            while True:
                os.kill(pid, 0)
                time.sleep(0.001)
        return pid

    def close(self) -> None:
        """Nobody is left."""
        self._answers.close()
        self._asking.close()
        os.waitpid(self.pid, 0)


def _forks_when_asked(asked: socket.socket, roles: dict[str, Role]) -> None:
    """What that process does until nobody can ask it any more; nothing that it has started outlives it."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    started = []
    for role in asked.makefile("r"):
        pid = os.fork()
        if pid == 0:
            asked.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            with suppress(BaseException):
                roles[role.strip()]()
            os._exit(0)
        started.append(pid)
        asked.sendall(f"{pid}\n".encode())
    for pid in started:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os._exit(0)


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Says nothing."""


def serving_app(app: Flask, at: socket.socket) -> Role:
    """An app process: several of them take connections from the same socket, with a thread for each request."""
    return lambda: make_server(
        "127.0.0.1", 0, app, threaded=True, request_handler=_Quiet, fd=at.fileno()
    ).serve_forever()


def working(app: Flask) -> Role:
    """The worker as it is in production."""

    def role() -> None:
        with app.app_context():
            worker.run()

    return role


def keeping_the_ledger(environ: dict[str, str], port: int) -> Role:
    """The test gateway at that port, with its ledger in the instance folder of `environ`."""

    def role() -> None:
        origin = f"http://127.0.0.1:{port}"
        app, gateway, secret = create_gateway_app(origin, environ)
        logging.getLogger("werkzeug").setLevel(logging.CRITICAL)  # else it tells every request
        serve(app, gateway, port, secret)

    return role


def carrying(at: socket.socket, to: Path) -> Role:
    """The line to a database: stopped, nothing comes through; killed, every connection breaks."""

    def role() -> None:
        while True:
            near, _ = at.accept()
            far = socket.socket(socket.AF_UNIX)
            far.connect(str(to))
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=_pump, args=(source, sink), daemon=True).start()

    return role


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(CHUNK):
            sink.sendall(data)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
