"""The steps of a checkout: which one a form is, and what it makes of the order."""

from collections.abc import Callable, Iterable
from datetime import date

from ...offers.shipments import ShipmentOffer
from ...operations import Changes, OrderRef, ShipmentWish, StepUnmet, take_step
from ...requirements import STEPS, Requirement
from ...words import translated
from . import addressing, paying
from .errors import BLANK, EXTRA, INVALID, FormFault, FormInvalid, Path, invalid
from .forms import NUMBER, Fields, Form, numbered, only
from .seen import NAME, PAYS, SHIPS, Seen

ADDRESS, SHIPPING, PAYMENT = STEPS[1:]
FINALIZE, PURCHASE = "finalize", "purchase"
FORMS = {
    ADDRESS: addressing.NAMES,
    SHIPPING: ("shipments",),
    PAYMENT: ("payments",),
    PURCHASE: paying.NAMES,
}
#: what the form is told where a step before is missing
TOO_EARLY = "Complete the steps before this one first."


def step_of(form: Form) -> str:
    """The step a form belongs to; one without fields finalizes. Raises `FormInvalid` for fields that go together in none."""
    if not form:
        return FINALIZE
    for step, names in FORMS.items():
        if form.keys() <= set(names):
            return step
    raise invalid(words=EXTRA)


def take(ref: OrderRef, seen: Seen, step: str, form: Form) -> None:
    """Takes one of the steps that change the order. Raises `FormInvalid`, `OrderNotFound`, `OrderClosed`."""
    require_before(seen, step)
    changes = CHANGES[step](seen, form)
    try:
        take_step(ref, step, changes)
    except StepUnmet as unmet:
        raise form_invalid(unmet.requirements, seen.order.locale) from None


def require_before(seen: Seen, step: str) -> None:
    """Raises `FormInvalid` where a step before this one was not taken."""
    before = STEPS[: STEPS.index(step)] if step in STEPS else STEPS
    missing = [each for each in seen.standing.missing if each.step in before]
    faults = list(_faults(missing, seen.order.locale))
    is_told = any(each.path == ("shipments",) for each in faults)
    if SHIPPING in before and seen.asks_for_shipping and not is_told:
        faults.append(FormFault(("shipments",), BLANK))
    if faults:
        raise FormInvalid((FormFault((), TOO_EARLY), *faults))


def form_invalid(missing: Iterable[Requirement], locale: str) -> FormInvalid:
    """What an order still needs, at the fields of the forms that bring it."""
    return FormInvalid(tuple(_faults(missing, locale)))


def _faults(missing: Iterable[Requirement], locale: str) -> Iterable[FormFault]:
    for each in missing:
        yield FormFault(_path(each), translated(each.message, locale) % dict(each.params))


def _path(requirement: Requirement) -> Path:
    field = requirement.field
    if field == "email" or field.startswith(("shipping_address", "billing_address")):
        return addressing.path_of(field)
    forms = {SHIPPING: ("shipments",), PAYMENT: ("payments",)}
    return forms.get(requirement.step, ())


def _shipping(seen: Seen, form: Form) -> Changes:
    only(form, "shipments")
    wanted, proposals = numbered(form["shipments"]), seen.proposals
    names = _numbers(wanted, len(proposals))
    fields = Fields({"shipments": wanted})
    wishes = []
    for name, proposal in zip(names, proposals, strict=True):
        id_ = fields.number("shipments", name, "method")
        code = next((each.method.code for each in proposal.options if each.method.id == id_), None)
        if id_ is not None and code is None:
            fields.faults.append(FormFault(("shipments", name, "method"), INVALID))
        wishes.append(_wish(seen, proposal, code))
    fields.check()
    return Changes(shipments=tuple(wishes), contract_data={NAME: {**seen.kept, SHIPS: True}})


def _wish(seen: Seen, proposal: ShipmentOffer, method: str | None) -> ShipmentWish:
    """The method for this shipment, and whatever else was chosen for it elsewhere."""
    choice = seen.standing.choices.get(proposal.origin.code, {})
    held = choice.get("hold_until")
    return ShipmentWish(
        proposal.origin.code,
        method,
        choice.get("speed"),
        None if held is None else date.fromisoformat(held),
        choice.get("window"),
    )


def _payment(seen: Seen, form: Form) -> Changes:
    wanted = numbered(form["payments"])
    (name,) = _numbers(wanted, 1, "payments")
    fields = Fields({"payments": wanted})
    id_ = fields.number("payments", name, "method")
    fields.check()
    offered = seen.standing.payment_options
    code = next((each.code for each in offered if each.id == id_), None)
    if code is None:
        raise invalid("payments", name, "method")
    return Changes(payment_method=code, contract_data={NAME: {**seen.kept, PAYS: True}})


def _numbers(wanted: dict[str, object], count: int, field: str = "shipments") -> list[str]:
    """The names of the entries in their order, whether they are counted from 0 or from 1. Raises `FormInvalid`."""
    if len(wanted) != count or not all(NUMBER.fullmatch(name) for name in wanted):
        raise invalid(field, words=BLANK if len(wanted) < count else EXTRA)
    return sorted(wanted, key=int)


CHANGES: dict[str, Callable[[Seen, Form], Changes]] = {
    ADDRESS: addressing.addressing,
    SHIPPING: _shipping,
    PAYMENT: _payment,
}
