"""What a shop has beside orders: its channel, ways to ship and to pay, zones, products and variants."""

from typing import Any

from ...catalog import Catalog, in_language
from ...models import PaymentMethod, Product, ShippingMethod, ShippingZone, Variant
from .writing import LONG_AGO, dates, instant, links

#: our calculator -> the contract's name for it
CALCULATORS = {"flat": "flat_rate", "per_item": "per_item_rate"}
#: of flexible_rate, ours -> the contract's
FLEXIBLE = {
    "additional_item": "additional_item_cost",
    "limit": "additional_item_limit",
    "first_item": "first_item_cost",
}
#: whether a method carries none, any or all of what is in its shipping categories
NONE_OF_THEM, ANY_OF_THEM, ALL_OF_THEM = 0, 1, 2


def channel_document(catalog: Catalog) -> dict[str, Any]:
    """The shop itself."""
    shop = catalog.shop
    return {
        **links(self=f"channels/{shop.id}"),
        **_as_old_as_its_shop(catalog),
        "code": shop.code,
        "color": "Grey",
        "enabled": True,
        "id": shop.id,
        "name": shop.name,
        "type": "web",
        "currency": shop.currency,
        "locale": shop.locale,
    }


def shipping_method_document(
    catalog: Catalog, method: ShippingMethod, locale: str
) -> dict[str, Any]:
    """A way to ship, with what its calculator is configured with."""
    zone = {} if method.zone_id is None else {"zone": f"zones/{method.zone_id}"}
    return {
        **links(self=f"shipping-methods/{method.id}", **zone),
        "calculator": CALCULATORS.get(method.calculator, method.calculator),
        "category_requirement": _category_requirement(method),
        "configuration": _configuration(method),
        **_as_old_as_its_shop(catalog),
        "enabled": True,
        "id": method.id,
        "code": method.code,
        "name": in_language(method.name, locale),
    }


def payment_method_document(catalog: Catalog, method: PaymentMethod, locale: str) -> dict[str, Any]:
    """A way to pay."""
    return {
        **links(self=f"payment-methods/{method.id}"),
        "id": method.id,
        "code": method.code,
        "name": in_language(method.name, locale),
        **_as_old_as_its_shop(catalog),
    }


def zone_document(catalog: Catalog, zone: ShippingZone, locale: str) -> dict[str, Any]:
    """A zone, with its members as the shop wrote them."""
    return {
        **links(self=f"zones/{zone.id}"),
        "id": zone.id,
        "code": zone.code,
        "name": in_language(zone.name, locale),
        "type": "country",
        "scope": "shipping",
        "members": zone.members,
        **_as_old_as_its_shop(catalog),
    }


def product_document(catalog: Catalog, product: Product, locale: str) -> dict[str, Any]:
    """A product, as variants carry it."""
    option = [in_language(product.option, locale)] if product.option else []
    return {
        **links(self=f"products/{product.id}"),
        "attributes": [
            {
                "id": place,
                "name": each["name"],
                "presentation": in_language(each["label"], locale),
                "value": each["value"],
            }
            for place, each in enumerate(product.attributes, start=1)
        ],
        **_as_old_as_its_shop(catalog),
        "description": in_language(product.description, locale),
        "id": product.id,
        "name": in_language(product.name, locale),
        "options": [{"id": product.id, "name": name, "presentation": name} for name in option],
        "short_description": in_language(product.summary, locale),
    }


def variant_document(catalog: Catalog, variant: Variant, locale: str) -> dict[str, Any]:
    """A variant with its product; the first one of a product is its master."""
    product = variant.product
    released = variant.released_on
    return {
        **links(
            self=f"products/{product.id}/variants/{variant.id}", product=f"products/{product.id}"
        ),
        "available_on": instant(catalog.shop.created_at)
        if released is None
        else f"{released.isoformat()}T00:00:00+0000",
        **_as_old_as_its_shop(catalog),
        "id": variant.id,
        "master": product.variants[0].id == variant.id,
        "object": product_document(catalog, product, locale),
        "options": _options(variant, locale),
        "sku": variant.sku,
    }


def _options(variant: Variant, locale: str) -> list[dict[str, Any]]:
    option = variant.product.option
    if not option:
        return []
    name, value = in_language(option, locale), in_language(variant.name, locale)
    return [{"id": variant.id, "name": name, "presentation": name, "value": value}]


def _category_requirement(method: ShippingMethod) -> int:
    if method.included_categories:
        return ALL_OF_THEM
    return NONE_OF_THEM if method.excluded_categories else ANY_OF_THEM


def _configuration(method: ShippingMethod) -> dict[str, Any]:
    rates = method.rates or {}
    match method.calculator:
        case "flat":
            return {"amount": method.price}
        case "flexible_rate":
            return {theirs: rates.get(ours, 0) for ours, theirs in FLEXIBLE.items()}
        case _:
            return dict(rates)


def _as_old_as_its_shop(catalog: Catalog) -> dict[str, str]:
    """Nothing of a catalogue has a date of its own."""
    opened = catalog.shop.created_at or LONG_AGO
    return dates(opened, opened)
