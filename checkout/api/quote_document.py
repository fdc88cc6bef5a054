"""A quote as JSON."""

from .. import clock
from ..catalog import Catalog
from ..models import QuoteLine
from ..operations import KnownQuote
from .instants import in_utc
from .quote_documents import QuoteDocument, QuoteLineDocument


def quote_document(known: KnownQuote, catalog: Catalog) -> QuoteDocument:
    """The document of a quote as it is now."""
    quote = known.quote
    lines = [_line(line, quote.locale, catalog) for line in quote.lines]
    return {
        "id": quote.public_id,
        "status": quote.status_at(clock.now()),
        "customer": known.customer,
        "email": quote.email,
        "currency": quote.currency,
        "locale": quote.locale,
        "note": quote.note or None,
        "lines": lines,
        "subtotal": sum(line["total"] for line in lines),
        "valid_from": in_utc(quote.valid_from),
        "valid_until": in_utc(quote.valid_until),
        "checkout": known.checkout,
        "created_at": in_utc(quote.created_at),
        "closed_at": None if quote.closed_at is None else in_utc(quote.closed_at),
    }


def _line(line: QuoteLine, locale: str, catalog: Catalog) -> QuoteLineDocument:
    return {
        "sku": line.sku,
        "name": catalog.name_of(catalog.every_variant[line.variant_id], locale),
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "total": line.unit_price * line.quantity,
    }
