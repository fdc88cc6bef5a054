"""What the shipments of an order cost: their way to the buyer and their production."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..pricing import Charge
from ..words import N_, translated

if TYPE_CHECKING:
    from ..standing import Standing

PRODUCTION = N_("Production: %(speed)s")


def charges_of(standing: "Standing") -> Iterable[Charge]:
    """A charge for the way and one for the production of every shipment, as far as they are chosen."""
    for each in standing.shipments:
        if each.speed is not None:
            speed = each.speed.speed
            label = translated(PRODUCTION, standing.order.locale) % {"speed": each.speed.name}
            tax = standing.tax_on(speed.tax_code)
            yield Charge("production", each.index, speed.code, label, each.speed.amount, tax)
        if each.option is not None:
            method = each.option.method
            tax = standing.tax_on(method.tax_code)
            name, amount = each.option.name, each.option.amount
            yield Charge(method.type, each.index, method.code, name, amount, tax)
