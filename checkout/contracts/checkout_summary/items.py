"""A bill as nested items: a line, and below it what was taken off it and what its shipment costs.

Every item tells its own amounts, never those of the items below it: all items together are the charges and the tax.
Pure: minor units in, minor units out.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from ...pricing import Adjustment
from .bill import Bill

#: type of an adjustment -> the document's type and subtype
KINDS = {
    "production": ("Charge", "Production"),
    "shipping": ("Charge", "Postage"),
    "postage": ("Charge", "Postage"),
    "fee": ("Charge", "Fee"),
    "promotion": ("Discount", "Promotion"),
    "tax": ("Charge", "Tax"),
    "rounding": ("Charge", "Rounding"),
}
GIFT_CARD = "gc_"
#: the source of tax that the buyer owes: it is taken out of the price, and nobody charges it
TAKEN_OUT = "reverse_charge"


@dataclass(slots=True)
class Item:
    """One amount with the items that belong to it. `total` is without `tax`; amounts are minor units."""

    name: str
    quantity: int
    rate: int
    total: int
    kind: tuple[str, str]
    tax: int = 0
    below: list["Item"] = field(default_factory=list)

    def walk(self) -> Iterator["Item"]:
        """It and everything below it."""
        yield self
        for each in self.below:
            yield from each.walk()


def items_of(bill: Bill) -> list[Item]:
    """The items of a bill, line by line; what belongs to no line comes last."""
    items = [
        Item(line.name, line.quantity, line.unit_price, line.quantity * line.unit_price, PRODUCT)
        for line in bill.lines
    ]
    charges: defaultdict[int, list[Item]] = defaultdict(list)
    taxes: defaultdict[int, list[Adjustment]] = defaultdict(list)
    loose: list[Item] = []
    # What is on a line comes before its shipment's charges, and charges before what was taken off them.
    for each in sorted(bill.adjustments, key=lambda each: each.line is None):
        if each.type == "tax" and each.shipment is not None:
            taxes[each.shipment].append(each)
        elif each.type == "tax" and each.line is not None:
            _put_tax(items[each.line], each)
        elif each.type != "credit" and (each.amount or each.shipment is not None):
            _above(each, items, charges, loose, bill).append(_item(each, charges))
    on_goods = {
        each.source for each in bill.adjustments if each.type == "tax" and each.line is not None
    }
    for shipment, due in taxes.items():
        _share_tax(charges[shipment], due, on_goods)
    return items + loose


def credits_of(bill: Bill) -> list[Item]:
    """What the buyer has with the shop that pays; amounts are positive."""
    return [
        Item(each.label, 1, -each.amount, -each.amount, ("Credit", _credit(each)))
        for each in bill.adjustments
        if each.type == "credit"
    ]


PRODUCT = ("Charge", "Product")


def _above(
    adjustment: Adjustment,
    items: list[Item],
    charges: dict[int, list[Item]],
    loose: list[Item],
    bill: Bill,
) -> list[Item]:
    """The list an adjustment's item belongs to."""
    if adjustment.line is not None:
        return items[adjustment.line].below
    if adjustment.shipment is None:
        return loose
    if adjustment.type == "promotion" and charges[adjustment.shipment]:
        return charges[adjustment.shipment][-1].below
    return items[bill.carried[adjustment.shipment]].below


def _item(adjustment: Adjustment, charges: dict[int, list[Item]]) -> Item:
    amount, kind = adjustment.amount, KINDS[adjustment.type]
    if adjustment.type == "tax":
        return Item(adjustment.label, 1, 0, 0, kind, tax=amount)
    item = Item(adjustment.label, 1, amount, amount, kind)
    if adjustment.shipment is not None and adjustment.type != "promotion":
        charges[adjustment.shipment].append(item)
    return item


def _share_tax(charges: list[Item], taxes: list[Adjustment], on_goods: set[str]) -> None:
    """Puts the taxes on a shipment where they belong: in the order of its charges, of which those without tax have none.

    Where one of two has none, the tax that goods have is that of the production.
    """
    paid = [each for each in charges if sum(part.total for part in each.walk())] or charges
    if len(taxes) == 1 and len(paid) > 1:
        paid = paid[:1] if taxes[0].source in on_goods else paid[-1:]
    for index, each in enumerate(taxes):
        _put_tax(paid[min(index, len(paid) - 1)], each)


def _put_tax(item: Item, tax: Adjustment) -> None:
    if tax.source == TAKEN_OUT:
        item.total += tax.amount
        return
    item.tax += tax.amount
    if tax.included:
        item.total -= tax.amount


def _credit(adjustment: Adjustment) -> str:
    return "GiftCard" if adjustment.source.startswith(GIFT_CARD) else "StoreCredit"
