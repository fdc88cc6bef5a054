"""The payloads: an order priced, and an order executed. Amounts become decimals here and nowhere else."""

from collections.abc import Sequence
from decimal import Decimal

from ...money import to_decimal
from ...operations.records import NOTHING, Records
from ...paid import paid_of
from ...standing import Standing
from ..decimal_json import Json
from .bill import open_bill, written_bill
from .items import Item, credits_of, items_of
from .offers import Offers, agreed, noon_of, offers_of

#: our states -> the document's words
STATUS = {
    "open": "Draft",
    "placing": "PaymentPending",
    "placed": "Placed",
    "cancelled": "Cancelled",
    "expired": "Expired",
}


def summary(standing: Standing, records: Records = NOTHING) -> Json:
    """An order as it would be executed now, or as it was."""
    order = standing.order
    is_open = order.state == "open"
    bill = open_bill(standing) if is_open else written_bill(standing, records)
    items, credits_ = items_of(bill), credits_of(bill)
    charges, tax = _sums(items)
    used = sum(each.total for each in credits_)
    offers = offers_of(standing.shipments) if is_open else agreed(records.shipments)
    return {
        **executed(standing),
        "lineItems": [_item(each, order.currency) for each in items],
        "credits": [_item(each, order.currency) for each in credits_],
        "totalCharges": to_decimal(charges, order.currency),
        "totalTax": to_decimal(tax, order.currency),
        "totalCredits": to_decimal(used, order.currency),
        "balance": to_decimal(charges + tax - used, order.currency),
        **_offered(offers, order.currency, standing.catalog.shop.time_zone),
    }


def executed(standing: Standing) -> dict[str, Json]:
    """An order and where it stands."""
    order = standing.order
    return {"orderId": order.id, "status": STATUS[order.state]}


def facts(standing: Standing, records: Records = NOTHING) -> dict[str, Json]:
    """What else is worth knowing: the currency of the amounts, the order's number, and what was paid and given back so far."""
    order = standing.order
    paid = paid_of(order, records.payments)
    back = {"refunded": to_decimal(paid.refunded, order.currency)} if paid.refunded else {}
    return {
        "currency": order.currency,
        "number": order.number,
        "paid": to_decimal(paid.captured, order.currency),
        **back,
    }


def _sums(items: Sequence[Item]) -> tuple[int, int]:
    every = [part for each in items for part in each.walk()]
    return sum(each.total for each in every), sum(each.tax for each in every)


def _item(item: Item, currency: str) -> Json:
    return {
        "tax": to_decimal(item.tax, currency),
        "name": item.name,
        "quantity": item.quantity,
        "rate": to_decimal(item.rate, currency),
        "total": to_decimal(item.total, currency),
        "transactionType": item.kind[0],
        "transactionSubType": item.kind[1],
        "subItems": [_item(each, currency) for each in item.below],
    }


def _offered(offers: Offers, currency: str, zone: str) -> dict[str, Json]:
    return {
        "productionSpeeds": {code: noon_of(day, zone) for code, day in offers.completed.items()},
        "productionSpeedPrices": _prices(offers.speed_prices, currency),
        "postageTypePrices": _prices(offers.postage_prices, currency),
        "estimatedDeliveryDateMin": noon_of(offers.arrives_from, zone),
        "estimatedDeliveryDateMax": noon_of(offers.arrives_to, zone),
    }


def _prices(prices: dict[str, int], currency: str) -> dict[str, Decimal]:
    return {code: to_decimal(amount, currency) for code, amount in prices.items()}
