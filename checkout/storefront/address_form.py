"""The address step's form: which controls a country has, what was typed into them, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

from ..addresses import Address, Fault, check_email, clean, form_for, suggest_email
from ..addresses import Field as AddressField
from ..addresses.card_numbers import looks_like_card_number
from ..addresses.messages import CARD_NUMBER
from ..controls import Control
from ..models import Order
from ..operations.vat_faults import vat_fault_in
from ..requirements import faults_of
from ..words import N_
from .problems import Problem
from .wording import _

ADDRESS_FIELDS = tuple(field.name for field in fields(Address))
#: Asked for only by those who want to say it.
RARE = ("company", "line2", "phone")
MAX_NOTE = 500


@dataclass(frozen=True)
class Typed:
    """What the form says, as it was typed."""

    email: str
    note: str
    shipping: Address
    billing: Address
    billing_same: bool
    vat_id: str = ""
    #: whether the form came back with faults before, so that mending one may be told at once
    attempted: bool = False
    #: the address chosen from the address book, in place of what was typed
    saved: Address | None = None
    #: which of the address book; empty where there is none
    choice: str = ""

    @classmethod
    def from_order(cls, order: Order, country: str) -> "Typed":
        """What the order says already; the likeliest country where it says none."""
        shipping = order.shipping_address or Address()
        billing = order.billing_address or Address()
        return cls(
            email=order.email,
            note=order.note,
            shipping=in_country(shipping, country),
            billing=in_country(billing, shipping.country or country),
            billing_same=order.billing_address is None,
            vat_id=order.vat_id,
        )

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> "Typed":
        """What was posted."""
        shipping = Address.from_dict(form)
        billing = Address.from_dict(
            {each: form.get(f"billing_{each}", "") for each in ADDRESS_FIELDS}
        )
        return cls(
            email=form.get("email", ""),
            note=form.get("note", ""),
            shipping=shipping,
            billing=in_country(billing, shipping.country),
            billing_same="billing_same" in form,
            vat_id=form.get("vat_id", ""),
            attempted="attempted" in form,
        )

    @property
    def wanted_shipping(self) -> Address:
        """The shipping address to store."""
        return clean(self.saved or asked_for(self.shipping))

    @property
    def wanted_billing(self) -> Address | None:
        """The billing address to store; none: as shipping."""
        return None if self.billing_same else clean(asked_for(self.billing))

    @property
    def email_suggestion(self) -> str:
        """The e-mail address probably meant, where it looks like a slip."""
        return suggest_email(self.email) or ""


def problems_of(typed: Typed, served: tuple[str, ...]) -> tuple[Problem, ...]:
    """Everything wrong with what was typed, in the order of the form."""
    return tuple(
        Problem(_(fault.message) % fault.params, anchor) for anchor, fault in _faults(typed, served)
    )


def email_control(typed: Typed, errors: Mapping[str, str]) -> Control:
    """The e-mail address."""
    return Control(
        name="email",
        label=_("E-mail"),
        value=typed.email,
        type="email",
        hint=_("For questions about your order and its delivery."),
        error=errors.get("email", ""),
        autocomplete="email",
        inputmode="email",
        update="fields",
    )


def note_control(typed: Typed, errors: Mapping[str, str]) -> Control:
    """A word to the shop."""
    return Control(
        name="note",
        label=_("Note for us"),
        value=typed.note,
        type="textarea",
        required=False,
        error=errors.get("note", ""),
        autocomplete="off",
        spellcheck=True,
        enterkeyhint="",
    )


def vat_id_control(typed: Typed, errors: Mapping[str, str]) -> Control:
    """A business buyer's VAT number."""
    return Control(
        name="vat_id",
        label=_("VAT number"),
        value=typed.vat_id,
        required=False,
        hint=_("For businesses in another country of the EU."),
        error=errors.get("vat_id", ""),
        autocomplete="off",
    )


@dataclass(frozen=True)
class AddressControls:
    """One address: the country, the rows of its controls, the rare ones, and what other countries would ask for."""

    country: Control
    rows: tuple[tuple[Control, ...], ...]
    rare: tuple[Control, ...]
    kept: tuple[tuple[str, str], ...]


def controls_of(
    address: Address,
    kind: str,
    choices: tuple[tuple[str, str], ...],
    errors: Mapping[str, str],
    *,
    attempted: bool,
) -> AddressControls:
    """The controls of the "shipping" or "billing" address, for its country."""
    prefix = _prefix(kind)
    form = form_for(address.country)
    controls = {
        field.name: _control(field, address, kind, errors, "fields" if attempted else "")
        for field in form.fields
    }
    country = replace(controls.pop("country"), options=choices, type="select", update="fields")
    rare = tuple(controls.pop(name) for name in RARE if name in controls)
    kept = tuple(
        (f"{prefix}{name}", value)
        for name, value in address.to_dict().items()
        if value and name not in {field.name for field in form.fields}
    )
    return AddressControls(country, tuple(_rows(list(controls.values()))), rare, kept)


def _control(
    field: AddressField,
    address: Address,
    kind: str,
    errors: Mapping[str, str],
    update: str,
) -> Control:
    name = f"{_prefix(kind)}{field.name}"
    is_choice = bool(field.options)
    return Control(
        name=name,
        label=_(field.label),
        value=_option_meant(field, address) if is_choice else getattr(address, field.name),
        type="select" if is_choice else "tel" if field.inputmode == "tel" else "text",
        required=field.required,
        hint=_(HINTS[field.name]) if field.name in HINTS else "",
        error=errors.get(name, ""),
        autocomplete=f"{kind} {field.autocomplete}",
        inputmode=field.inputmode if field.inputmode != "text" else "",
        width=field.width,
        options=(("", _("Please choose")), *field.options) if is_choice else (),
        spellcheck=field.spellcheck,
        update=update,
    )


HINTS = {"phone": N_("Only for the carrier, if something is unclear at the door.")}


def _option_meant(field: AddressField, address: Address) -> str:
    """A region may have come in as a name or a full code; the list knows its short codes."""
    codes = {code for code, _name in field.options}
    return address.region if address.region in codes else clean(address).region


def _prefix(kind: str) -> str:
    return "billing_" if kind == "billing" else ""


def _rows(controls: list[Control]) -> Iterator[tuple[Control, ...]]:
    """Postal code and city share a row where a country writes them in this order; nothing else does."""
    while controls:
        first = controls.pop(0)
        pair = first.name.endswith("postal_code") and controls and controls[0].name.endswith("city")
        yield (first, controls.pop(0)) if pair else (first,)


def _faults(typed: Typed, served: tuple[str, ...]) -> Iterator[tuple[str, Fault]]:
    if (fault := check_email(typed.email)) is not None:
        yield "email", fault
    for fault in faults_of(typed.wanted_shipping, served):
        yield fault.field, fault
    if looks_like_card_number(typed.note):
        yield "note", Fault("note", "looks_like_card_number", CARD_NUMBER)
    if len(typed.note) > MAX_NOTE:
        words = N_("Shorten the note to %(limit)d characters")
        yield "note", Fault("note", "note_too_long", words, {"limit": MAX_NOTE})
    for wrong in vat_fault_in(typed.vat_id[:MAX_NOTE]):
        yield "vat_id", Fault("vat_id", wrong.code, wrong.message)
    if typed.wanted_billing is not None:
        for fault in faults_of(typed.wanted_billing, None):
            yield f"billing_{fault.field}", fault


def in_country(address: Address, country: str) -> Address:
    """The address, in that country where it says none."""
    return address if address.country else replace(address, country=country)


def asked_for(address: Address) -> Address:
    """The address without what another country's form asked for: that is kept on the page, but not stored."""
    asked = {field.name for field in form_for(address.country).fields}
    return replace(address, **{name: "" for name in ADDRESS_FIELDS if name not in asked})
