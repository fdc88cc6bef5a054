"""Adjustments and totals of an order: priced now while it is open, and as written down afterwards."""

from collections.abc import Sequence

from ..models import OrderLine
from ..models.promotion import folded
from ..operations.records import Records
from ..pricing import TYPES
from ..standing import Standing
from ..words import N_, translated
from .documents import AdjustmentDocument, TotalDocument

LABELS = {
    "items": N_("Items"),
    "production": N_("Production"),
    "shipping": N_("Delivery"),
    "postage": N_("Postage"),
    "fee": N_("Fee"),
    "promotion": N_("Discount"),
    "tax": N_("Tax"),
    "credit": N_("Gift cards and credit"),
    "rounding": N_("Rounding"),
    "total": N_("Total"),
}
VOUCHER = N_("Voucher %(label)s")
INCLUDED = N_("Includes %(label)s")


def adjustments_of(standing: Standing, records: Records) -> list[AdjustmentDocument]:
    """Why the total of the order is not the sum of its lines."""
    match standing.order.state:
        case "open":
            return _as_priced(standing)
        case state if state in {"placing", "placed"} or standing.order.placed_at is not None:
            return _as_written(standing.order.lines, records)
        case _:
            return _as_last_quoted(standing)


def totals_of(
    standing: Standing, adjustments: list[AdjustmentDocument], items: int, total: int
) -> list[TotalDocument]:
    """The rows of the receipt, in the order's language. Those that are not included add up to the total."""
    rows: list[TotalDocument] = [_row("items", _label("items", standing), items)]
    for part in TYPES:
        ours = [each for each in adjustments if each["type"] == part]
        if ours:
            rows.append(
                _row(part, _part_label(part, ours, standing), sum(each["amount"] for each in ours))
            )
    return [*rows, _row("total", _label("total", standing), total)]


def _as_priced(standing: Standing) -> list[AdjustmentDocument]:
    return [
        {
            "type": each.type,
            "label": each.label,
            "amount": each.amount,
            "included": each.included,
            "line": each.line,
            "shipment": each.shipment,
        }
        for each in standing.priced.adjustments
    ]


def _as_written(lines: Sequence[OrderLine], records: Records) -> list[AdjustmentDocument]:
    line_at = {line.id: index for index, line in enumerate(lines)}
    shipment_at = {shipment.id: index for index, shipment in enumerate(records.shipments)}
    return [
        {
            "type": each.type,
            "label": each.label,
            "amount": each.amount,
            "included": each.included,
            "line": None if each.line_id is None else line_at.get(each.line_id),
            "shipment": None if each.shipment_id is None else shipment_at.get(each.shipment_id),
        }
        for each in records.adjustments
    ]


def _as_last_quoted(standing: Standing) -> list[AdjustmentDocument]:
    """Of a checkout given up, only the parts of the total are kept."""
    quoted = standing.order.quoted
    return [
        {
            "type": part,
            "label": _label(part, standing),
            "amount": quoted[part],
            "included": part == "tax" and standing.catalog.shop.prices_include_tax,
            "line": None,
            "shipment": None,
        }
        for part in TYPES
        if quoted.get(part)
    ]


def _part_label(part: str, ours: list[AdjustmentDocument], standing: Standing) -> str:
    """One reason is called by its name, several by their kind."""
    labels = {each["label"] for each in ours}
    if len(labels) > 1:
        return _label(part, standing)
    if not any(labels):
        return _label(part, standing)
    vouchers = {folded(code) for code in standing.order.coupon_codes}
    by_code = all(folded(label) in vouchers for label in labels)
    words = {
        "promotion": VOUCHER if by_code else "%(label)s",
        "tax": INCLUDED if ours[0]["included"] else "%(label)s",
    }
    locale = standing.order.locale
    return translated(words.get(part, "%(label)s"), locale) % {"label": labels.pop()}


def _label(type_: str, standing: Standing) -> str:
    return translated(LABELS[type_], standing.order.locale)


def _row(type_: str, label: str, amount: int) -> TotalDocument:
    return {"type": type_, "label": label, "amount": amount}
