"""Customers: who they are, which group they belong to, and where their parcels go."""

import re
from typing import Any

from flask import Response, request
from sqlalchemy import select

from ..addresses import Address
from ..callers import Caller
from ..db import db
from ..models import Customer, Shop
from ..models.customer import folded_email
from ..operations import (
    BookEntry,
    CustomerChanges,
    CustomerNotFound,
    KnownCustomer,
    add_customer,
    change_customer,
    find_customer,
)
from ..operations.customers import address_books
from .answers import answer
from .customer_document import customer_document
from .customer_documents import CustomerList
from .inputs import BookEntryInput, CustomerInput, CustomerQuery
from .paging import id_cursor, next_page
from .patch import address_fields

PUBLIC_ID = re.compile("cu_[0-9a-f]{20}")


def list_customers(caller: Caller, query: CustomerQuery) -> Response:
    """A page of customers, newest first."""
    page = _page(caller, query)
    shown = page[: query.limit]
    books = address_books([each.id for each in shown])
    body: CustomerList = {
        "items": [customer_document(KnownCustomer(each, books[each.id])) for each in shown],
        "next": None,
    }
    if len(page) > query.limit:
        body["next"] = next_page(request.path, query, [shown[-1].id])
    return answer(body)


def read_customer(caller: Caller, id: str) -> Response:  # noqa: A002 (the name in the path)
    """One customer."""
    return answer(customer_document(find_customer(caller.shop_code, known_id(id))))


def create_customer(caller: Caller, body: CustomerInput) -> Response:
    """A new customer, who has no password."""
    locale = caller.catalog.shop.locale
    known = add_customer(caller.shop_code, locale, _changes(body, locale))
    location = f"/api/v1/customers/{known.customer.public_id}"
    return answer(customer_document(known), 201, {"Location": location})


def update_customer(caller: Caller, id: str, body: CustomerInput) -> Response:  # noqa: A002
    """A customer with a merge patch applied."""
    changes = _changes(body, caller.catalog.shop.locale)
    return answer(customer_document(change_customer(caller.shop_code, known_id(id), changes)))


def known_id(public_id: str) -> str:
    """Raises `CustomerNotFound` for what cannot be an id."""
    if not PUBLIC_ID.fullmatch(public_id):
        raise CustomerNotFound
    return public_id


def _page(caller: Caller, query: CustomerQuery) -> list[Customer]:
    """The customers the query asks for, one more than the page shows if there is one."""
    wanted = select(Customer).join(Shop).where(Shop.code == caller.shop_code)
    if query.email is not None:
        wanted = wanted.where(Customer.folded_email == folded_email(query.email))
    if (before := id_cursor(query.cursor)) is not None:
        wanted = wanted.where(Customer.id < before)
    newest = wanted.order_by(Customer.id.desc()).limit(query.limit + 1)
    return list(db.session.scalars(newest))


def _changes(body: CustomerInput, shop_locale: str) -> CustomerChanges:
    """Only fields that were sent; null empties them."""
    reset: dict[str, Any] = {"locale": shop_locale, "addresses": (), "custom": None}
    sent = {name: getattr(body, name) for name in body.model_fields_set}
    given = {name: reset.get(name, "") if value is None else value for name, value in sent.items()}
    if given.get("addresses"):
        given["addresses"] = tuple(map(_entry, given["addresses"]))
    return CustomerChanges(**given)


def _entry(entry: BookEntryInput) -> BookEntry:
    fields = address_fields(entry)
    fields.pop("label", None)
    fields.pop("is_default", None)
    address, custom = Address(**fields), entry.custom or {}
    return BookEntry(address, entry.label or "", entry.is_default, custom)
