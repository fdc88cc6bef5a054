"""A shop that tells: its worker in the hands of the test, and a partner's server."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from checkout.operations.sweep import sweep
from tests.api.client import Program
from tests.api.conftest import stranger
from tests.outbox.receiver import Receiver, receiving

__all__ = ["stranger"]

Round = Callable[[], dict[str, int]]


@pytest.fixture
def receiver(app: Flask) -> Iterator[Receiver]:
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(
        settings, private_callbacks=True, public_url="http://localhost"
    )
    with receiving() as found:
        yield found


@pytest.fixture
def api(app: Flask, api_key: str) -> Program:
    return Program(app, api_key)


@pytest.fixture
def work(app: Flask) -> Round:
    """One round of the worker."""

    def once() -> dict[str, int]:
        with app.app_context():
            return sweep()

    return once
