"""Partners of the demo shops, each with a key of their own shop."""

from collections.abc import Callable

import pytest
from flask import Flask

from checkout.keys import create_key
from tests.contracts import sylius_client
from tests.contracts.partner import Partner
from tests.contracts.summary_client import PrintPartner

PartnerMaker = Callable[..., Partner]


@pytest.fixture
def partner_of(app: Flask) -> PartnerMaker:
    """Makes a partner of a shop, with every scope or only some."""

    def make(shop: str, *scopes: str) -> Partner:
        with app.app_context():
            return Partner(app, create_key(shop, list(scopes) or ["all"], f"{shop} partner"))

    return make


@pytest.fixture(params=["form", "json"])
def partner(app: Flask, api_key: str, request: pytest.FixtureRequest) -> sylius_client.Partner:
    """A partner at the step-by-step contract who may do everything, once with form fields and once with JSON."""
    return sylius_client.Partner(app, api_key, request.param)


@pytest.fixture
def sylius(app: Flask, api_key: str) -> sylius_client.Partner:
    """The same, with JSON only."""
    return sylius_client.Partner(app, api_key, "json")


@pytest.fixture
def printer(app: Flask, partner_of: PartnerMaker) -> PrintPartner:
    """A partner of the shop `print`."""
    return PrintPartner(app, partner_of("print"))
