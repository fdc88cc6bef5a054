"""The routes of customers' stored ways to pay."""

from .route import Route
from .stored_method_documents import StoredMethodDocument, StoredMethodInput, StoredMethodList
from .stored_methods import create_stored_method, list_stored_methods, remove_stored_method

PATH = "/customers/{id}/payment-methods"

STORED_METHOD_ROUTES = (
    Route(
        method="GET",
        path=PATH,
        scope="customers:read",
        view=list_stored_methods,
        summary="List a customer's stored ways to pay",
        answers={200: StoredMethodList},
        problems=("not_found",),
    ),
    Route(
        method="POST",
        path=PATH,
        scope="customers:write",
        view=create_stored_method,
        summary="Store a way to pay, by the gateway's reference",
        body=StoredMethodInput,
        answers={201: StoredMethodDocument},
        problems=("not_found", "invalid"),
    ),
    Route(
        method="DELETE",
        path=f"{PATH}/{{method}}",
        scope="customers:write",
        view=remove_stored_method,
        summary="Take a stored way to pay away",
        answers={200: StoredMethodDocument},
        problems=("not_found",),
    ),
)
