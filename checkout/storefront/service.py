"""Delivery, payment, returns and contact, on one page."""

from flask.typing import ResponseReturnValue

from ..catalog import in_language
from ..payments import offered_gateways
from . import visit
from .blueprint import blueprint
from .rendering import page
from .wording import spoken


@blueprint.get("/help")
def show_help() -> ResponseReturnValue:
    """What a shopper may want to know before buying."""
    catalog, locale = visit.catalog(), spoken()
    gateways = offered_gateways()
    return page(
        "help.html",
        shipping=[
            {
                "name": in_language(each.name, locale),
                "price": each.price,
                "first": each.transit_days_min,
                "last": each.transit_days_max,
            }
            for each in catalog.shipping_methods
            if each.producer_id is None
        ],
        ways_to_pay=[
            {
                "name": in_language(each.name, locale),
                "description": in_language(each.description, locale),
            }
            for each in catalog.payment_methods
            if each.is_listed and each.gateway in gateways
        ],
    )
