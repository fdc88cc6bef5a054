"""The routes of quotes."""

from .documents import CheckoutDocument
from .quote_documents import QuoteDocument, QuoteList
from .quote_inputs import AcceptanceInput, QuoteInput, QuoteQuery
from .quotes import accept_quote, create_quote, list_quotes, read_quote, withdraw_quote
from .route import Route

QUOTE_ROUTES = (
    Route(
        method="GET",
        path="/quotes",
        scope="quotes:read",
        view=list_quotes,
        summary="List quotes, newest first",
        query=QuoteQuery,
        answers={200: QuoteList},
    ),
    Route(
        method="POST",
        path="/quotes",
        scope="quotes:write",
        view=create_quote,
        summary="Make a quote",
        body=QuoteInput,
        answers={201: QuoteDocument},
        problems=("invalid",),
    ),
    Route(
        method="GET",
        path="/quotes/{id}",
        scope="quotes:read",
        view=read_quote,
        summary="Read a quote",
        answers={200: QuoteDocument},
        problems=("not_found",),
    ),
    Route(
        method="POST",
        path="/quotes/{id}/accept",
        scope="checkouts:write",
        view=accept_quote,
        summary="Accept a quote: it becomes a checkout at its prices, once",
        body=AcceptanceInput,
        body_optional=True,
        answers={201: CheckoutDocument},
        problems=(
            "not_found",
            "quote_accepted",
            "quote_withdrawn",
            "quote_expired",
            "quote_not_yet_valid",
            "invalid",
        ),
    ),
    Route(
        method="POST",
        path="/quotes/{id}/withdraw",
        scope="quotes:write",
        view=withdraw_quote,
        summary="Withdraw a quote",
        answers={200: QuoteDocument},
        problems=("not_found", "quote_accepted"),
    ),
)
