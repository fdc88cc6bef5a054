"""Writing an order that is read as plain rows under its lock: what of it and of its lines is new, different or gone."""

from ..models import Order, OrderLine
from ..written import Written

ORDERS, ORDER_LINES = Written(Order), Written(OrderLine)
#: among an order's attributes: the ids of the lines that are there
LINES_STORED = "lines that are stored"


def save(order: Order) -> None:
    """Writes what the order and its lines are by now. New ones get their ids."""
    ORDERS.save(order)
    for line in order.lines:
        line.order_id = order.id
    ORDER_LINES.save(*order.lines)  # first, so that no new line gets the id of one that goes
    stays = {line.id for line in order.lines}
    gone = [each for each in vars(order).get(LINES_STORED, ()) if each not in stays]
    if gone:
        ORDER_LINES.remove(gone)
    note_lines(order)


def note_lines(order: Order) -> None:
    """Notes that the order's lines are those in the database."""
    vars(order)[LINES_STORED] = [line.id for line in order.lines]
