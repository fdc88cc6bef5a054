"""What an order is taxed at: by the code of the goods, where they go, and the day."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ..catalog import Catalog, in_language
from ..models import Order, TaxRate
from ..pricing import Tax
from ..vat import reverse_charge_applies
from ..words import N_, translated

FLAT = "flat"
#: The tax code of what is not taxed anywhere, whatever the shop's rates are.
EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Place:
    """Where goods are taxed: ISO 3166-1 alpha-2, and the region as addresses say it."""

    country: str
    region: str = ""
    postal_code: str = ""


def place_of(order: Order, catalog: Catalog) -> Place:
    """Where the order goes: its shipping address, else its billing address; unknown, the shop's own country."""
    for address in (order.shipping_address, order.billing_address):
        if address is not None and address.country:
            return Place(address.country, address.region, address.postal_code)
    return Place(catalog.shop.country)


def tax_on(catalog: Catalog, code: str, place: Place, day: date, locale: str) -> Tax | None:
    """The tax on goods of a tax code there on that day; none when the shop does not know it.

    What is exempt is taxed at nothing. A region's own rate wins over its country's, a later one over an earlier. A shop without tax rates taxes
    everything at its flat rate.
    """
    if code == EXEMPT:
        return Tax(translated(N_("No tax"), locale), 0, EXEMPT)
    if not catalog.tax_rates:
        return _flat(catalog.shop.tax_rate, locale)
    found = [
        row
        for row in catalog.tax_rates
        if row.tax_code == code
        and row.country == place.country
        and row.region in {"", place.region}
        and row.applies_on(day)
    ]
    return _tax(max(found, key=_precedence), locale) if found else None


def reverse_charge_on(catalog: Catalog, vat_id: str, place: Place, day: date, locale: str) -> str:
    """What a receipt says where the buyer of that VAT number owes the tax; empty where the shop charges it."""
    if not vat_id or not reverse_charge_applies(
        catalog.shop.country, place.country, vat_id, day, destination_postal_code=place.postal_code
    ):
        return ""
    return translated(N_("Reverse charge: the buyer owes the VAT"), locale)


def _precedence(row: TaxRate) -> tuple[bool, date, int]:
    return bool(row.region), row.starts_on or date.min, row.id


def _tax(row: TaxRate, locale: str) -> Tax:
    place = f"{row.country}-{row.region}" if row.region else row.country
    label = f"{in_language(row.name, locale)} {shown(row.rate)}%"
    return Tax(label, row.rate, f"{row.tax_code} {place}")


@lru_cache(maxsize=256)
def _flat(rate: int, locale: str) -> Tax:
    label = translated(N_("VAT %(rate)s%%"), locale) % {"rate": shown(rate)}
    return Tax(label, rate, FLAT)


def shown(basis_points: int) -> str:
    """A rate as a receipt shows it: 1900 is "19", 550 is "5.5"."""
    whole, part = divmod(basis_points, 100)
    return f"{whole}.{part:02}".rstrip("0") if part else str(whole)
