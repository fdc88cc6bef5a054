"""/api/carts: orders while they are filled. A cart has the id of the order it becomes."""

from flask import Response, abort, request

from ...addresses import check_email
from ...callers import Caller
from ...languages import LANGUAGES
from ...models import OrderLine
from ...models.order import MAX_QUANTITY
from ...operations import (
    Changes,
    Invalid,
    LineWanted,
    OrderNotFound,
    OrderRef,
    add_line,
    cancel,
    customer_by_email,
    open_order,
    open_orders,
    set_quantity,
)
from .errors import INVALID, FormFault, FormInvalid, invalid
from .forms import Fields, Form, only, read_form
from .ids import order_ref, row_id
from .items import item_document
from .order_document import order_document
from .seen import NAME, Seen, look_at
from .writing import answer, dates, instant, link, links, nothing

#: as the contract's clients have spelled it over time
CURRENCY = ("currency", "currencyCode", "currency_code")
LOCALE = ("locale", "localeCode", "locale_code")
CUSTOMER = ("customer", "email")
LARGEST_PAGE, FURTHEST_PAGE = 100, 10**6


def create_cart(caller: Caller) -> Response:
    """A new, empty cart."""
    changes, locale = _wanted(caller, read_form(request))
    try:
        standing = open_order(caller.shop_code, NAME, locale, changes)
    except Invalid as refused:
        raise _in_our_words(refused) from None
    id_ = standing.order.id
    document = order_document(look_at(OrderRef(caller.shop_code, id=id_)))
    return answer(document, 201, f"/api/carts/{id_}")


def list_carts(caller: Caller) -> Response:
    """A page of carts, newest first, with what they were last quoted at."""
    page = _count("page", 1, FURTHEST_PAGE)
    limit = _count("limit", 10, LARGEST_PAGE)
    carts = open_orders(caller.shop_code, limit, (page - 1) * limit)
    pages = max(1, -(-carts.total // limit))
    ends = {"self": page, "first": 1, "last": pages}
    if page < pages:
        ends["next"] = page + 1
    items = [
        {
            **links(self=f"carts/{each.id}", checkout=f"checkouts/{each.id}"),
            "id": each.id,
            "email": each.email or None,
            "currency": each.currency,
            "total": each.total,
            "state": "cart",
            **dates(each.created_at, each.updated_at),
            "expires_at": instant(each.expires_at),
        }
        for each in carts.page
    ]
    return answer(
        {
            "page": page,
            "limit": limit,
            "pages": pages,
            "total": carts.total,
            "_links": {
                rel: link(f"carts?page={number}&limit={limit}") for rel, number in ends.items()
            },
            "_embedded": {"items": items},
        }
    )


def read_cart(caller: Caller, cart_id: str) -> Response:
    """A cart with everything in it."""
    return answer(order_document(_cart(order_ref(caller, cart_id))))


def delete_cart(caller: Caller, cart_id: str) -> Response:
    """The cart is given up."""
    ref = order_ref(caller, cart_id)
    _cart(ref)
    cancel(ref, caller.name)
    return nothing()


def add_item(caller: Caller, cart_id: str) -> Response:
    """More of a variant."""
    ref = order_ref(caller, cart_id)
    seen = _cart(ref)
    form = read_form(request)
    only(form, "variant", "quantity")
    fields = Fields(form)
    sku = _sku(seen, fields.text("variant"))
    quantity = fields.number("quantity", least=1, most=MAX_QUANTITY) if "quantity" in form else 1
    fields.check()
    if not sku:
        raise invalid("variant")
    try:
        add_line(ref, LineWanted(sku, quantity or 1), seen.order.locale)
    except Invalid as refused:
        raise _in_our_words(refused) from None
    seen = look_at(ref)
    line = next(each for each in seen.order.lines if each.sku == sku and not each.options)
    return answer(_item(seen, line), 201, f"/api/carts/{cart_id}/items/{line.id}")


def read_item(caller: Caller, cart_id: str, item_id: str) -> Response:
    """An item of a cart."""
    seen = _cart(order_ref(caller, cart_id))
    return answer(_item(seen, _line(seen, item_id)))


def change_item(caller: Caller, cart_id: str, item_id: str) -> Response:
    """Another quantity."""
    ref = order_ref(caller, cart_id)
    seen = _cart(ref)
    line = _line(seen, item_id)
    form = read_form(request)
    only(form, "quantity")
    fields = Fields(form)
    quantity = fields.number("quantity", least=1, most=MAX_QUANTITY)
    fields.check()
    set_quantity(ref, line.id, quantity or 1)
    return nothing()


def remove_item(caller: Caller, cart_id: str, item_id: str) -> Response:
    """The item is taken out."""
    ref = order_ref(caller, cart_id)
    seen = _cart(ref)
    set_quantity(ref, _line(seen, item_id).id, 0)
    return nothing()


def _cart(ref: OrderRef) -> Seen:
    """The cart. What is no cart any more is not found here."""
    seen = look_at(ref)
    if not seen.is_open:
        raise OrderNotFound
    return seen


def _line(seen: Seen, text: str) -> OrderLine:
    id_ = row_id(text)
    found = next((each for each in seen.order.lines if each.id == id_), None)
    if found is None:
        abort(404)
    return found


def _item(seen: Seen, line: OrderLine) -> dict[str, object]:
    document = item_document(seen, line)
    document["_links"] |= {
        "self": link(f"carts/{seen.order.id}/items/{line.id}"),
        "order": link(f"orders/{seen.order.id}"),
    }
    return document


def _sku(seen: Seen, text: str) -> str:
    """The SKU of a variant by its id or its SKU; empty for one that is not sold."""
    catalog = seen.catalog
    if text in catalog.variant_by_sku:
        return text
    variant = catalog.variant_by_id.get(int(text)) if text.isascii() and text.isdigit() else None
    return variant.sku if variant else ""


def _wanted(caller: Caller, form: Form) -> tuple[Changes, str]:
    """What a new cart is to have. Raises `FormInvalid`."""
    only(form, "channel", *CUSTOMER, *CURRENCY, *LOCALE)
    fields, shop = Fields(form), caller.catalog.shop
    channel = fields.text("channel", required=False)
    if channel not in {"", shop.code, str(shop.id)}:
        fields.faults.append(FormFault(("channel",), INVALID))
    locale = _one_of(fields, LOCALE)
    if locale[:2] not in LANGUAGES and locale:
        fields.faults.append(FormFault(("locale",), INVALID))
    currency = _one_of(fields, CURRENCY).upper()
    if currency not in {"", shop.currency, *shop.currencies}:
        fields.faults.append(FormFault(("currency",), INVALID))
    email = _one_of(fields, CUSTOMER)
    if email and check_email(email) is not None:
        fields.faults.append(FormFault(("customer",), INVALID))
    fields.check()
    public_id = customer_by_email(caller.shop_code, email) if email else None
    changes = Changes(email=email, customer=public_id, currency=currency or shop.currency)
    return changes, locale[:2] or shop.locale


def _one_of(fields: Fields, names: tuple[str, ...]) -> str:
    """What is written under any of these names."""
    return next(filter(None, (fields.text(name, required=False) for name in names)), "")


def _in_our_words(refused: Invalid) -> FormInvalid:
    """What the shop could not take, without repeating it."""
    return FormInvalid(tuple(FormFault((), INVALID) for _ in refused.faults[:1]))


def _count(name: str, default: int, most: int) -> int:
    """A number in the query. Raises `FormInvalid`."""
    text = request.args.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 8 and 1 <= int(text) <= most):
        raise invalid(name)
    return int(text)
