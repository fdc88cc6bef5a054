"""Programs at the door of the demo shop, and of another one."""

from collections.abc import Callable

import pytest
from flask import Flask

from checkout.db import db, unit_of_work
from checkout.keys import create_key
from checkout.models import PaymentMethod, Shop
from tests.api.client import Program

ProgramMaker = Callable[..., Program]


@pytest.fixture
def api(app: Flask, api_key: str) -> Program:
    """A program of the demo shop that may do everything."""
    return Program(app, api_key)


@pytest.fixture
def program_with(app: Flask) -> ProgramMaker:
    """Makes a program with certain scopes only."""

    def make(*scopes: str) -> Program:
        with app.app_context():
            return Program(app, create_key("demo", list(scopes), "narrow"))

    return make


@pytest.fixture
def stranger(app: Flask) -> Program:
    """A program of another shop that may do everything there."""
    with app.app_context():
        _open_another_shop()
        return Program(app, create_key("other", ["all"], "stranger"))


@unit_of_work
def _open_another_shop() -> None:
    shop = Shop(
        code="other",
        name="Another shop",
        currency="CHF",
        countries=["CH"],
        locale="de",
        prices_include_tax=True,
        tax_rate=810,
        time_zone="Europe/Zurich",
        cutoff_hour=12,
        contact_email="help@other.example",
        contact_phone="+41 44 000 00 00",
    )
    db.session.add(shop)
    db.session.flush()
    invoice = PaymentMethod(
        shop_id=shop.id,
        code="invoice",
        gateway="offline",
        name={"de": "Rechnung"},
        description={"de": ""},
        position=0,
    )
    db.session.add(invoice)
