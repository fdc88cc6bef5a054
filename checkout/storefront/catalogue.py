"""The catalogue and the page of a product."""

from dataclasses import dataclass

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from .. import clock
from ..catalog import in_language
from ..goods import Supply, supplies_of
from ..models import Product, Variant
from ..models.order import MAX_QUANTITY
from ..offers.prices import Buyer, breaks_of, list_price
from ..operations import (
    Invalid,
    LineWanted,
    OrderClosed,
    OrderNotFound,
    OrderRef,
    add_line,
    availability,
)
from . import visit
from .blueprint import blueprint
from .problems import Problem, from_refusal
from .quantity import quantity_from
from .rendering import expired, go, is_genuine, page
from .waiting import words_for
from .wording import _, spoken

#: Fewer than this are counted out loud.
FEW = 5


@dataclass(frozen=True, slots=True)
class Card:
    """A product among others."""

    slug: str
    #: path below static/
    image: str
    name: str
    #: minor units, lowest first
    prices: list[int]
    #: units of all variants together; None: it never runs out
    left: int | None
    #: what keeps all of them from leaving at once, in words
    wait: str


@blueprint.get("/")
def show_catalogue() -> ResponseReturnValue:
    """Everything the shop sells."""
    catalog, buyer, locale = visit.catalog(), _buyer(), spoken()
    supplies = _supplies(list(catalog.variant_by_id.values()))
    on_sale = [
        product
        for product in catalog.products
        if product.is_listed and any(each.is_active for each in product.variants)
    ]
    return page(
        "catalogue/index.html",
        products=[
            Card(
                slug=product.slug,
                image=product.image,
                name=in_language(product.name, locale),
                prices=sorted(
                    {
                        list_price(catalog, each, buyer)
                        for each in product.variants
                        if each.is_active
                    }
                ),
                left=_left_of(product, supplies),
                wait=_wait_of(product, supplies),
            )
            for product in on_sale
        ],
        few=FEW,
    )


@blueprint.get("/products/<slug>")
def show_product(slug: str) -> ResponseReturnValue:
    """One product, with the form that puts it into the cart."""
    return _product_page(_product(slug))


@blueprint.post("/products/<slug>")
def add_to_cart(slug: str) -> ResponseReturnValue:
    """Puts the chosen variant into the cart."""
    product = _product(slug)
    sku, typed = request.form.get("sku", ""), request.form.get("quantity", "1")
    quantity = quantity_from(typed)
    problems = _problems(product, sku, quantity)
    if not problems and quantity is not None:
        problems = _add(sku, quantity)
    return _product_page(product, sku, typed, problems) if problems else go(url_for(".show_cart"))


def _problems(product: Product, sku: str, quantity: int | None) -> tuple[Problem, ...]:
    if not is_genuine():
        return (Problem(expired()),)
    problems = []
    if sku not in {each.sku for each in product.variants if each.is_active}:
        problems.append(Problem(_("Choose one of the variants."), "sku"))
    if not quantity:
        words = _("Enter a quantity between 1 and %(limit)s.") % {"limit": MAX_QUANTITY}
        problems.append(Problem(words, "quantity"))
    return tuple(problems)


def _add(sku: str, quantity: int) -> tuple[Problem, ...]:
    ref = visit.cart_ref() or OrderRef(visit.catalog().shop.code)
    wanted = LineWanted(sku, quantity)
    try:
        try:
            standing = add_line(ref, wanted, spoken())
        except OrderNotFound:
            standing = add_line(OrderRef(ref.shop_code), wanted, spoken())
        except OrderClosed as closed:
            if closed.state == "placing":
                return (
                    Problem(
                        _(
                            "The payment of your last order is not finished. Finish it first, or choose another way to pay."
                        ),
                        url_for(".show_review"),
                    ),
                )
            standing = add_line(OrderRef(ref.shop_code), wanted, spoken())
    except Invalid as invalid:
        return from_refusal(invalid, "quantity")
    visit.own_cart(standing)
    return ()


def _product(slug: str) -> Product:
    product = visit.catalog().product_by_slug.get(slug)
    if product is None or not any(each.is_active for each in product.variants):
        abort(404)
    return product


def _product_page(
    product: Product, sku: str = "", quantity: str = "1", problems: tuple[Problem, ...] = ()
) -> ResponseReturnValue:
    variants = [each for each in product.variants if each.is_active]
    supplies = _supplies(variants)
    catalog, buyer = visit.catalog(), _buyer()
    chosen = sku or _first_available(variants, supplies)
    return page(
        "catalogue/product.html",
        422 if problems else 200,
        product=product,
        name=in_language(product.name, spoken()),
        description=in_language(product.description, spoken()),
        option=in_language(product.option or {}, spoken()),
        variants=[
            {
                "sku": each.sku,
                "name": in_language(each.name, spoken()),
                "price": list_price(catalog, each, buyer),
                "breaks": breaks_of(catalog, each, buyer)[1:],
                "left": supplies[each.id].left,
                "wait": words_for(supplies[each.id].wait),
                "is_chosen": each.sku == chosen,
            }
            for each in variants
        ],
        left=_left_of(product, supplies),
        wait=_wait_of(product, supplies),
        few=FEW,
        quantity=quantity,
        problems=problems,
    )


def _buyer() -> Buyer:
    return Buyer(visit.catalog().shop.currency, clock.now())


def _supplies(variants: list[Variant]) -> dict[int, Supply]:
    catalog = visit.catalog()
    stock = availability(catalog, {each.id for each in variants})
    return supplies_of(catalog, variants, stock, clock.now())


def _first_available(variants: list[Variant], supplies: dict[int, Supply]) -> str:
    in_stock = (each.sku for each in variants if supplies[each.id].left != 0)
    return next(in_stock, variants[0].sku)


def _left_of(product: Product, supplies: dict[int, Supply]) -> int | None:
    """How many there are of all variants together; None: it never runs out."""
    total = 0
    for each in product.variants:
        if each.is_active:
            left = supplies[each.id].left
            if left is None:
                return None
            total += left
    return total


def _wait_of(product: Product, supplies: dict[int, Supply]) -> str:
    """What keeps all variants alike from leaving at once, in words; empty where nothing does."""
    waits = {words_for(supplies[each.id].wait) for each in product.variants if each.is_active}
    return waits.pop() if len(waits) == 1 else ""
