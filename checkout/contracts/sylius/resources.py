"""What documents of this contract link to: read-only views."""

from typing import Any

from flask import Response, abort

from ...callers import Caller
from ...models import Product
from ...operations import OrderNotFound
from .catalog_documents import (
    channel_document,
    payment_method_document,
    product_document,
    shipping_method_document,
    variant_document,
    zone_document,
)
from .countries import country_document, country_of, province_documents
from .ids import order_ref, part_ref, row_id
from .order_document import order_document
from .payments import coming_payment, payment_documents
from .seen import look_at
from .shipments import shipment_documents
from .writing import answer, link


def read_order(caller: Caller, order_id: str) -> Response:
    """An order, whatever became of it."""
    return answer(order_document(look_at(order_ref(caller, order_id))))


def read_shipment(caller: Caller, shipment_id: str) -> Response:
    """A shipment of an order."""
    ref, place = part_ref(caller, shipment_id)
    return _part(shipment_documents(look_at(ref)), place)


def read_payment(caller: Caller, payment_id: str) -> Response:
    """A payment of an order: an attempt, or the one to come."""
    ref, place = part_ref(caller, payment_id)
    seen = look_at(ref)
    documents = payment_documents(seen)
    if seen.is_open and place == len(seen.records.payments) == len(documents):
        documents.append(coming_payment(seen))
    return _part(documents, place)


def read_shipping_method(caller: Caller, method_id: str) -> Response:
    """A way to ship."""
    catalog = caller.catalog
    method = _row(catalog.shipping_methods, method_id)
    return answer(shipping_method_document(catalog, method, catalog.shop.locale))


def read_payment_method(caller: Caller, method_id: str) -> Response:
    """A way to pay."""
    catalog = caller.catalog
    method = _row(catalog.payment_methods, method_id)
    return answer(payment_method_document(catalog, method, catalog.shop.locale))


def read_zone(caller: Caller, zone_id: str) -> Response:
    """Where a way to ship is offered."""
    catalog = caller.catalog
    return answer(zone_document(catalog, _row(catalog.zones, zone_id), catalog.shop.locale))


def read_channel(caller: Caller, channel_id: str) -> Response:
    """The shop."""
    _row([caller.catalog.shop], channel_id)
    return answer(channel_document(caller.catalog))


def list_countries(caller: Caller) -> Response:
    """The countries the shop ships to."""
    items = [country_document(caller, each) for each in caller.catalog.shop.countries]
    count = len(items)
    ends = {"self": link("countries"), "first": link("countries"), "last": link("countries")}
    page = {"page": 1, "limit": max(1, count), "pages": 1, "total": count}
    return answer({**page, "_links": ends, "_embedded": {"items": items}})


def read_country(caller: Caller, country_id: str) -> Response:
    """A country with its provinces."""
    return answer(country_document(caller, _country(caller, country_id)))


def read_province(caller: Caller, country_id: str, province_id: str) -> Response:
    """A province of a country."""
    id_ = row_id(province_id)
    provinces = province_documents(caller, _country(caller, country_id))
    return answer(_found(each for each in provinces if each["id"] == id_))


def read_product(caller: Caller, product_id: str) -> Response:
    """A product with its variants."""
    catalog, product = caller.catalog, _product(caller, product_id)
    locale = catalog.shop.locale
    variants = [
        {"id": each.id, "sku": each.sku, **_variant_link(product, each.id)}
        for each in product.variants
        if each.is_active
    ]
    return answer({**product_document(catalog, product, locale), "variants": variants})


def read_variant(caller: Caller, product_id: str, variant_id: str) -> Response:
    """A variant of a product."""
    product = _product(caller, product_id)
    variant = _row(product.variants, variant_id)
    return answer(variant_document(caller.catalog, variant, caller.catalog.shop.locale))


def _product(caller: Caller, product_id: str) -> Product:
    product: Product = _row(caller.catalog.products, product_id)
    return product


def _variant_link(product: Product, variant_id: int) -> dict[str, Any]:
    return {"_links": {"self": link(f"products/{product.id}/variants/{variant_id}")}}


def _country(caller: Caller, country_id: str) -> str:
    country = country_of(caller, row_id(country_id))
    if country is None:
        abort(404)
    return country


def _row(rows: Any, text: str) -> Any:
    """The row of that id among the shop's own; 404 for another."""
    id_ = row_id(text)
    return _found(row for row in rows if row.id == id_)


def _found(candidates: Any) -> Any:
    found = next(iter(candidates), None)
    if found is None:
        abort(404)
    return found


def _part(documents: list[dict[str, Any]], place: int) -> Response:
    if place >= len(documents):
        raise OrderNotFound
    return answer(documents[place])
