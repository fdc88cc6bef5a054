"""Partners of the demo shops, each with a key of their own shop."""

from collections.abc import Callable

import pytest
from flask import Flask

from checkout.keys import create_key
from tests.contracts.partner import Partner

PartnerMaker = Callable[..., Partner]


@pytest.fixture
def partner_of(app: Flask) -> PartnerMaker:
    """Makes a partner of a shop, with every scope or only some."""

    def make(shop: str, *scopes: str) -> Partner:
        with app.app_context():
            return Partner(app, create_key(shop, list(scopes) or ["all"], f"{shop} partner"))

    return make
