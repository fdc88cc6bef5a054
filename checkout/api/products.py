"""GET /products and GET /products/{sku}: from the catalogue this process keeps, stock from the database."""

from itertools import islice

from flask import Response, request

from .. import clock
from ..callers import Caller
from ..catalog import Catalog, in_language
from ..goods import Supply, supplies_of
from ..languages import LANGUAGES
from ..models import Product, Variant
from ..offers.prices import Buyer, breaks_of, list_price
from ..operations import availability
from .answers import answer
from .inputs import ProductQuery
from .paging import next_page, product_cursor
from .problems import Problem
from .product_documents import ProductDocument, ProductList, VariantDocument

VARY = {"Vary": "Accept-Language"}


def list_products(caller: Caller, query: ProductQuery) -> Response:
    """A page of what the shop sells."""
    after = product_cursor(query.cursor)
    matching = (
        each
        for each in caller.catalog.products
        if (after is None or _place(each) > after) and _matches(each, query)
    )
    page = list(islice(matching, query.limit + 1))
    shown = page[: query.limit]
    more = len(page) > query.limit
    body: ProductList = {
        "items": _documents(shown, caller.catalog),
        "next": next_page(request.path, query, list(_place(shown[-1]))) if more else None,
    }
    return answer(body, headers=VARY)


def read_product(caller: Caller, sku: str) -> Response:
    """One product, by its own SKU or that of one of its variants."""
    variant = caller.catalog.variant_by_sku.get(sku)
    product = variant.product if variant else caller.catalog.product_by_slug.get(sku)
    if product is None or not _sold(product):
        raise Problem("not_found")
    return answer(_documents([product], caller.catalog)[0], headers=VARY)


def _place(product: Product) -> tuple[int, int]:
    return product.position, product.id


def _sold(product: Product) -> list[Variant]:
    return [variant for variant in product.variants if variant.is_active]


def _matches(product: Product, query: ProductQuery) -> bool:
    sold = _sold(product)
    if query.sku is not None and query.sku not in {variant.sku for variant in sold}:
        return False
    texts = [*product.name.values(), *product.description.values()]
    texts += [variant.sku for variant in sold]
    text = " ".join(texts).casefold()
    return bool(sold) and all(word in text for word in (query.q or "").casefold().split())


def _documents(products: list[Product], catalog: Catalog) -> list[ProductDocument]:
    sold = [each for product in products for each in _sold(product)]
    stock = availability(catalog, {each.id for each in sold})
    supplies = supplies_of(catalog, sold, stock, clock.now())
    locale = request.accept_languages.best_match(LANGUAGES) or catalog.shop.locale
    buyer = Buyer(catalog.shop.currency, clock.now())
    return [_document(product, supplies, locale, catalog, buyer) for product in products]


def _document(
    product: Product, supplies: dict[int, Supply], locale: str, catalog: Catalog, buyer: Buyer
) -> ProductDocument:
    sold = _sold(product)
    wait = supplies[sold[0].id].wait
    return {
        "sku": sold[0].sku,
        "slug": product.slug,
        "name": in_language(product.name, locale),
        "description": in_language(product.description, locale),
        "price": list_price(catalog, sold[0], buyer),
        "currency": buyer.currency,
        "available": supplies[sold[0].id].left,
        "backorder": wait is not None and wait.is_backorder,
        "released_on": None if wait is None else wait.released_on,
        "leaves_on": None if wait is None else wait.leaves_on,
        "requires_shipping": any(variant.requires_shipping for variant in sold),
        "image": f"{request.url_root}static/{product.image}",
        "variants": [_variant(each, supplies[each.id], locale, catalog, buyer) for each in sold],
    }


def _variant(
    variant: Variant, supply: Supply, locale: str, catalog: Catalog, buyer: Buyer
) -> VariantDocument:
    wait = supply.wait
    return {
        "sku": variant.sku,
        "name": in_language(variant.name, locale),
        "price": list_price(catalog, variant, buyer),
        "prices": [
            {"min_quantity": quantity, "price": amount}
            for quantity, amount in breaks_of(catalog, variant, buyer)
        ],
        "available": supply.left,
        "backorder": wait is not None and wait.is_backorder,
        "released_on": None if wait is None else wait.released_on,
        "leaves_on": None if wait is None else wait.leaves_on,
    }
