"""The address step: who buys, and where it goes."""

from collections.abc import Mapping, Sequence
from functools import cache

from babel.core import get_global
from flask import request
from flask.typing import ResponseReturnValue

from ..addresses import Address, countries
from ..operations import UNSET, Changes, Invalid, change_seen_order
from ..standing import Standing
from . import flow
from .address_form import (
    ADDRESS_FIELDS,
    Typed,
    controls_of,
    email_control,
    note_control,
    problems_of,
    vat_id_control,
)
from .blueprint import blueprint
from .problems import Problem, by_anchor, from_refusal
from .rendering import expired, go, is_genuine
from .saved_addresses import NEW, Book, mended
from .step_page import language_was_switched, step_page
from .wording import spoken


@blueprint.get("/checkout/address")
@flow.step("address")
def show_address(standing: Standing) -> ResponseReturnValue:
    """The form, with what is known already."""
    country = likely_country(standing.catalog.shop.countries)
    book = Book.of_this_browser()
    return _page(standing, book, book.opened(Typed.from_order(standing.order, country)))


@blueprint.post("/checkout/address")
@flow.step("address")
def save_address(standing: Standing) -> ResponseReturnValue:
    """Stores e-mail and addresses, or shows what is wrong with them."""
    book = Book.of_this_browser()
    typed = book.chosen(Typed.from_form(request.form), request.form)
    served = tuple(standing.catalog.shop.countries)
    if not is_genuine():
        return _page(standing, book, typed, (Problem(expired()),))
    if _asks_for_another_form(standing, typed):
        return _page(standing, book, typed, fields_only=_still_wrong(typed, served))
    if problems := problems_of(typed, served):
        is_saved_one = any(each.anchor in ADDRESS_FIELDS for each in problems)
        return _page(standing, book, mended(typed) if is_saved_one else typed, problems)
    try:
        saved = change_seen_order(standing, _changes(typed, standing))
    except Invalid as invalid:
        return _page(standing, book, typed, from_refusal(invalid, "email"))
    return go(flow.next_url(saved, "address"))


def _still_wrong(typed: Typed, served: tuple[str, ...]) -> tuple[Problem, ...]:
    """What is left to mend of a form that came back; fields that were not shown then are not judged yet."""
    if not typed.attempted:
        return ()
    return tuple(each for each in problems_of(typed, served) if each.anchor in request.form)


def _asks_for_another_form(standing: Standing, typed: Typed) -> bool:
    """A changed country, another language, or an address that the page did not ask for yet."""
    wants_billing = not typed.billing_same and "billing_name" not in request.form
    wants_fields = typed.choice == NEW and "typed_address" not in request.form
    wants_more = "update" in request.form or wants_billing or wants_fields
    return language_was_switched(standing) or wants_more


def _changes(typed: Typed, standing: Standing) -> Changes:
    return Changes(
        email=typed.email,
        note=typed.note,
        vat_id=typed.vat_id,
        shipping_address=typed.wanted_shipping,
        billing_address=typed.wanted_billing,
        locale=UNSET if standing.order.locale == spoken() else spoken(),
    )


def _page(
    standing: Standing,
    book: Book,
    typed: Typed,
    problems: tuple[Problem, ...] = (),
    fields_only: tuple[Problem, ...] = (),
) -> ResponseReturnValue:
    errors = by_anchor(problems or fields_only)
    attempted = typed.attempted or bool(problems)
    served = choices(tuple(standing.catalog.shop.countries), spoken())
    everywhere = choices(None, spoken())
    return step_page(
        "address",
        standing,
        problems,
        book=book,
        choice=typed.choice,
        kept_shipping={} if typed.saved is None else _kept(typed.shipping, with_country=True),
        email=email_control(typed, errors),
        email_suggestion=typed.email_suggestion,
        note=note_control(typed, errors),
        vat_id=vat_id_control(typed, errors),
        shipping=controls_of(typed.shipping, "shipping", served, errors, attempted=attempted),
        billing=None
        if typed.billing_same
        else controls_of(typed.billing, "billing", everywhere, errors, attempted=attempted),
        kept_billing={} if not typed.billing_same else _kept(typed.billing, "billing_"),
        attempted=attempted,
    )


def _kept(address: Address, prefix: str = "", *, with_country: bool = False) -> dict[str, str]:
    """An address that was typed and is not wanted at the moment, should it be wanted again."""
    if address.is_blank:
        return {"country": address.country} if with_country else {}
    return {f"{prefix}{name}": value for name, value in address.to_dict().items() if value}


@cache
def choices(served: tuple[str, ...] | None, locale: str) -> tuple[tuple[str, str], ...]:
    """Countries to choose from, by code and name; none: every one."""
    return tuple(each for each in countries(locale) if served is None or each[0] in served)


def likely_country(served: Sequence[str]) -> str:
    """The first country the browser's languages point at, among those the shop delivers to."""
    languages = [value for value, _quality in request.accept_languages]
    places = (_territory(each) for each in (*languages, spoken()))
    return next((each for each in places if each in served), served[0])


@cache
def _likely_subtags() -> Mapping[str, str]:
    return get_global("likely_subtags")


def _territory(language: str) -> str:
    parts = language.replace("_", "-").split("-")
    last = parts[-1].upper()
    return (
        last if len(parts) > 1 else _likely_subtags().get(parts[0].lower(), "").rpartition("_")[2]
    )
