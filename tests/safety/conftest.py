"""Two strangers, two shops."""

import pytest
from flask import Flask
from sqlalchemy import select

from checkout.db import db, unit_of_work
from checkout.keys import create_key
from checkout.models import Shop
from tests.guest import Guest


@pytest.fixture
def ada(app: Flask) -> Guest:
    return Guest(app.test_client())


@pytest.fixture
def mallory(app: Flask) -> Guest:
    return Guest(app.test_client())


@pytest.fixture
def foreign_key(app: Flask) -> str:
    """A key of another shop that may do everything there."""
    with app.app_context():
        _open_another_shop()
        return create_key("other", ["all"])


@unit_of_work
def _open_another_shop() -> None:
    demo = db.session.scalars(select(Shop).where(Shop.code == "demo")).one()
    facts = {
        column.key: getattr(demo, column.key)
        for column in Shop.__mapper__.column_attrs
        if column.key not in {"id", "code"}
    }
    db.session.add(Shop(code="other", **facts))
