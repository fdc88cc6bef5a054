"""What this browser is doing here: its shop, its cart, who is signed in, and the orders it may see in full.

Kept in the signed cookie. A browser that says someone is signed in is believed only after the database said so, too:
when the password has changed since, it forgets everything, their cart included.
"""

from flask import g, request, session

from ..catalog import Catalog, catalog_of, shop_code_for
from ..config import settings
from ..models import Customer, Order
from ..operations import (
    KnownCustomer,
    OrderNotFound,
    OrderRef,
    SignedIn,
    attach_cart,
    cart_at_sign_in,
    find_book_of,
    find_order,
    find_signed_in,
    merge_carts,
    newest_cart,
)
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


def customer() -> Customer | None:
    """Who is signed in at this browser. One statement per request, none for a guest."""
    claim = session.get("customer")
    if claim is None:
        return None
    if "customer" not in g:
        g.customer = find_signed_in(shop_code(), claim["id"], claim["stamp"])
        if g.customer is None:
            sign_out()
    found: Customer | None = g.customer
    return found


def customer_id() -> int | None:
    """Who is signed in, by id. No statement for a guest, or when the order that was read is theirs; else one."""
    claim, owner = session.get("customer"), g.get("owner")
    if claim and owner and (owner.public_id, owner.stamp) == (claim["id"], claim["stamp"]):
        known: int = owner.id
        return known
    person = customer()
    return person.id if person else None


def book() -> KnownCustomer | None:
    """Who is signed in, with their address book. One statement, none for a guest."""
    claim = session.get("customer")
    if claim is None:
        return None
    found = find_book_of(shop_code(), claim["id"], claim["stamp"])
    if found is None:
        sign_out()
    return found


def sign_in(signed: SignedIn) -> int:
    """Makes the session that customer's: a new one that takes only language and cart along.

    How many lines came into the cart from others of theirs.
    """
    ref, code = cart_ref(), shop_code()
    sign_out()
    session.permanent = True
    session["shop"] = code
    remember(signed)
    standing = cart_at_sign_in(ref, code, signed.customer_id)
    if standing is None:
        return 0
    cart = OrderRef(standing.catalog.shop.code, token=standing.order.token)
    standing, added = merge_carts(cart, signed.customer_id)
    keep_cart(standing)
    session["added"] = added
    return added


def remember(signed: SignedIn) -> None:
    """Notes who is signed in from here on."""
    session["customer"] = {"id": signed.public_id, "stamp": signed.stamp}
    g.pop("customer", None)


def sign_out() -> None:
    """The session begins anew; of the old one only the language is left."""
    language = session.get("language")
    session.clear()
    if language is not None:
        session["language"] = language


def cart_ref() -> OrderRef | None:
    """The cart of this browser."""
    customer()  # whoever is signed out elsewhere has no cart here either
    token = session.get("cart")
    return OrderRef(shop_code(), token=token) if token else None


def cart() -> Standing | None:
    """The cart of this browser as it stands. One statement; none when there is no cart."""
    token = session.get("cart")
    if not token:
        return None
    try:
        standing = read(OrderRef(shop_code(), token=token))
    except OrderNotFound:
        leave_cart()
        return None
    was_signed_in, person = "customer" in session, customer_id()
    if was_signed_in and person is None:  # signed out elsewhere: then there is no cart here either
        return None
    if standing.order.state in OVER:
        leave_cart()
        return _other_cart(person)
    return standing


def _other_cart(person: int | None) -> Standing | None:
    """Where what was in a cart that is over has gone: into another of the customer's, in another browser."""
    standing = newest_cart(shop_code(), person) if person is not None else None
    if standing is not None:
        keep_cart(standing)
    return standing


def read(ref: OrderRef) -> Standing:
    """The order as it stands, whose shop is from now on that of the request. Raises `OrderNotFound`."""
    standing = find_order(ref)
    g.catalog, g.owner = standing.catalog, standing.customer
    return standing


def own_cart(standing: Standing) -> None:
    """Makes a new cart this browser's, and that of the customer who is signed in."""
    person = customer_id()
    if person is not None and standing.order.customer_id is None:
        ref = OrderRef(standing.catalog.shop.code, token=standing.order.token)
        standing = attach_cart(ref, person) or standing
    keep_cart(standing)


def keep_cart(standing: Standing) -> None:
    """Makes an open order this browser's cart. Who is signed in at another shop is not signed in at this one."""
    session.permanent = True
    if session.get("shop") != standing.catalog.shop.code:
        session.pop("customer", None)
    session["cart"] = standing.order.token
    session["shop"] = standing.catalog.shop.code
    session["count"] = sum(line.quantity for line in standing.order.lines)
    g.catalog = standing.catalog


def enter_shop(code: str) -> None:
    """Makes a shop this browser's. Who is signed in at another one, and a cart there, are not taken along."""
    if session.get("shop") not in {None, code}:
        session.pop("customer", None)
        leave_cart()
    session["shop"] = code


def leave_cart() -> None:
    """The browser has no cart any more."""
    session.pop("cart", None)
    session.pop("count", None)


def told_of_added() -> int:
    """How many lines came into the cart from another at sign-in; told once."""
    added: int = session.pop("added", 0)
    return added


def keep_order(order: Order) -> None:
    """Lets this browser see the order in full, and empties its cart if the order was it."""
    session.permanent = True
    others = [token for token in kept_orders() if token != order.token]
    session["orders"] = [*others, order.token][-REMEMBERED:]
    session["shop"] = session.get("shop") or catalog().shop.code
    if session.get("cart") == order.token:
        leave_cart()


def may_see(order: Order) -> bool:
    """Whether the order is the customer's who is signed in, or this browser placed it or knew its e-mail address."""
    person = customer_id()
    if person is not None and order.customer_id == person:
        return True
    return order.token in kept_orders() or is_cart(order.token)


def is_cart(token: str) -> bool:
    """Whether the order with that token is this browser's cart."""
    return token == session.get("cart")


def kept_orders() -> list[str]:
    """The tokens of the orders this browser may see in full, the latest at the end."""
    tokens: list[str] = session.get("orders", [])
    return tokens


def last_order() -> str | None:
    """The token of the order this browser placed last."""
    orders = kept_orders()
    return orders[-1] if orders else None
