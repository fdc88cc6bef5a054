"""The address step: who buys, and where it goes."""

from collections.abc import Mapping
from functools import cache

from babel.core import get_global
from flask import request
from flask.typing import ResponseReturnValue

from ..addresses import countries
from ..operations import UNSET, Changes, Invalid, change_seen_order
from ..standing import Standing
from . import flow
from .address_form import (
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
from .step_page import language_was_switched, step_page
from .wording import spoken


@blueprint.get("/checkout/address")
@flow.step("address")
def show_address(standing: Standing) -> ResponseReturnValue:
    """The form, with what is known already."""
    return _page(standing, Typed.from_order(standing.order, _likely_country(standing)))


@blueprint.post("/checkout/address")
@flow.step("address")
def save_address(standing: Standing) -> ResponseReturnValue:
    """Stores e-mail and addresses, or shows what is wrong with them."""
    typed = Typed.from_form(request.form)
    served = tuple(standing.catalog.shop.countries)
    if not is_genuine():
        return _page(standing, typed, (Problem(expired()),))
    if _asks_for_another_form(standing, typed):
        return _page(standing, typed, fields_only=_still_wrong(typed, served))
    if problems := problems_of(typed, served):
        return _page(standing, typed, problems)
    try:
        saved = change_seen_order(standing, _changes(typed, standing))
    except Invalid as invalid:
        return _page(standing, typed, from_refusal(invalid, "email"))
    return go(flow.next_url(saved, "address"))


def _still_wrong(typed: Typed, served: tuple[str, ...]) -> tuple[Problem, ...]:
    """What is left to mend of a form that came back; fields that were not shown then are not judged yet."""
    if not typed.attempted:
        return ()
    return tuple(each for each in problems_of(typed, served) if each.anchor in request.form)


def _asks_for_another_form(standing: Standing, typed: Typed) -> bool:
    """A changed country, another language, or a billing address that the page did not ask for yet."""
    wants_billing = not typed.billing_same and "billing_name" not in request.form
    return language_was_switched(standing) or "update" in request.form or wants_billing


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
    typed: Typed,
    problems: tuple[Problem, ...] = (),
    fields_only: tuple[Problem, ...] = (),
) -> ResponseReturnValue:
    errors = by_anchor(problems or fields_only)
    attempted = typed.attempted or bool(problems)
    served = _choices(tuple(standing.catalog.shop.countries), spoken())
    everywhere = _choices(None, spoken())
    return step_page(
        "address",
        standing,
        problems,
        email=email_control(typed, errors),
        email_suggestion=typed.email_suggestion,
        note=note_control(typed, errors),
        vat_id=vat_id_control(typed, errors),
        shipping=controls_of(typed.shipping, "shipping", served, errors, attempted=attempted),
        billing=None
        if typed.billing_same
        else controls_of(typed.billing, "billing", everywhere, errors, attempted=attempted),
        kept_billing={} if not typed.billing_same else _kept(typed),
        attempted=attempted,
    )


def _kept(typed: Typed) -> dict[str, str]:
    """A billing address that is not wanted at the moment, should it be wanted again."""
    if typed.billing.is_blank:
        return {}
    return {f"billing_{name}": value for name, value in typed.billing.to_dict().items() if value}


@cache
def _choices(served: tuple[str, ...] | None, locale: str) -> tuple[tuple[str, str], ...]:
    return tuple(each for each in countries(locale) if served is None or each[0] in served)


def _likely_country(standing: Standing) -> str:
    """The first country the browser's languages point at, among those the shop delivers to."""
    served = standing.catalog.shop.countries
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
