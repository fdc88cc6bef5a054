"""What this browser is doing here: its shop, its cart, and the orders it may see in full. Kept in the signed cookie."""

from flask import g, request, session

from ..catalog import Catalog, catalog_of, shop_code_for
from ..config import settings
from ..models import Order
from ..operations import OrderNotFound, OrderRef, find_order
from ..standing import Standing

#: A browser remembers its latest orders; older ones ask for the order's e-mail address.
REMEMBERED = 10
OVER = {"cancelled", "expired"}


def catalog() -> Catalog:
    """The catalogue of the shop this request is for; the host decides. One statement per request."""
    if "catalog" not in g:
        host = request.host.partition(":")[0].lower()
        g.catalog = catalog_of(*shop_code_for(host, settings().default_shop))
    found: Catalog = g.catalog
    return found


def shop_code() -> str:
    """The code of this request's shop; a browser with a cart or an order carries it along."""
    return str(session.get("shop") or catalog().shop.code)


def cart_ref() -> OrderRef | None:
    """The cart of this browser."""
    token = session.get("cart")
    return OrderRef(shop_code(), token=token) if token else None


def cart() -> Standing | None:
    """The cart of this browser as it stands. One statement; none when there is no cart."""
    ref = cart_ref()
    if ref is None:
        return None
    try:
        standing = read(ref)
    except OrderNotFound:
        leave_cart()
        return None
    if standing.order.state in OVER:
        leave_cart()
        return None
    return standing


def read(ref: OrderRef) -> Standing:
    """The order as it stands, whose shop is from now on that of the request. Raises `OrderNotFound`."""
    standing = find_order(ref)
    g.catalog = standing.catalog
    return standing


def keep_cart(standing: Standing) -> None:
    """Makes an open order this browser's cart."""
    session.permanent = True
    session["cart"] = standing.order.token
    session["shop"] = standing.catalog.shop.code
    session["count"] = sum(line.quantity for line in standing.order.lines)
    g.catalog = standing.catalog


def leave_cart() -> None:
    """The browser has no cart any more."""
    session.pop("cart", None)
    session.pop("count", None)


def keep_order(order: Order) -> None:
    """Lets this browser see the order in full, and empties its cart if the order was it."""
    session.permanent = True
    others = [token for token in session.get("orders", []) if token != order.token]
    session["orders"] = [*others, order.token][-REMEMBERED:]
    session["shop"] = session.get("shop") or catalog().shop.code
    if session.get("cart") == order.token:
        leave_cart()


def may_see(order: Order) -> bool:
    """Whether this browser placed the order, or knew its e-mail address."""
    return order.token in session.get("orders", []) or order.token == session.get("cart")


def last_order() -> str | None:
    """The token of the order this browser placed last."""
    orders = session.get("orders") or [None]
    token: str | None = orders[-1]
    return token
