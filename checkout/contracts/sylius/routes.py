"""The routes of this contract."""

from collections.abc import Callable

from flask import Response

from ..contract import Route
from . import carts, checkouts, resources
from .descriptions import (
    CART_FORM,
    CHECKOUT_ANSWER,
    CHECKOUT_FORMS,
    ITEM_FORM,
    PAGE_QUERY,
    QUANTITY_FORM,
    described,
)

READ, WRITE = "checkouts:read", "checkouts:write"


def _linked(path: str, view: Callable[..., Response], schema: str, summary: str) -> Route:
    """A read-only view that documents link to."""
    operation = described(summary, {200: schema}, faults=(404,))
    return Route(method="GET", path=f"/api/{path}", scope=READ, view=view, operation=operation)


CART, ITEM = "/api/carts/<cart_id>", "/api/carts/<cart_id>/items/<item_id>"
CHECKOUT = "/api/checkouts/<order_id>"

ROUTES = (
    Route(
        method="GET",
        path=CHECKOUT,
        scope=READ,
        view=checkouts.read_checkout,
        operation=described(
            "What the next step needs.",
            {200: CHECKOUT_ANSWER},
            faults=(404,),
            details="Before addressing, after payment and when finished: the order.",
        ),
    ),
    Route(
        method="PUT",
        path=CHECKOUT,
        scope=WRITE,
        view=checkouts.advance_checkout,
        card_fields=("number",),
        operation=described(
            "Takes the next step.",
            {200: "Order"},
            body=CHECKOUT_FORMS,
            faults=(400, 404, 409, 413, 415, 503),
            details="The fields say which step it is; an empty body finalizes. A step that was taken may be taken again.",
        ),
    ),
    Route(
        method="POST",
        path="/api/carts",
        scope=WRITE,
        view=carts.create_cart,
        operation=described(
            "A new cart.", {201: "Order"}, body=CART_FORM, faults=(400, 413, 415), located=True
        ),
    ),
    Route(
        method="GET",
        path="/api/carts",
        scope=READ,
        view=carts.list_carts,
        operation=described(
            "The carts of the shop, newest first.",
            {200: "Page"},
            faults=(400,),
            parameters=PAGE_QUERY,
        ),
    ),
    Route(
        method="GET",
        path=CART,
        scope=READ,
        view=carts.read_cart,
        operation=described("A cart.", {200: "Order"}, faults=(404,)),
    ),
    Route(
        method="DELETE",
        path=CART,
        scope=WRITE,
        view=carts.delete_cart,
        operation=described("Gives a cart up.", {204: ""}, faults=(404, 409)),
    ),
    Route(
        method="POST",
        path=f"{CART}/items",
        scope=WRITE,
        view=carts.add_item,
        operation=described(
            "Puts more of a variant into a cart.",
            {201: "Item"},
            body=ITEM_FORM,
            faults=(400, 404, 409, 413, 415),
            located=True,
        ),
    ),
    Route(
        method="GET",
        path=ITEM,
        scope=READ,
        view=carts.read_item,
        operation=described("An item of a cart.", {200: "Item"}, faults=(404,)),
    ),
    *(
        Route(
            method=method,
            path=ITEM,
            scope=WRITE,
            view=carts.change_item,
            alias=alias,
            operation=described(
                "Another quantity.",
                {204: ""},
                body=QUANTITY_FORM,
                faults=(400, 404, 409, 413, 415),
            ),
        )
        for method, alias in (("PUT", ""), ("PATCH", "patch_item"))
    ),
    Route(
        method="DELETE",
        path=ITEM,
        scope=WRITE,
        view=carts.remove_item,
        operation=described("Takes an item out.", {204: ""}, faults=(404, 409)),
    ),
    _linked("orders/<order_id>", resources.read_order, "Order", "An order."),
    _linked("shipments/<shipment_id>", resources.read_shipment, "Shipment", "A shipment."),
    _linked("payments/<payment_id>", resources.read_payment, "Payment", "A payment."),
    _linked(
        "shipping-methods/<method_id>",
        resources.read_shipping_method,
        "ShippingMethod",
        "A way to ship.",
    ),
    _linked(
        "payment-methods/<method_id>",
        resources.read_payment_method,
        "PaymentMethod",
        "A way to pay.",
    ),
    _linked("zones/<zone_id>", resources.read_zone, "Resource", "Where a method delivers."),
    _linked("channels/<channel_id>", resources.read_channel, "Resource", "The shop."),
    Route(
        method="GET",
        path="/api/countries",
        scope=READ,
        view=resources.list_countries,
        operation=described("The countries the shop ships to.", {200: "Page"}),
    ),
    _linked("countries/<country_id>", resources.read_country, "Resource", "A country."),
    _linked(
        "countries/<country_id>/provinces/<province_id>",
        resources.read_province,
        "Resource",
        "A province.",
    ),
    _linked("products/<product_id>", resources.read_product, "Product", "A product."),
    _linked(
        "products/<product_id>/variants/<variant_id>",
        resources.read_variant,
        "Variant",
        "A variant of a product.",
    ),
)
