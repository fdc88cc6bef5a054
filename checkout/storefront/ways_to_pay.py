"""The ways to pay that pages offer."""

from ..models import PaymentMethod
from ..standing import Standing


def ways_to_pay(standing: Standing) -> tuple[PaymentMethod, ...]:
    """Those on offer that the shop lists, and the one a program chose before; all where it lists none."""
    chosen = standing.payment
    listed = tuple(each for each in standing.payment_options if each.is_listed or each is chosen)
    return listed or standing.payment_options
