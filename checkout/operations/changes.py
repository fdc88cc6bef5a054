"""What a caller wants an open order to become: only what is set is changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import Enum
from typing import Any

from .. import vat
from ..addresses import Address, clean
from ..custom import CustomRules, Data, identity, merged
from ..models import Order
from ..models.credit import MAX_GIFT_CARDS
from ..models.order import MAX_LINES, MAX_QUANTITY
from ..models.promotion import folded
from ..standing import Standing
from ..words import N_
from .coupon_faults import unusable_codes
from .refusals import Fault
from .shipment_wishes import ShipmentWish, choices_of, faults_in_wishes, without_methods
from .vat_faults import vat_fault_in


class Unset(Enum):
    """The mark of what a caller left alone."""

    UNSET = 0


UNSET = Unset.UNSET


@dataclass(frozen=True, slots=True)
class LineWanted:
    """So many units of a SKU, with the buyer's own options, and a program's data by name of its schema."""

    sku: str
    quantity: int
    options: tuple[tuple[str, str], ...] = ()
    custom: Data = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CardWanted:
    """A gift card: one that is on the order already, or one found by its code, in which case it has a currency or a fault."""

    public_id: str
    currency: str = ""
    #: why the code cannot be taken
    fault: str = ""


@dataclass(frozen=True, slots=True)
class AddressPatch:
    """New values for some fields of the stored address, by name; the others stay. It is merged under the order's lock.

    `custom` is a merge patch of the address's custom data; none takes all of it away.
    """

    fields: tuple[tuple[str, str], ...]
    custom: Data | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """New values of an order's writable fields. Empty text clears; no billing address means as shipping.

    `custom` is a merge patch; none takes all of it away. An address that is replaced keeps its custom data,
    one that is taken away takes it along.
    """

    email: str | Unset = UNSET
    phone: str | Unset = UNSET
    locale: str | Unset = UNSET
    #: ISO 4217, one the shop sells in
    currency: str | Unset = UNSET
    #: a business buyer's VAT identification number; empty: none
    vat_id: str | Unset = UNSET
    note: str | Unset = UNSET
    external_id: str | Unset | None = UNSET
    lines: tuple[LineWanted, ...] | Unset = UNSET
    shipping_address: Address | AddressPatch | Unset | None = UNSET
    billing_address: Address | AddressPatch | Unset | None = UNSET
    shipping_method: str | Unset | None = UNSET
    #: replaces every choice that was made for single shipments
    shipments: tuple[ShipmentWish, ...] | Unset = UNSET
    payment_method: str | Unset | None = UNSET
    coupon_codes: tuple[str, ...] | Unset = UNSET
    gift_cards: tuple[CardWanted, ...] | Unset = UNSET
    use_store_credit: bool | Unset = UNSET
    #: public id of the customer whose order it is; none: a guest's
    customer: str | Unset | None = UNSET
    #: the instant (UTC) from which on the worker places it; none: its buyer does
    scheduled_for: datetime | Unset | None = UNSET
    #: by contract what a partner sent along and wants back as it was; what other contracts keep stays
    contract_data: dict[str, Any] | Unset = UNSET
    custom: Data | Unset | None = UNSET

    def given(self) -> Iterator[tuple[str, object]]:
        """The fields that are set, with their values."""
        for each in fields(self):
            value = getattr(self, each.name)
            if value is not UNSET:
                yield each.name, value


def faults_in(changes: Changes, standing: Standing) -> tuple[Fault, ...]:
    """What of `changes` this shop cannot take: unknown SKUs, methods and codes."""
    catalog = standing.catalog
    return (
        *_unknown_skus(changes, standing),
        *vat_fault_in(changes.vat_id),
        *_unknown_choice(
            "currency", changes.currency, {catalog.shop.currency, *catalog.shop.currencies}
        ),
        *_unknown_choice(
            "shipping_method",
            changes.shipping_method,
            {each.code for each in catalog.shipping_methods},
        ),
        *_unknown_choice(
            "payment_method",
            changes.payment_method,
            {each.code for each in catalog.payment_methods},
        ),
        *faults_in_wishes(_wishes(changes), standing),
        *unusable_codes(_codes(changes), standing),
        *_unusable_cards(changes, standing),
        *_nobodys_credit(changes, standing),
        *_unfit_data(changes, standing),
    )


def impossible_lines(changes: Changes) -> tuple[Fault, ...]:
    """Lines that no order can carry, whatever the shop sells."""
    lines = () if isinstance(changes.lines, Unset) else changes.lines
    if len(lines) > MAX_LINES:
        words = N_("A cart has room for %(limit)s different items.")
        return (Fault(("lines",), "too_many_lines", words, (("limit", MAX_LINES),)),)
    words = N_("Enter a quantity between 1 and %(limit)s.")
    return tuple(
        Fault(
            ("lines", index, "quantity"), "quantity_out_of_range", words, (("limit", MAX_QUANTITY),)
        )
        for index, line in enumerate(lines)
        if not 1 <= line.quantity <= MAX_QUANTITY
    )


def write_fields(changes: Changes, order: Order) -> None:
    """Writes everything but the lines and the customer onto the order."""
    order.contract_data = _kept(changes, order)
    if changes.shipping_method is not UNSET and changes.shipments is UNSET:
        order.shipment_choices = without_methods(order.shipment_choices)
    for name, value in changes.given():
        if name in {"shipping_address", "billing_address"}:
            _write_address(name, value, order)
        elif name == "coupon_codes":
            codes = {folded(code): code.strip() for code in _codes(changes)}
            order.coupon_codes = list(codes.values())
        elif name == "gift_cards":
            order.gift_cards = list(dict.fromkeys(each.public_id for each in _cards(changes)))
        elif name == "vat_id":
            order.vat_id = vat.normalise(str(value))
        elif name == "custom":
            order.custom = patched(order.custom, changes.custom)
        elif name == "shipments":
            order.shipment_choices = choices_of(_wishes(changes))
        elif name not in {"lines", "customer", "contract_data"}:
            setattr(order, name, value.strip() if isinstance(value, str) else value)


def _kept(changes: Changes, order: Order) -> dict[str, Any]:
    """What contracts keep with the order; each only changes what is its own."""
    before = order.contract_data or {}
    sent = changes.contract_data
    return before if isinstance(sent, Unset) else {**before, **sent}


def patched(before: Data | None, patch: Data | Unset | None) -> dict[str, Any] | None:
    """Custom data as it is stored after a change: none where there is none."""
    if isinstance(patch, Unset):
        return None if before is None else dict(before)
    return (merged(before, patch) or None) if patch is not None else None


def _wishes(changes: Changes) -> tuple[ShipmentWish, ...]:
    return () if isinstance(changes.shipments, Unset) else changes.shipments


def _unknown_skus(changes: Changes, standing: Standing) -> Iterator[Fault]:
    # What is in the cart may stay there when it is no longer sold; the requirements say so.
    known = standing.catalog.variant_by_sku.keys() | {line.sku for line in standing.order.lines}
    lines = () if isinstance(changes.lines, Unset) else changes.lines
    for index, line in enumerate(lines):
        if line.sku not in known:
            words = N_("There is no product with the SKU %(sku)s.")
            yield Fault(("lines", index, "sku"), "unknown_sku", words, (("sku", line.sku),))


def _unknown_choice(field: str, code: str | Unset | None, known: set[str]) -> Iterator[Fault]:
    if isinstance(code, str) and code not in known:
        words = N_("This shop does not know %(code)s.")
        yield Fault((field,), f"unknown_{field}", words, (("code", code),))


#: what is wrong with a gift card -> what its holder is told; never with the code in it
CARD_FAULTS = {
    "unknown_gift_card": N_("We do not know this gift card. Check its code for typing mistakes."),
    "gift_card_expired": N_("This gift card has expired."),
    "gift_card_empty": N_("There is nothing left on this gift card."),
    "gift_card_currency": N_("This gift card is in another currency."),
    "too_many_gift_cards": N_("An order can be paid with at most %(limit)s gift cards."),
}


def _cards(changes: Changes) -> tuple[CardWanted, ...]:
    return () if isinstance(changes.gift_cards, Unset) else changes.gift_cards


def _unusable_cards(changes: Changes, standing: Standing) -> Iterator[Fault]:
    order, cards = standing.order, _cards(changes)
    currency = order.currency if isinstance(changes.currency, Unset) else changes.currency
    for index, card in enumerate(cards):
        code = card.fault
        if not code and not card.currency and card.public_id not in order.gift_cards:
            code = "unknown_gift_card"
        elif not code and card.currency not in {"", currency}:
            code = "gift_card_currency"
        if code:
            yield Fault(("gift_cards", index), code, CARD_FAULTS[code])
    if len({card.public_id for card in cards}) > MAX_GIFT_CARDS:
        limit = (("limit", MAX_GIFT_CARDS),)
        words = CARD_FAULTS["too_many_gift_cards"]
        yield Fault(("gift_cards",), "too_many_gift_cards", words, limit)


def _nobodys_credit(changes: Changes, standing: Standing) -> Iterator[Fault]:
    has_customer = standing.order.customer_id is not None
    if changes.customer is not UNSET:
        has_customer = changes.customer is not None
    if changes.use_store_credit is True and not has_customer:
        words = N_("Only a customer who is signed in has store credit.")
        yield Fault(("use_store_credit",), "store_credit_needs_customer", words)


#: entity, where it was sent, what is stored, and the merge patch
Written = tuple[str, tuple[str | int, ...], Data | None, Data | Unset | None]


def _unfit_data(changes: Changes, standing: Standing) -> Iterator[Fault]:
    """Faults in the custom data that is written; what was stored before is for the requirements to judge."""
    order, rules = standing.order, standing.catalog.custom
    written: list[Written] = [("order", ("custom",), order.custom, changes.custom)]
    for name in ("shipping_address", "billing_address"):
        patch = getattr(changes, name)
        if isinstance(patch, AddressPatch):
            before = getattr(order, f"{name}_custom")
            written.append(("address", (name, "custom"), before, patch.custom))
    kept = {identity(line.custom) for line in order.lines}
    for index, line in enumerate(() if isinstance(changes.lines, Unset) else changes.lines):
        if line.custom and identity(line.custom) not in kept:
            written.append(("line", ("lines", index, "custom"), None, line.custom))
    yield from faults_of_data(rules, written)


def faults_of_data(rules: CustomRules, written: Iterable[Written]) -> Iterator[Fault]:
    """What is wrong with custom data after each of these patches."""
    for entity, path, before, patch in written:
        if isinstance(patch, Mapping):
            names = [name for name, value in patch.items() if value is not None]
            for fault in rules.faults(entity, merged(before, patch), names):
                yield Fault((*path, *fault.path), fault.code, fault.message, fault.params)


def _write_address(name: str, value: object, order: Order) -> None:
    setattr(order, f"{name}_data", _address_data(value, getattr(order, name)))
    if isinstance(value, AddressPatch):
        custom = f"{name}_custom"
        setattr(order, custom, patched(getattr(order, custom), value.custom))
    elif value is None:
        setattr(order, f"{name}_custom", None)


def _address_data(value: object, before: Address | None) -> dict[str, str] | None:
    if isinstance(value, AddressPatch):
        value = replace(before or Address(), **dict(value.fields))
    return clean(value).to_dict() if isinstance(value, Address) else None


def _codes(changes: Changes) -> tuple[str, ...]:
    return () if isinstance(changes.coupon_codes, Unset) else changes.coupon_codes
