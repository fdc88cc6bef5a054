"""The pages a shopper sees. Each has its own URL, works without JavaScript, and is quicker with it."""

from flask import Flask

from ..operations.mailing import set_writer
from ..operations.new_password import set_password_writer
from . import (
    account,
    address,
    address_book,
    adopt,
    after_payment,
    card_numbers,
    cart,
    catalogue,
    documents,
    errors,
    gift_cards,
    language,
    lookup,
    new_password,
    orders,
    payment,
    review,
    service,
    shipping,
    sign_in,
    withdrawal,
)
from .assets import init_assets
from .blueprint import blueprint
from .environments import init_environments
from .filters import init_filters
from .letters import write_letter, write_password_letter
from .wording import init_wording

#: Each registers its pages with the blueprint as it is imported.
PAGES = (
    *(catalogue, cart, address, shipping, payment, gift_cards, review, orders),
    *(adopt, language, service, errors, sign_in, account, address_book),
    *(lookup, withdrawal, card_numbers, after_payment, documents, new_password),
)


def init_storefront(app: Flask) -> None:
    """Registers the pages, their assets and what their templates use."""
    init_assets(app)
    init_wording(app)
    init_filters(app)
    init_environments(app)
    app.register_blueprint(blueprint)
    set_writer(app, write_letter)
    set_password_writer(app, write_password_letter)
