"""The order whose link was opened. Its token is the credential of its pages."""

from ..operations import OrderNotFound, OrderRef
from ..standing import Standing
from . import visit


def opened_order(token: str) -> Standing:
    """The order of that token in the shop this browser is in. Raises `OrderNotFound`."""
    if not token:
        raise OrderNotFound
    return visit.read(OrderRef(visit.shop_code(), token=token))
