"""Production speeds: what is made to order, how fast, and when it is done."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ..bounds import LONGEST_LEAD
from ..catalog import in_language
from ..dates import Calendar, production_done
from ..models import ProductionSpeed
from .origins import Origin

if TYPE_CHECKING:
    from ..standing import Standing


@dataclass(frozen=True, slots=True)
class SpeedOption:
    """A production speed on offer, its price in minor units, and the day on which production is done."""

    speed: ProductionSpeed
    name: str
    amount: int
    produced_on: date


def speeds_of(
    standing: "Standing", origin: Origin, begins: date, calendar: Calendar
) -> tuple[SpeedOption, ...]:
    """The speeds at which what is begun on `begins` can be made, the normal one first; none where nothing is made to order."""
    return tuple(
        SpeedOption(
            each,
            in_language(each.name, standing.order.locale),
            each.price,
            production_done(begins, each.lead_days, calendar),
        )
        for each in _rows(standing, origin)
        if each.lead_days <= LONGEST_LEAD and _is_sold(standing, each)
    )


def _is_sold(standing: "Standing", speed: ProductionSpeed) -> bool:
    currency = speed.currency or standing.catalog.shop.currency
    is_taxed = standing.tax_on(speed.tax_code) is not None
    return speed.price == 0 or (currency == standing.order.currency and is_taxed)


def _rows(standing: "Standing", origin: Origin) -> list[ProductionSpeed]:
    """A producer's own speeds if there are any, else the shop's."""
    speeds = standing.catalog.production_speeds
    theirs = [each for each in speeds if origin.producer and each.producer_id == origin.producer.id]
    return theirs or [each for each in speeds if each.producer_id is None]
