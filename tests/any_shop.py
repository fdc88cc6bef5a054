"""Any shop, sound or with bad data in it: what it sells, for how much, how it taxes, promotes, makes and ships.

Everything is drawn evenly from a seeded `Random`: a strategy for each field would take longer than pricing.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from checkout.catalog import Catalog
from checkout.models import (
    Coupon,
    PaymentMethod,
    Price,
    Producer,
    Product,
    ProductionSpeed,
    Promotion,
    ShippingMethod,
    ShippingZone,
    Shop,
    StockLocation,
    TaxRate,
    Variant,
)
from checkout.models.promotion import folded

Json = dict[str, Any]
Drawn = TypeVar("Drawn")

NOW = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)
YESTERDAY, TOMORROW = NOW - timedelta(days=1), NOW + timedelta(days=1)
#: with 2, 0 and 3 decimals
CURRENCIES = ("EUR", "JPY", "KWD")
COUNTRIES = ("DE", "AT", "US", "JP")
TAX_CODES = ("standard", "reduced", "standard", "nobody-taxes-this")
METHODS = tuple(f"way-{n}" for n in range(6))
SKUS = tuple(f"sku-{n}" for n in range(14))
CODES = tuple(f"CODE{n}" for n in range(8))
GROUPS = ("", "wholesale")
#: Of so many drawn values one is of a kind that makes no sense.
WRONG_ONE_IN = 12


def one_in(dice: Random, many: int) -> bool:
    """Whether it happened this time."""
    return dice.randrange(many) == 0


def but(dice: Random, sound: Sequence[Drawn], wrong: Sequence[Drawn]) -> Drawn:
    """One of the sound values, seldom a wrong one."""
    return dice.choice(wrong if one_in(dice, WRONG_ONE_IN) else sound)


def any_amount(dice: Random) -> int:
    """Minor units, often few and odd: there rounding shows."""
    return dice.choice((0, 1, dice.randint(1, 99), dice.randint(1, 9999), dice.randint(1, 10**7)))


def any_shop(dice: Random) -> Shop:
    """A shop's own rules."""
    currency = dice.choice(CURRENCIES)
    return Shop(
        id=1,
        code="any",
        name="Any",
        currency=currency,
        currencies=[each for each in CURRENCIES if each != currency and one_in(dice, 2)],
        country=dice.choice(COUNTRIES),
        countries=list(COUNTRIES),
        locale="en",
        prices_include_tax=one_in(dice, 2),
        tax_rate=dice.choice((0, 550, 1900, 10_000)),
        tax_rounding=but(dice, ("line", "unit", "total"), ("never",)),
        smallest_coin=but(dice, (1, 1, 5, 10), (0, -5)),
        time_zone=but(dice, ("Europe/Berlin", "Asia/Tokyo"), ("Nowhere/Land", "")),
        cutoff_hour=14,
        withdrawal_days=but(dice, (0, 14, 30), (-1,)),
        holiday_country=dice.choice(("", "DE")),
        holiday_subdivision="",
        contact_email="help@any.example",
        contact_phone="",
        catalog_version=1,
    )


def any_products(dice: Random) -> tuple[Product, ...]:
    """Goods and digital goods, some made by others; the last two are bundles."""
    return tuple(_product(dice, n, sku) for n, sku in enumerate(SKUS, start=1))


def _product(dice: Random, number: int, sku: str) -> Product:
    product = Product(
        id=number,
        shop_id=1,
        slug=sku,
        name={"en": sku.title()},
        description={"en": ""},
        image="",
        position=number,
        tax_code=dice.choice(TAX_CODES[: 3 + one_in(dice, WRONG_ONE_IN)]),
        shipping_category=dice.choice(("", "", "bulky")),
        producer_id=but(dice, (None, None, 1, 2), (99,)),
    )
    Variant(
        id=number,
        shop_id=1,
        sku=sku,
        name={"en": ""},
        price=any_amount(dice),
        requires_shipping=not one_in(dice, 4),
        weight_grams=dice.choice((0, 1, 400, 20_000)),
        is_active=not one_in(dice, 30),
        released_on=dice.choice((None, None, date(2026, 7, 1))),
        restock_days=dice.choice((None, 5)),
        position=0,
        is_bundle=number > len(SKUS) - 2,
        product=product,
    )
    return product


def any_prices(dice: Random, shop: Shop) -> dict[int, tuple[Price, ...]]:
    """By variant id: prices in any currency of the shop, from any quantity on, for now or not, for all or a group."""
    rows: dict[int, list[Price]] = {}
    for number in range(dice.randrange(20)):
        row = Price(
            id=number,
            shop_id=1,
            variant_id=dice.randint(1, len(SKUS)),
            currency=but(dice, (shop.currency, *shop.currencies), ("XXX",)),
            amount=any_amount(dice),
            min_quantity=dice.choice((1, 1, 2, 10)),
            starts_at=dice.choice((None, None, YESTERDAY, TOMORROW)),
            ends_at=dice.choice((None, None, TOMORROW, NOW)),
            customer_group=dice.choice(("", *GROUPS)),
        )
        rows.setdefault(row.variant_id, []).append(row)
    return {variant_id: tuple(each) for variant_id, each in rows.items()}


def any_tax_rates(dice: Random) -> tuple[TaxRate, ...]:
    """None, or rates for codes in countries, with gaps."""
    if one_in(dice, 3):
        return ()
    gap = one_in(dice, 3)
    places = [(code, country) for code in TAX_CODES[:2] for country in COUNTRIES]
    return tuple(
        TaxRate(
            id=number,
            shop_id=1,
            tax_code=code,
            country=country,
            region=dice.choice(("", "", "NY")) if country == "US" else "",
            rate=dice.choice((0, 100, 550, 700, 1900, 10_000)),
            name={"en": "VAT"},
            starts_on=None,
            ends_on=None,
        )
        for number, (code, country) in enumerate(places, start=1)
        if not (gap and one_in(dice, 6))
    )


def any_promotions(dice: Random) -> tuple[tuple[Promotion, ...], dict[str, Coupon]]:
    """Promotions with every condition and benefit, and by folded code the coupons that ask for some of them."""
    promotions = tuple(_promotion(dice, n) for n in range(1, dice.randrange(1, 9)))
    coupons = [
        Coupon(
            id=number,
            shop_id=1,
            promotion_id=but(dice, range(1, len(promotions) + 2), (99,)),
            code=code,
            folded_code=folded(code),
            usage_limit=None,
            per_customer_limit=None,
            starts_at=dice.choice((None, None, YESTERDAY)),
            ends_at=dice.choice((None, None, TOMORROW, NOW)),
        )
        for number, code in enumerate(CODES, start=1)
    ]
    return promotions, {each.folded_code: each for each in coupons}


def _promotion(dice: Random, number: int) -> Promotion:
    return Promotion(
        id=number,
        shop_id=1,
        code=f"promotion-{number}",
        name={"en": f"Promotion {number}"},
        priority=dice.choice((0, 0, 1, -1)),
        exclusive=one_in(dice, 5),
        conditions=any_conditions(dice),
        benefit=any_benefit(dice),
        starts_at=dice.choice((None, None, YESTERDAY)),
        ends_at=dice.choice((None, None, TOMORROW)),
        is_active=not one_in(dice, 10),
        needs_coupon=one_in(dice, 2),
        usage_limit=None,
        per_customer_limit=None,
        per_order_limit=dice.choice((None, None, 1, 2)),
    )


def any_conditions(dice: Random) -> Json:
    """What a promotion asks."""
    sound: list[Json] = [
        {},
        {},
        {"minimum": any_amount(dice)},
        {"needs": {"quantity": dice.randint(1, 12), "skus": _some(dice, SKUS)}},
        {"customer_groups": ["wholesale"]},
        {"first_order": True},
    ]
    return but(dice, sound, [{"moon": "full"}, {"minimum": "much"}])


def any_benefit(dice: Random) -> Json:
    """What a promotion takes off."""
    on, skus = dice.choice(("items", "shipping")), _some(dice, SKUS)
    rate = dice.choice((1, 333, 1000, 5000, 10_000))
    sound: list[Json] = [
        {"kind": "percent_off", "rate": rate, "on": on, "skus": skus},
        {"kind": "amount_off", "amount": 1 + any_amount(dice), "on": on, "skus": skus},
        {"kind": "free_shipping", "methods": _some(dice, METHODS)},
        {"kind": "buy_x_get_y", "buy": dice.randint(1, 3), "get": 1, "rate": rate, "skus": skus},
    ]
    wrong = [{"kind": "percent_off", "rate": 0}, {"kind": "amount_off", "amount": 1, "skus": ["?"]}]
    return but(dice, sound, wrong)


def any_methods(dice: Random, shop: Shop) -> tuple[ShippingMethod, ...]:
    """Ways to ship with every calculator, for everyone, a zone or a producer; some cannot be made sense of."""
    return tuple(
        _method(dice, shop, number, code)
        for number, code in enumerate(dice.sample(METHODS, dice.randint(1, len(METHODS))), start=1)
    )


def _method(dice: Random, shop: Shop, number: int, code: str) -> ShippingMethod:
    kind, rates = any_rates(dice)
    days = dice.randrange(3)
    return ShippingMethod(
        id=number,
        shop_id=1,
        code=code,
        name={"en": code},
        price=any_amount(dice),
        transit_days_min=days,
        transit_days_max=but(dice, (days, days + 2), (10**6,)),
        position=number,
        zone_id=but(dice, (None, None, 1, 2), (99,)),
        producer_id=but(dice, (None, None, None, 1), (99,)),
        calculator=kind,
        rates=rates,
        free_from=dice.choice((None, None, any_amount(dice))),
        currency=dice.choice((None, None, *shop.currencies)),
        tax_code=dice.choice(TAX_CODES),
        included_categories=dice.choice(([], [], ["", "bulky"], ["bulky"])),
        excluded_categories=dice.choice(([], [], ["bulky"])),
        kind=dice.choice(("delivery", "delivery", "pickup")),
        pickup_place=None,
        type=dice.choice(("shipping", "postage")),
    )


def any_rates(dice: Random) -> tuple[str, Any]:
    """A calculator and what it reads."""
    amount = any_amount(dice)
    bands = {"bands": [[1000, amount], [30_000, amount + 5], [10**7, amount + 9]]}
    sound: list[tuple[str, Any]] = [
        ("flat", None),
        ("flat", {"amount": amount}),
        ("per_item", {"amount": dice.randrange(200)}),
        ("weight_bands", bands),
        ("flexible_rate", {"first_item": amount, "additional_item": 7, "limit": 5}),
        ("free_from", {"goods": amount * 10, "kind": "weight_bands", "rates": bands}),
    ]
    return but(dice, sound, [("weight_bands", None), ("by_mood", {}), ("per_item", {"amount": -1})])


def any_zones(dice: Random) -> tuple[ShippingZone, ...]:
    """Two zones; what they cover may make no sense."""
    members: list[list[Any]] = [
        [{"country": "DE"}],
        [{"country": "US", "regions": ["NY"]}, {"country": "AT"}],
        [{"country": "*"}],
    ]
    return tuple(
        ShippingZone(
            id=number,
            shop_id=1,
            code=f"zone-{number}",
            name={"en": f"Zone {number}"},
            members=but(dice, members, [["Atlantis"], [{"country": "Germany"}]]),
        )
        for number in (1, 2)
    )


def any_producers(dice: Random) -> tuple[Producer, ...]:
    """None, one or two."""
    return tuple(
        Producer(
            id=number,
            shop_id=1,
            code=f"producer-{number}",
            name={"en": f"Producer {number}"},
            time_zone=but(dice, (None, "Asia/Tokyo"), ("Nowhere/Land",)),
            cutoff_hour=dice.choice((None, 9)),
            holiday_country=but(dice, (None, "", "JP"), ("??",)),
            holiday_subdivision="",
        )
        for number in range(1, 1 + dice.randrange(3))
    )


def any_speeds(dice: Random, shop: Shop) -> tuple[ProductionSpeed, ...]:
    """How fast things are made to order, if they are."""
    return tuple(
        ProductionSpeed(
            id=number,
            shop_id=1,
            producer_id=but(dice, (None, 1, 2), (99,)),
            code=f"speed-{number}",
            name={"en": f"Speed {number}"},
            price=dice.choice((0, any_amount(dice))),
            currency=but(dice, (None, *shop.currencies), ("XXX",)),
            tax_code=dice.choice(TAX_CODES),
            lead_days=but(dice, (0, 1, 5), (10**6,)),
            position=number,
        )
        for number in range(1, 1 + dice.choice((0, 0, 1, 3)))
    )


def any_catalog(dice: Random) -> Catalog:
    """All of it together."""
    shop, products = any_shop(dice), any_products(dice)
    promotions, coupons = any_promotions(dice)
    bundle, nothing = len(SKUS) - 1, len(SKUS)
    return Catalog(
        version=1,
        shop=shop,
        products=products,
        shipping_methods=any_methods(dice, shop),
        every_payment_method=(
            PaymentMethod(
                id=1,
                shop_id=1,
                code="invoice",
                gateway="offline",
                name={"en": "Invoice"},
                description={"en": ""},
                position=0,
            ),
        ),
        coupons=coupons,
        promotions=promotions,
        tax_rates=any_tax_rates(dice),
        prices=any_prices(dice, shop),
        zones=any_zones(dice),
        producers=any_producers(dice),
        production_speeds=any_speeds(dice, shop),
        locations=tuple(
            StockLocation(id=n, shop_id=1, code=f"place-{n}", name={"en": f"Place {n}"}, priority=n)
            for n in range(1, 1 + dice.choice((1, 1, 2, 3)))
        ),
        bundles={bundle: ((1, 2), (2, 1)), nothing: but(dice, (((3, 1),),), ((),))},
    )


def _some(dice: Random, names: Sequence[str]) -> list[str]:
    return dice.choice(([], dice.sample(names, dice.randint(1, 3))))
