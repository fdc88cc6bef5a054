"""Links that bring something to this browser: a checkout that a program began, an order from a letter."""

from flask import abort, url_for
from flask.typing import ResponseReturnValue

from ..links import read_continuation, read_order_link
from ..operations import OrderRef
from . import flow, visit
from .blueprint import blueprint
from .rendering import go
from .wording import speak


@blueprint.get("/checkout/continue/<signed>")
def continue_checkout(signed: str) -> ResponseReturnValue:
    """Makes the checkout of a signed link this browser's cart, and goes to its first unmet step."""
    public_id = read_continuation(signed)
    if public_id is None:
        abort(410)
    standing = visit.read(OrderRef(visit.catalog().shop.code, public_id=public_id))
    order = standing.order
    if order.state in visit.OVER:
        abort(410)
    if order.state == "placed":
        return go(url_for(".show_order", token=order.token))
    visit.keep_cart(standing)
    speak(order.locale[:2])
    return go(flow.entry_url(standing))


@blueprint.get("/orders/open/<signed>")
def open_from_letter(signed: str) -> ResponseReturnValue:
    """The order of a letter's link: this browser may see it in full from here on."""
    named = read_order_link(signed)
    if named is None:
        return go(url_for(".show_lookup"))
    shop_code, public_id = named
    standing = visit.read(OrderRef(shop_code, public_id=public_id))
    order = standing.order
    if order.state == "open":
        visit.keep_cart(standing)
    else:
        visit.enter_shop(shop_code)
        visit.keep_order(order)
    speak(order.locale[:2])
    return go(url_for(".show_order", token=order.token))
