"""Every route of the API with its policy: who may call it, what it takes, what it answers. The only such list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response
from pydantic import BaseModel

from .checkouts import cancel_checkout, change_checkout, create_checkout, read_checkout
from .completing import complete_checkout
from .credit import create_gift_card, grant_store_credit, read_gift_card, read_store_credit
from .credit_types import GiftCardDocument, IssuedCardDocument, StoreCreditList
from .custom_documents import CustomSchemaDocument, CustomSchemaList
from .custom_schemas import (
    list_custom_schemas,
    read_custom_schema,
    remove_custom_schema,
    set_custom_schema,
)
from .customer_documents import CustomerDocument, CustomerList
from .customers import create_customer, list_customers, read_customer, update_customer
from .documents import (
    CheckoutDocument,
    OrderDocument,
    OrderList,
)
from .idempotency import Rule
from .inputs import (
    CheckoutInput,
    CompletionInput,
    CustomerInput,
    CustomerQuery,
    CustomSchemaInput,
    GrantInput,
    IssueInput,
    OrderQuery,
    ProductQuery,
)
from .orders import list_orders, read_order
from .product_documents import ProductDocument, ProductList
from .products import list_products, read_product
from .reading import JSON, MERGE_PATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A method at a path below /api/v1. Nobody gets in without a key that has `scope`."""

    method: str
    path: str
    scope: str
    view: Callable[..., Response]
    summary: str
    #: status -> type of the document
    answers: dict[int, Any]
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    media_types: tuple[str, ...] = (JSON,)
    idempotency: Rule = "none"
    #: whether If-Match is honoured
    conditional: bool = False
    #: codes of problems beyond those every route has
    problems: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name of the endpoint, and the operation's id in the OpenAPI document."""
        return str(self.view.__name__)


ROUTES = (
    Route(
        method="GET",
        path="/products",
        scope="products:read",
        view=list_products,
        summary="List what the shop sells",
        query=ProductQuery,
        answers={200: ProductList},
    ),
    Route(
        method="GET",
        path="/products/{sku}",
        scope="products:read",
        view=read_product,
        summary="Read a product by its SKU or a variant's",
        answers={200: ProductDocument},
        problems=("not_found",),
    ),
    Route(
        method="POST",
        path="/checkouts",
        scope="checkouts:write",
        view=create_checkout,
        summary="Open a checkout",
        body=CheckoutInput,
        idempotency="optional",
        answers={201: CheckoutDocument},
        problems=("invalid", "too_many_attempts"),
    ),
    Route(
        method="GET",
        path="/checkouts/{id}",
        scope="checkouts:read",
        view=read_checkout,
        summary="Read a checkout",
        answers={200: CheckoutDocument},
        problems=("not_found",),
    ),
    Route(
        method="PATCH",
        path="/checkouts/{id}",
        scope="checkouts:write",
        view=change_checkout,
        summary="Change a checkout by a merge patch",
        body=CheckoutInput,
        media_types=(MERGE_PATCH, JSON),
        conditional=True,
        answers={200: CheckoutDocument},
        problems=("not_found", "order_closed", "stale_version", "invalid", "too_many_attempts"),
    ),
    Route(
        method="POST",
        path="/checkouts/{id}/cancel",
        scope="checkouts:write",
        view=cancel_checkout,
        summary="Give a checkout up",
        answers={200: CheckoutDocument},
        problems=("not_found", "order_closed"),
    ),
    Route(
        method="POST",
        path="/checkouts/{id}/complete",
        scope="checkouts:write",
        view=complete_checkout,
        summary="Confirm the total, pay, and place the order",
        body=CompletionInput,
        idempotency="required",
        answers={200: OrderDocument, 202: OrderDocument},
        problems=(
            "not_found",
            "order_closed",
            "total_changed",
            "payment_declined",
            "requirements_unmet",
            "invalid",
        ),
    ),
    Route(
        method="GET",
        path="/orders",
        scope="orders:read",
        view=list_orders,
        summary="List orders, newest first",
        query=OrderQuery,
        answers={200: OrderList},
    ),
    Route(
        method="GET",
        path="/orders/{id}",
        scope="orders:read",
        view=read_order,
        summary="Read an order by its id, integer id or number",
        answers={200: OrderDocument},
        problems=("not_found",),
    ),
    Route(
        method="GET",
        path="/customers",
        scope="customers:read",
        view=list_customers,
        summary="List customers, newest first",
        query=CustomerQuery,
        answers={200: CustomerList},
    ),
    Route(
        method="POST",
        path="/customers",
        scope="customers:write",
        view=create_customer,
        summary="Add a customer",
        body=CustomerInput,
        idempotency="optional",
        answers={201: CustomerDocument},
        problems=("invalid",),
    ),
    Route(
        method="POST",
        path="/gift-cards",
        scope="credit:write",
        view=create_gift_card,
        summary="Issue a gift card; the answer has its code, once",
        body=IssueInput,
        answers={201: IssuedCardDocument},
        problems=("invalid",),
    ),
    Route(
        method="GET",
        path="/customers/{id}",
        scope="customers:read",
        view=read_customer,
        summary="Read a customer",
        answers={200: CustomerDocument},
        problems=("not_found",),
    ),
    Route(
        method="PATCH",
        path="/customers/{id}",
        scope="customers:write",
        view=update_customer,
        summary="Change a customer by a merge patch",
        body=CustomerInput,
        media_types=(MERGE_PATCH, JSON),
        answers={200: CustomerDocument},
        problems=("not_found", "invalid"),
    ),
    Route(
        method="GET",
        path="/gift-cards/{id}",
        scope="credit:read",
        view=read_gift_card,
        summary="Read a gift card with its ledger",
        answers={200: GiftCardDocument},
        problems=("not_found",),
    ),
    Route(
        method="POST",
        path="/customers/{id}/credit",
        scope="credit:write",
        view=grant_store_credit,
        summary="Give a customer store credit",
        body=GrantInput,
        idempotency="required",
        answers={201: StoreCreditList},
        problems=("not_found", "invalid"),
    ),
    Route(
        method="GET",
        path="/customers/{id}/credit",
        scope="credit:read",
        view=read_store_credit,
        summary="Read a customer's store credit with its ledger",
        answers={200: StoreCreditList},
        problems=("not_found",),
    ),
    Route(
        method="GET",
        path="/custom-schemas",
        scope="schemas:read",
        view=list_custom_schemas,
        summary="List the schemas of custom fields",
        answers={200: CustomSchemaList},
    ),
    Route(
        method="GET",
        path="/custom-schemas/{entity}/{name}",
        scope="schemas:read",
        view=read_custom_schema,
        summary="Read a schema of custom fields",
        answers={200: CustomSchemaDocument},
        problems=("not_found",),
    ),
    Route(
        method="PUT",
        path="/custom-schemas/{entity}/{name}",
        scope="schemas:write",
        view=set_custom_schema,
        summary="Set a schema of custom fields",
        body=CustomSchemaInput,
        answers={200: CustomSchemaDocument},
        problems=("not_found", "invalid"),
    ),
    Route(
        method="DELETE",
        path="/custom-schemas/{entity}/{name}",
        scope="schemas:write",
        view=remove_custom_schema,
        summary="Take a schema of custom fields away; what was stored stays",
        answers={200: CustomSchemaDocument},
        problems=("not_found",),
    ),
)
