"""The items of an order, unit by unit."""

from itertools import islice
from typing import Any

from ...models import OrderLine
from .catalog_documents import variant_document
from .seen import Seen
from .writing import dates, links

#: More units of one order are counted but not listed one by one.
MOST_UNITS = 10_000
#: state of an order that was placed -> what became of its units
UNIT_STATES = {"placed": "sold", "cancelled": "returned"}


def items_total_of(seen: Seen) -> int:
    """What the items cost before adjustments, in minor units."""
    return sum(unit_price_of(seen, line) * line.quantity for line in seen.order.lines)


def unit_price_of(seen: Seen, line: OrderLine) -> int:
    """The price of one: the current one while the order is open, else the one agreed on."""
    return seen.standing.unit_price_of(line) if seen.is_open else line.unit_price


def item_documents(seen: Seen) -> list[dict[str, Any]]:
    """Every item."""
    left = MOST_UNITS
    documents = []
    for line in seen.order.lines:
        documents.append(item_document(seen, line, left))
        left = max(0, left - line.quantity)
    return documents


def item_document(seen: Seen, line: OrderLine, most_units: int = MOST_UNITS) -> dict[str, Any]:
    """One item."""
    price = unit_price_of(seen, line)
    variant = seen.catalog.every_variant[line.variant_id]
    product = f"products/{variant.product_id}"
    return {
        **links(product=product, variant=f"{product}/variants/{variant.id}"),
        "adjustments": [],
        "adjustments_total": 0,
        "id": line.id,
        "immutable": False,
        "inventory_units": _units(seen, line, most_units),
        "quantity": line.quantity,
        "total": price * line.quantity,
        "unit_price": price,
        "variant": variant_document(seen.catalog, variant, seen.order.locale),
    }


def _units(seen: Seen, line: OrderLine, most: int) -> list[dict[str, Any]]:
    order = seen.order
    state = UNIT_STATES.get(order.state, "checkout") if order.placed_at else "checkout"
    first = line.id * MOST_UNITS
    shared = {
        **links(order=f"orders/{order.id}"),
        **dates(order.created_at, order.updated_at),
        "inventory_state": state,
    }
    return [{**shared, "id": first + unit} for unit in islice(range(line.quantity), most)]
