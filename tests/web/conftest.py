"""A browser on the demo shop, and an eye on the statements a request makes."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from checkout.db import db
from tests.web.browsing import Browser


@pytest.fixture
def visitor(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement the shop sends to its database, for a test to clear and count."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)
