"""Orders as partners work with them: begun, read, enriched and placed, given their data, and dealt with."""

from dataclasses import replace

from flask import Response, request
from pydantic_core import to_json

from ...callers import Caller
from ...config import settings
from ...operations import (
    Changes,
    NewOrder,
    OrderClosed,
    OrderRef,
    PlaceWish,
    StaleVersion,
    TotalChanged,
    Unmet,
    acknowledge,
    acknowledged_events,
    draft_order,
    find_order,
    open_order,
    open_reported_order,
    place_changed,
    preview_order,
    receive_data,
    takes_data,
)
from ...operations.records import NOTHING, records_of
from ...outgoing import fault_in
from ...standing import Standing
from .carts import is_same, subcarts_of
from .errors import CANCELED, NO_DATA, NOT_TEMPORARY, OTHER_CART, TOO_MANY, Refused
from .payloads import keep_payload
from .reading import (
    MOST_SUBCARTS,
    CheckoutData,
    PartialOrder,
    SentCart,
    StatusEntry,
    order_id_of,
    read,
)
from .translating import (
    checkout_changes,
    language_of,
    new_changes,
    wishes_at,
    wishes_for_the_rest,
)
from .writing import order_document

SOURCE = "photo_order"
#: how often an order may change under a checkout before it counts as another cart
ATTEMPTS = 5


def create_order(caller: Caller) -> Response:
    """A temporary order: what the partner knows of it so far."""
    sent, document = read(PartialOrder, request)
    _check_url(sent.order_url)
    locale = language_of(sent.locale, caller)
    new = NewOrder(caller.shop_code, SOURCE, locale, new_changes(sent, document))
    draft = draft_order(new)
    _check_subcarts(sent.cart, draft)
    wishes = wishes_at(sent.cart, draft)
    if wishes:
        new = replace(new, changes=replace(new.changes, shipments=wishes))
    if sent.order_url is None:
        standing = open_order(new.shop_code, new.source, new.locale, new.changes)
    else:
        standing = open_reported_order(new, sent.order_url, SOURCE)
    return _answer(order_document(standing))


def read_order(caller: Caller, orderId: str) -> Response:  # noqa: N803 (the document's name)
    """The order as it is."""
    standing = find_order(_ref(caller, orderId))
    if standing.order.state == "cancelled":
        raise Refused(410, CANCELED)
    return _answer(_whole(standing))


def checkout_order(caller: Caller, orderId: str) -> Response:  # noqa: N803
    """Enriches a temporary order and places it by invoice."""
    ref = _ref(caller, orderId)
    find_order(ref)
    sent, document = read(CheckoutData, request)
    for _ in range(ATTEMPTS):
        standing = find_order(ref)
        changes = checkout_changes(sent, document, standing, caller)
        try:
            if _is_placed(ref, sent, changes, standing.order.version, caller):
                return _answer(_whole(find_order(ref)))
        except OrderClosed:
            raise Refused(409, NOT_TEMPORARY) from None
        except StaleVersion:
            continue
    raise Refused(409, OTHER_CART, "The order changed again and again meanwhile.")


def receive_payload(caller: Caller, orderId: str) -> Response:  # noqa: N803
    """Keeps the data an order is made from, and sends it to production once it is placed."""
    ref = _ref(caller, orderId)
    if not takes_data(find_order(ref).order):
        raise Refused(409, NO_DATA)
    kept = keep_payload(request, settings())
    try:
        receive_data(ref, kept, caller.name)
    except OrderClosed:
        raise Refused(409, NO_DATA) from None
    return _answer(_whole(find_order(ref)))


def acknowledge_status(caller: Caller, orderId: str) -> Response:  # noqa: N803
    """Somebody has dealt with an entry of the order's history."""
    ref = _ref(caller, orderId)
    find_order(ref)
    entry, _ = read(StatusEntry, request)
    acknowledge(ref, entry.id, caller.name)
    return Response(status=200, content_type="application/json")


def document_of(ref: OrderRef) -> bytes:
    """The order as its partner is called back with it."""
    return to_json(_whole(find_order(ref)))


def _ref(caller: Caller, order_id: str) -> OrderRef:
    return OrderRef(caller.shop_code, id=order_id_of(order_id))


def _whole(standing: Standing) -> dict[str, object]:
    order = standing.order
    if order.state == "open":
        return order_document(standing)
    records = records_of([order.id]).get(order.id, NOTHING)
    return order_document(standing, records, acknowledged_events(order.id))


def _answer(document: dict[str, object]) -> Response:
    return Response(to_json(document), content_type="application/json")


def _is_placed(
    ref: OrderRef, sent: CheckoutData, changes: Changes, version: int, caller: Caller
) -> bool:
    """Places the order as it is now. False when its price changed meanwhile. Raises `Refused` and what operations raise."""
    draft = preview_order(ref, changes, if_match=version)
    if not draft.is_shipping_decided:
        changes = replace(changes, shipments=wishes_for_the_rest(draft))
        draft = preview_order(ref, changes, if_match=version)
    if sent.cart is not None and not is_same(sent.cart, subcarts_of(draft, NOTHING)):
        raise Refused(409, OTHER_CART)
    wish = PlaceWish(draft.priced.total, caller.name, return_url="")
    match place_changed(ref, changes, wish, if_match=version):
        case TotalChanged():
            return False
        case Unmet(requirements=missing):
            words = [f"{each.field}: {each.message % dict(each.params)}" for each in missing]
            raise Refused(422, "Order is incomplete", "; ".join(words))
    return True


def _check_url(url: str | None) -> None:
    fault = None if url is None else fault_in(url, private=settings().private_callbacks)
    if fault is not None:
        raise Refused(422, "order_url can not be called", fault)


def _check_subcarts(cart: SentCart, draft: Standing) -> None:
    """Who makes what is the shop's to know."""
    subcarts = subcarts_of(draft, NOTHING)
    if len(subcarts) > MOST_SUBCARTS:
        raise Refused(422, TOO_MANY)
    made = {(each.producer, item.sku) for each in subcarts for item in each.items}
    for each in cart.subcarts:
        for item in each.items:
            if each.producer and (each.producer, item.sku) not in made:
                raise Refused(422, "Wrong producer", f"The producer does not make {item.sku}.")
