"""The worker: sweeps what time does to orders, again and again. Several may run."""

import signal
import threading

import structlog

from .config import settings
from .db import db
from .operations.sweep import sweep

log = structlog.get_logger()


def run() -> None:
    """Sweeps until the process is told to stop; a failing round is logged and the next one tried."""
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    while not stop.is_set():
        try:
            done = sweep()
        except Exception:
            log.exception("round_failed")
        else:
            if any(done.values()):
                log.info("swept", **done)
        db.session.remove()
        stop.wait(settings().worker_seconds)
