"""A customer as JSON. What they sign in with is never part of it."""

from ..models import CustomerAddress
from ..operations import KnownCustomer
from .checkout_document import address_document
from .customer_documents import BookEntryDocument, CustomerDocument
from .instants import in_utc


def customer_document(known: KnownCustomer) -> CustomerDocument:
    """The document of a customer."""
    customer = known.customer
    return {
        "id": customer.public_id,
        "email": customer.email,
        "name": customer.name or None,
        "phone": customer.phone or None,
        "locale": customer.locale,
        "group": customer.group or None,
        "vat_id": customer.vat_id or None,
        "custom": customer.custom or {},
        "addresses": [_entry(each) for each in known.addresses],
        "can_sign_in": customer.password_hash is not None,
        "created_at": in_utc(customer.created_at),
        "updated_at": in_utc(customer.updated_at),
    }


def _entry(entry: CustomerAddress) -> BookEntryDocument:
    return {
        **address_document(entry.address, entry.custom),
        "label": entry.label or None,
        "is_default": entry.is_default,
    }
