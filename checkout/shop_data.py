"""What is wrong with the data of a shop. None of it breaks a page: what is wrong is not offered, and told here."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from babel.numbers import list_currencies

from . import clock
from .method_rates import fault_of_transfer
from .models.shop import TAX_ROUNDINGS
from .promotion_rules import Meaningless, terms_in
from .shop_shipping import shipping_complaints
from .withdrawals import EXEMPTIONS

if TYPE_CHECKING:
    from .catalog import Catalog


def complaints(catalog: "Catalog") -> Iterator[str]:
    """A sentence for each thing wrong with a shop, naming the row."""
    for check in CHECKS:
        for words in check(catalog):
            yield f"Shop {catalog.shop.code}: {words}"


def _rules(catalog: "Catalog") -> Iterator[str]:
    shop = catalog.shop
    if shop.tax_rounding not in TAX_ROUNDINGS:
        yield f"tax_rounding {shop.tax_rounding!r} is none of {', '.join(TAX_ROUNDINGS)}; lines are rounded."
    if shop.smallest_coin < 1:
        yield "smallest_coin is below 1; nothing is rounded to it."
    if shop.time_zone not in clock.time_zones():
        yield f"there is no time zone {shop.time_zone!r}; its clock shows UTC."
    for currency in (shop.currency, *shop.currencies):
        if currency not in list_currencies():
            yield f"there is no currency {currency!r}."


def _prices(catalog: "Catalog") -> Iterator[str]:
    sold_in = {catalog.shop.currency, *catalog.shop.currencies}
    for rows in catalog.prices.values():
        for row in rows:
            if row.currency not in sold_in:
                yield f"price {row.id} is in {row.currency}, which the shop does not sell in."
            if row.starts_at and row.ends_at and row.starts_at >= row.ends_at:
                yield f"price {row.id} ends before it starts."


def _tax_gaps(catalog: "Catalog") -> Iterator[str]:
    """Tax codes without a rate in a country the shop ships to: nothing with such a code can be sold there."""
    if not catalog.tax_rates:
        return
    known = {(row.tax_code, row.country) for row in catalog.tax_rates}
    codes = {each.tax_code for each in catalog.products} | {"standard"}
    codes |= {each.tax_code for each in catalog.shipping_methods}
    codes |= {each.tax_code for each in catalog.production_speeds}
    for code in sorted(codes):
        gaps = [country for country in catalog.shop.countries if (code, country) not in known]
        if gaps:
            yield f"no tax rate for {code!r} in {', '.join(gaps)}."


def _promotions(catalog: "Catalog") -> Iterator[str]:
    skus = {variant.sku for variant in catalog.every_variant.values()}
    methods = {method.code for method in catalog.shipping_methods}
    for row in catalog.promotions:
        try:
            terms_in(row.conditions, row.benefit, skus, methods)
        except Meaningless as fault:
            yield f"promotion {row.code!r} {fault}; it is not offered."
        if row.starts_at and row.ends_at and row.starts_at >= row.ends_at:
            yield f"promotion {row.code!r} ends before it starts."
    for coupon in catalog.coupons.values():
        if coupon.promotion_id not in catalog.promotion_by_id:
            yield f"coupon {coupon.code!r} asks for promotion {coupon.promotion_id}, which is another shop's."
        if coupon.starts_at and coupon.ends_at and coupon.starts_at >= coupon.ends_at:
            yield f"coupon {coupon.code!r} ends before it starts."


def _payment(catalog: "Catalog") -> Iterator[str]:
    for row in catalog.every_payment_method:
        if fault := fault_of_transfer(row):
            yield f"payment method {row.code!r} {fault}; it is not offered."


def _withdrawals(catalog: "Catalog") -> Iterator[str]:
    if catalog.shop.withdrawal_days < 0:
        yield "withdrawal_days is below 0; there is no right to withdraw."
    for product in catalog.products:
        why = product.withdrawal_exemption
        if why and why not in EXEMPTIONS:
            yield (
                f"product {product.slug!r} has withdrawal_exemption {why!r}, which is none of "
                f"{', '.join(EXEMPTIONS)}; it can be withdrawn from."
            )


CHECKS: tuple[Callable[["Catalog"], Iterator[str]], ...] = (
    _rules,
    _prices,
    _tax_gaps,
    _promotions,
    _withdrawals,
    _payment,
    shipping_complaints,
)
