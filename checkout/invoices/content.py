"""What stands on an invoice, in the language of its order. Amounts are formatted; nothing is computed twice."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date
from babel.numbers import format_currency

from .. import clock
from ..addresses import Address
from ..models import Adjustment, Invoice, Order, Shipment, Shop
from ..money import to_decimal
from ..words import N_, translated

INVOICE = N_("Invoice")
NUMBER = N_("Invoice number")
DATE = N_("Date of invoice")
ORDER = N_("Order")
ORDERED = N_("Ordered on")
DELIVERED = N_("Delivered on")
BILLED_TO = N_("Billed to")
SHIPPED_TO = N_("Delivered to")
ITEM = N_("Item")
QUANTITY = N_("Quantity")
EACH = N_("Each")
AMOUNT = N_("Amount")
ITEMS = N_("Items")
ROUNDING = N_("Rounding")
TO_PAY = N_("To pay")
TAX = N_("Tax")
NET = N_("Net")
WITHOUT_TAX = N_("Without tax")
VAT_ID = N_("VAT number: %(number)s")
TAX_NUMBER = N_("Tax number: %(number)s")
YOUR_VAT_ID = N_("Your VAT number: %(number)s")
REVERSE_CHARGE = N_(
    "Reverse charge: the buyer owes the tax (Article 196 of Directive 2006/112/EC)."
)
PAGE = N_("Page %(page)s of %(pages)s")
NOT_PRINTABLE = N_(
    "Characters that this document cannot print are shown as “?”; the page of the order has them."
)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A line of the order."""

    name: str
    quantity: str
    each: str
    amount: str


@dataclass(frozen=True, slots=True)
class TaxRow:
    """What is taxed alike."""

    label: str
    net: str
    tax: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceContent:
    """Everything an invoice says, as text."""

    locale: str
    title: str
    number: str
    issued_at: datetime
    seller: tuple[str, ...]
    #: name and value
    facts: tuple[tuple[str, str], ...]
    billed_to: tuple[str, ...]
    #: empty: the same
    shipped_to: tuple[str, ...]
    items: tuple[ItemRow, ...]
    sums: tuple[tuple[str, str], ...]
    total: tuple[str, str]
    taxes: tuple[TaxRow, ...]
    notes: tuple[str, ...]
    contact: str

    def say(self, words: str) -> str:
        """Words of this module in the invoice's language."""
        return translated(words, self.locale)


def content_of(
    invoice: Invoice,
    order: Order,
    shop: Shop,
    adjustments: Sequence[Adjustment],
    shipments: Sequence[Shipment],
) -> InvoiceContent:
    """What the invoice of a placed order says; its lines are loaded."""
    teller = _Teller(order, shop)
    billed = order.billing_address or order.shipping_address
    return InvoiceContent(
        locale=order.locale,
        title=teller.say(INVOICE),
        number=f"{invoice.number:06d}",
        issued_at=invoice.issued_at,
        seller=tuple(_seller(invoice.seller, shop, teller)),
        facts=tuple(_facts(invoice, order, shipments, teller)),
        billed_to=(*_lines(billed, teller), *_buyer(order, teller)),
        shipped_to=_lines(order.shipping_address, teller) if order.billing_address else (),
        items=tuple(_items(order, teller)),
        sums=tuple(_sums(order, adjustments, teller)),
        total=(teller.say(TO_PAY), teller.money(order.total)),
        taxes=tuple(_taxes(order, adjustments, teller)),
        notes=tuple(_notes(order, teller)),
        contact=" · ".join(each for each in (shop.contact_email, shop.contact_phone) if each),
    )


class _Teller:
    """How the order's language writes amounts and days."""

    def __init__(self, order: Order, shop: Shop) -> None:
        self._zone, self._currency = clock.zone_named(shop.time_zone), order.currency
        self.language = order.locale[:2]

    def say(self, words: str, **parts: object) -> str:
        return (
            translated(words, self.language) % parts if parts else translated(words, self.language)
        )

    def money(self, amount: int) -> str:
        value = to_decimal(amount, self._currency)
        text: str = format_currency(value, self._currency, locale=self.language)
        return text.replace("-", "\N{MINUS SIGN}")

    def day(self, instant: datetime) -> str:
        return format_date(instant.astimezone(self._zone), "long", locale=self.language)


def _seller(seller: dict[str, str], shop: Shop, teller: _Teller) -> Iterator[str]:
    yield seller.get("name") or shop.name
    yield from (line for line in seller.get("address", "").splitlines() if line.strip())
    if seller.get("vat_id"):
        yield teller.say(VAT_ID, number=seller["vat_id"])
    if seller.get("tax_number"):
        yield teller.say(TAX_NUMBER, number=seller["tax_number"])
    if seller.get("register"):
        yield seller["register"]


def _facts(
    invoice: Invoice, order: Order, shipments: Sequence[Shipment], teller: _Teller
) -> Iterator[tuple[str, str]]:
    yield teller.say(NUMBER), f"{invoice.number:06d}"
    yield teller.say(DATE), teller.day(invoice.issued_at)
    yield teller.say(ORDER), order.number or ""
    if order.placed_at is not None:
        yield teller.say(ORDERED), teller.day(order.placed_at)
    there = [each.delivered_at for each in shipments if each.delivered_at is not None]
    if there and len(there) == len(shipments):
        yield teller.say(DELIVERED), teller.day(max(there))


def _lines(place: Address | None, teller: _Teller) -> tuple[str, ...]:
    return tuple(place.lines(teller.language)) if place else ()


def _buyer(order: Order, teller: _Teller) -> Iterator[str]:
    if order.vat_id:
        yield teller.say(YOUR_VAT_ID, number=order.vat_id)


def _items(order: Order, teller: _Teller) -> Iterator[ItemRow]:
    for line in order.lines:
        wishes = "".join(f"\n{name}: {value}" for name, value in line.options.items())
        yield ItemRow(
            f"{line.name}{wishes}",
            str(line.quantity),
            teller.money(line.unit_price),
            teller.money(line.unit_price * line.quantity),
        )


def _sums(
    order: Order, adjustments: Sequence[Adjustment], teller: _Teller
) -> Iterator[tuple[str, str]]:
    items = sum(line.unit_price * line.quantity for line in order.lines)
    sums = dict[tuple[str, str], int]()
    for each in adjustments:
        if not each.included:
            key = (each.type, each.label or teller.say(ROUNDING))
            sums[key] = sums.get(key, 0) + each.amount
    yield teller.say(ITEMS), teller.money(items)
    for (type_, label), amount in sums.items():
        if amount or type_ != "tax":
            yield label, teller.money(amount)


def _taxes(order: Order, adjustments: Sequence[Adjustment], teller: _Teller) -> Iterator[TaxRow]:
    """By rate what is taxed and how much the tax is; what bears none comes last. Without a tax at all, nothing."""
    if order.taxed == "reverse_charge":
        return
    nets, taxes = _by_rate(order, adjustments)
    for label, tax in taxes.items():
        yield TaxRow(label, teller.money(nets[label]), teller.money(tax))
    if taxes and nets[""]:
        yield TaxRow(teller.say(WITHOUT_TAX), teller.money(nets[""]), teller.money(0))


def _by_rate(
    order: Order, adjustments: Sequence[Adjustment]
) -> tuple[dict[str, int], dict[str, int]]:
    """Net amounts and taxes in minor units by what the tax is called; what bears no tax under the empty name.

    Every part of the price, a line after its discounts or a charge of a shipment, is taxed as the tax that belongs to it says.
    """
    parts = defaultdict[tuple[int | None, int | None], int](int)
    for line in order.lines:
        parts[line.id, None] += line.unit_price * line.quantity
    taxed = defaultdict[tuple[int | None, int | None], dict[str, int]](dict)
    for each in adjustments:
        part = (each.line_id, None if each.line_id is not None else each.shipment_id)
        if each.type == "tax":
            known = taxed[part]
            known[each.label] = known.get(each.label, 0) + each.amount
        elif each.type != "credit" and not each.included:
            parts[part] += each.amount
    nets, taxes = defaultdict[str, int](int), dict[str, int]()
    for part, amount in parts.items():
        rates = taxed[part]
        label = max(rates, key=lambda each: rates[each], default="")
        within = sum(rates.values()) if order.taxed == "included" else 0
        nets[label] += amount - within
        for each_label, tax in rates.items():
            taxes[each_label] = taxes.get(each_label, 0) + tax
    return nets, taxes


def _notes(order: Order, teller: _Teller) -> Iterator[str]:
    if order.taxed == "reverse_charge":
        yield teller.say(REVERSE_CHARGE)
