"""The address book: adding, changing, removing, and which address the checkout chooses at first."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue

from ..addresses import Address, clean
from ..addresses.card_numbers import looks_like_card_number
from ..addresses.messages import CARD_NUMBER
from ..controls import Control
from ..models import Customer, CustomerAddress
from ..operations import (
    AddressNotFound,
    Invalid,
    address_book,
    make_default,
    remove_address,
    save_address,
)
from ..requirements import faults_of
from . import visit
from .account import for_customers
from .address import choices, likely_country
from .address_form import asked_for, controls_of, in_country
from .blueprint import blueprint
from .problems import Problem, by_anchor, from_refusal
from .rendering import expired, go, is_genuine, page
from .wording import _, spoken

MAX_LABEL = 60


@dataclass(frozen=True)
class Entry:
    """What the form of one address says."""

    label: str
    address: Address

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> "Entry":
        """What was posted."""
        return cls(form.get("label", "")[:MAX_LABEL], Address.from_dict(form))

    def problems(self) -> tuple[Problem, ...]:
        """What its country's post would miss."""
        faults = faults_of(clean(asked_for(self.address)), None)
        found = [Problem(_(fault.message) % fault.params, fault.field) for fault in faults]
        if looks_like_card_number(self.label):
            found.insert(0, Problem(_(CARD_NUMBER), "label"))
        return tuple(found)


@blueprint.get("/account/addresses/new")
@for_customers
def new_address(person: Customer) -> ResponseReturnValue:
    """The form for one more address."""
    served = visit.catalog().shop.countries
    blank = Address(name="" if address_book(person.id) else person.name)
    return _page(Entry("", in_country(blank, likely_country(served))))


@blueprint.post("/account/addresses/new")
@for_customers
def add_address(person: Customer) -> ResponseReturnValue:
    """One more address."""
    return _saved(person, None)


@blueprint.get("/account/addresses/<int:address_id>")
@for_customers
def edit_address(person: Customer, address_id: int) -> ResponseReturnValue:
    """The form of one address."""
    known = _own(person, address_id)
    return _page(Entry(known.label, known.address), address_id)


@blueprint.post("/account/addresses/<int:address_id>")
@for_customers
def change_address(person: Customer, address_id: int) -> ResponseReturnValue:
    """Another wording of one address; orders keep the one they were placed with."""
    _own(person, address_id)
    return _saved(person, address_id)


@blueprint.post("/account/addresses/<int:address_id>/remove")
@for_customers
def drop_address(person: Customer, address_id: int) -> ResponseReturnValue:
    """The book without that address."""
    if is_genuine():
        remove_address(person.id, address_id)
    return go(url_for(".show_account"))


@blueprint.post("/account/addresses/<int:address_id>/default")
@for_customers
def prefer_address(person: Customer, address_id: int) -> ResponseReturnValue:
    """The address the checkout chooses at first."""
    if is_genuine():
        try:
            make_default(person.id, address_id)
        except AddressNotFound:
            abort(404)
    return go(url_for(".show_account"))


def _own(person: Customer, address_id: int) -> CustomerAddress:
    """Another's address is not there, exactly like one that does not exist."""
    found = next((each for each in address_book(person.id) if each.id == address_id), None)
    return found or abort(404)


def _saved(person: Customer, address_id: int | None) -> ResponseReturnValue:
    entry = Entry.from_form(request.form)
    if not is_genuine():
        return _page(entry, address_id, (Problem(expired()),))
    if "update" in request.form:
        return _page(entry, address_id)
    if problems := entry.problems():
        return _page(entry, address_id, problems)
    try:
        save_address(person.id, asked_for(entry.address), entry.label, address_id)
    except Invalid as invalid:
        return _page(entry, address_id, from_refusal(invalid, ""))
    except AddressNotFound:
        abort(404)
    return go(url_for(".show_account"))


def _page(
    entry: Entry, address_id: int | None = None, problems: tuple[Problem, ...] = ()
) -> Response:
    served = (*visit.catalog().shop.countries, entry.address.country)
    label = Control(
        name="label",
        label=_("What you call it"),
        value=entry.label,
        error=by_anchor(problems).get("label", ""),
        required=False,
        autocomplete="off",
    )
    return page(
        "account/address.html",
        422 if problems else 200,
        action=request.path,
        address_id=address_id,
        label=label,
        place=controls_of(
            entry.address,
            "shipping",
            choices(tuple(dict.fromkeys(served)), spoken()),
            by_anchor(problems),
            attempted=False,
        ),
        problems=problems,
    )
