"""A withdrawal as JSON."""

from ..models import Order, Withdrawal
from .instants import in_utc
from .withdrawal_documents import WithdrawalDocument


def withdrawal_document(withdrawal: Withdrawal, order: Order) -> WithdrawalDocument:
    """The document of a withdrawal from `order`, whose lines are loaded."""
    return {
        "id": withdrawal.public_id,
        "order": order.public_id,
        "number": order.number,
        "name": withdrawal.name,
        "email": withdrawal.email,
        "lines": [
            {
                "line": index,
                "sku": line.sku,
                "name": line.name,
                "quantity": withdrawal.units[str(line.id)],
            }
            for index, line in enumerate(order.lines)
            if withdrawal.units.get(str(line.id))
        ],
        "declared_at": in_utc(withdrawal.declared_at),
        "last_day": withdrawal.last_day,
    }
