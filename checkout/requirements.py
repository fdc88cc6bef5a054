"""What an order still needs before it can be placed: one list for every surface.

It ticks the progress bar, redirects to the first unmet step, gates placing and fills every API's error list.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from babel.dates import format_date

from .addresses import Address, check, check_email, countries
from .addresses import Fault as AddressFault
from .offers.options import destination
from .offers.prices import NoPrice
from .offers.shipments import Hold, ShipmentOffer
from .offers.windows import window_in_words
from .words import N_

if TYPE_CHECKING:
    from .standing import Standing

STEPS = ("cart", "address", "shipping", "payment")


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something missing: the step that asks for it, the field, a stable code, and words with their parameters."""

    step: str
    field: str
    code: str
    message: str
    params: tuple[tuple[str, object], ...] = ()


def requirements(standing: "Standing") -> tuple[Requirement, ...]:
    """Everything missing, in the order of the steps."""
    return tuple(each for rule in RULES for each in rule(standing))


def unmet_step(standing: "Standing") -> str | None:
    """The first step of which something is missing; what later ones ask for is not looked at."""
    return next((each.step for rule in RULES for each in rule(standing)), None)


def steps_of(standing: "Standing") -> tuple[str, ...]:
    """The steps in which this order leaves something to decide."""
    skipped = set()
    if not any(each.leaves_a_choice for each in standing.shipments):
        skipped.add("shipping")
    if not standing.payment_options and standing.order.lines:
        skipped.add("payment")
    return tuple(step for step in STEPS if step not in skipped)


def _cart_has_lines(standing: "Standing") -> Iterator[Requirement]:
    if not standing.order.lines:
        yield Requirement("cart", "lines", "cart_empty", N_("Your cart is empty."))


def _lines_can_be_had(standing: "Standing") -> Iterator[Requirement]:
    for index, line in enumerate(standing.order.lines):
        left = standing.left_for(line)
        field, params = f"lines/{index}/quantity", (("name", line.name), ("left", left))
        if not standing.is_sold(line):
            words = N_("%(name)s is no longer for sale.")
            yield Requirement("cart", field, "not_for_sale", words, params)
        elif left == 0:
            yield Requirement("cart", field, "out_of_stock", N_("%(name)s is sold out."), params)
        elif left is not None and left < line.quantity:
            words = N_("Only %(left)s of %(name)s are left.")
            yield Requirement("cart", field, "not_enough_stock", words, params)


def _lines_have_prices(standing: "Standing") -> Iterator[Requirement]:
    for index, line in enumerate(standing.order.lines):
        found = standing.unit_prices.get(line.variant_id)
        if isinstance(found, NoPrice):
            params = (("name", line.name), ("minimum", found.minimum))
            yield Requirement("cart", f"lines/{index}", found.code, found.message, params)


def _taxes_are_known(standing: "Standing") -> Iterator[Requirement]:
    """Goods whose tax at their destination the shop does not know cannot be sold there."""
    for index, line in enumerate(standing.order.lines):
        if standing.is_sold(line) and standing.tax_of(line) is None:
            words = N_("We cannot sell %(name)s to this country yet.")
            params = (("name", line.name),)
            yield Requirement("address", f"lines/{index}", "tax_not_known", words, params)


def _email_is_known(standing: "Standing") -> Iterator[Requirement]:
    fault = check_email(standing.order.email)
    if fault is not None:
        yield _from(fault, "email")


def _addresses_are_complete(standing: "Standing") -> Iterator[Requirement]:
    order, served = standing.order, standing.catalog.shop.countries
    shipping = order.shipping_address or Address()
    for fault in faults_of(shipping, tuple(served)):
        yield _from(fault, f"shipping_address/{fault.field}")
    if order.billing_address is not None:
        for fault in faults_of(order.billing_address, None):
            yield _from(fault, f"billing_address/{fault.field}")


def _can_be_shipped(standing: "Standing") -> Iterator[Requirement]:
    """Said with the address, which may be mended; as long as there is none, anything is possible."""
    if destination(standing) is not None and not all(each.options for each in standing.shipments):
        words = N_("We cannot deliver everything in this order to this address.")
        yield Requirement("address", "shipping_address/country", "cannot_ship_here", words)


def _shipping_is_chosen(standing: "Standing") -> Iterator[Requirement]:
    words = N_("Choose how we should deliver.")
    for each in standing.shipments:
        if each.option is None:
            field = _field(standing, each, "method")
            yield Requirement("shipping", field, "shipping_method_missing", words)


def _production_is_possible(standing: "Standing") -> Iterator[Requirement]:
    for each in standing.shipments:
        if each.speed_is_gone:
            words = N_("This production speed is not available any more. Choose another one.")
            field = _field(standing, each, "production_speed")
            yield Requirement("shipping", field, "production_speed_not_offered", words)
        if each.hold is not None and not each.hold.is_possible:
            yield _impossible_hold(standing, each, each.hold)


def _windows_are_chosen(standing: "Standing") -> Iterator[Requirement]:
    for each in standing.shipments:
        if each.needs_window and each.window is None:
            yield _window_to_choose(standing, each)


def _impossible_hold(standing: "Standing", shipment: ShipmentOffer, hold: Hold) -> Requirement:
    field, locale = _field(standing, shipment, "hold_until"), standing.order.locale
    if hold.until < hold.earliest:
        words = N_("Production can be held until %(day)s at the earliest.")
        day = format_date(hold.earliest, "long", locale=locale)
        return Requirement("shipping", field, "hold_too_early", words, (("day", day),))
    words = N_("Production can be held until %(day)s at the latest.")
    day = format_date(hold.latest, "long", locale=locale)
    return Requirement("shipping", field, "hold_too_late", words, (("day", day),))


def _window_to_choose(standing: "Standing", shipment: ShipmentOffer) -> Requirement:
    field = _field(standing, shipment, "delivery_window")
    free = next(iter(shipment.free_windows), None)
    if free is None:
        words = N_("Every delivery window is taken. Choose another way to deliver.")
        return Requirement("shipping", field, "delivery_window_full", words)
    if not shipment.window_is_gone:
        words = N_("Choose a delivery window.")
        return Requirement("shipping", field, "delivery_window_missing", words)
    words = N_("This delivery window is taken by now. The next free one is %(window)s.")
    text = window_in_words(free, standing.catalog.shop.time_zone, standing.order.locale)
    return Requirement("shipping", field, "delivery_window_full", words, (("window", text),))


def _field(standing: "Standing", shipment: ShipmentOffer, name: str) -> str:
    """The way of the only shipment is the order's own field."""
    if name == "method" and len(standing.shipments) == 1:
        return "shipping_method"
    return f"shipments/{shipment.index}/{name}"


def _payment_is_chosen(standing: "Standing") -> Iterator[Requirement]:
    if standing.payment_options and standing.payment is None:
        words = N_("Choose how you want to pay.")
        yield Requirement("payment", "payment_method", "payment_method_missing", words)


def _custom_data_fits(standing: "Standing") -> Iterator[Requirement]:
    """Only programs enter such data, so none of the steps asks a shopper for it."""
    if not standing.catalog.custom_schemas:
        return
    rules, order = standing.catalog.custom, standing.order
    holders = [("order", "custom", order.custom)]
    holders += [("line", f"lines/{i}/custom", each.custom) for i, each in enumerate(order.lines)]
    if standing.customer is not None:
        holders.append(("customer", "customer/custom", standing.customer.custom))
    for field in ("shipping_address", "billing_address"):
        if getattr(order, f"{field}_data") is not None:
            holders.append(("address", f"{field}/custom", getattr(order, f"{field}_custom")))
    for entity, field, data in holders:
        for name in rules.missing(entity, data):
            words = N_(
                "The shop still has to add details to this order (%(name)s). Please contact us."
            )
            yield _custom(f"{field}/{name}", "custom_missing", words, name)
        for name in rules.outdated(entity, data):
            words = N_(
                "The shop has to look over details of this order (%(name)s). Please contact us."
            )
            yield _custom(f"{field}/{name}", "custom_outdated", words, name)


RULES: tuple[Callable[["Standing"], Iterator[Requirement]], ...] = (
    _cart_has_lines,
    _lines_can_be_had,
    _lines_have_prices,
    _email_is_known,
    _addresses_are_complete,
    _taxes_are_known,
    _can_be_shipped,
    _shipping_is_chosen,
    _production_is_possible,
    _windows_are_chosen,
    _payment_is_chosen,
    _custom_data_fits,
)


@lru_cache(maxsize=2048)
def faults_of(address: Address, served: tuple[str, ...] | None) -> tuple[AddressFault, ...]:
    """What is wrong with an address; `served` are the countries it may lie in, none: any."""
    return check(address, _everywhere() if served is None else served)


@cache
def _everywhere() -> frozenset[str]:
    return frozenset(code for code, _ in countries("en"))


def _custom(field: str, code: str, message: str, name: str) -> Requirement:
    return Requirement("review", field, code, message, (("name", name),))


def _from(fault: AddressFault, field: str) -> Requirement:
    return Requirement("address", field, fault.code, fault.message, tuple(fault.params.items()))
