"""Any cart in any shop, as it stands at an instant: up to 100 lines, whoever buys, wherever it goes, whatever pays."""

from collections.abc import Iterable
from random import Random

from hypothesis import note
from hypothesis import strategies as any_of

from checkout.addresses import Address
from checkout.catalog import Catalog
from checkout.models import CreditAccount, CustomerFacts, Order, OrderLine
from checkout.models.credit import GIFT_CARD, STORE_CREDIT
from checkout.models.order import MAX_LINES
from checkout.offers.windows import Window
from checkout.sourcing import Shelf, Stock
from checkout.standing import Standing
from checkout.wallet import Wallet
from tests.any_shop import CODES, METHODS, NOW, SKUS, TOMORROW, YESTERDAY, any_catalog, one_in
from tests.factories import berlin, new_york, tokyo, vienna

PLACES: tuple[Address | None, ...] = (None, berlin, vienna, new_york, tokyo)


def carts(most: int = MAX_LINES) -> any_of.SearchStrategy[Standing]:
    """Any cart of at most so many lines."""
    return any_of.builds(any_standing, any_of.integers(0, 2**32), any_of.integers(0, most))


def any_standing(seed: int, lines: int) -> Standing:
    """The cart of that seed with so many lines."""
    note(f"any_standing({seed}, {lines})")
    dice = Random(seed)
    catalog = any_catalog(dice)
    return Standing(
        any_order(dice, catalog, lines),
        catalog,
        any_stock(dice, catalog),
        NOW,
        frozenset(("offline", "test") if one_in(dice, 2) else ("offline",)),
        dice.choice((None, CustomerFacts(7, "cu_7", dice.choice(("", "wholesale")), "", None))),
        any_wallet(dice),
        windows=any_windows(dice),
    )


def any_order(dice: Random, catalog: Catalog, lines: int) -> Order:
    """An open order; several of its lines may be of one SKU."""
    shop, place = catalog.shop, dice.choice(PLACES)
    return Order(
        id=1,
        shop_id=1,
        public_id="co_any",
        token="any",  # noqa: S106 (a name)
        state="open",
        version=1,
        source="tests",
        currency=dice.choice((shop.currency, shop.currency, *shop.currencies)),
        locale=dice.choice(("en", "de")),
        email=dice.choice(("", "ada@example.com")),
        phone="",
        note="",
        vat_id=dice.choice(("", "", "ATU13585627", "DE136695976")),
        shipping_address_data=place.to_dict() if place else None,
        shipping_method=dice.choice((None, *METHODS)),
        shipment_choices={
            f"producer-{n}": {"method": dice.choice(METHODS), "speed": "speed-1"}
            for n in range(1, 3)
            if one_in(dice, 3)
        },
        payment_method="invoice",
        coupon_codes=dice.sample(CODES, dice.randrange(4)),
        gift_cards=[],
        use_store_credit=one_in(dice, 2),
        quoted={},
        created_at=NOW,
        lines=[_line(dice, number) for number in range(1, lines + 1)],
    )


def _line(dice: Random, number: int) -> OrderLine:
    variant_id = dice.randint(1, len(SKUS))
    return OrderLine(
        id=number,
        order_id=1,
        variant_id=variant_id,
        sku=SKUS[variant_id - 1],
        name="",
        unit_price=variant_id,
        quantity=dice.choice((1, 1, 2, 3, 7, 9999)),
        options={},
    )


def any_stock(dice: Random, catalog: Catalog) -> Stock:
    """Shelves of some variants, enough on them or not; the others never run out."""
    return {
        variant_id: tuple(
            Shelf(each, dice.choice((-3, 0, 1, 8, 10**6)), dice.choice((0, 0, 5)))
            for each in catalog.location_ids
            if not one_in(dice, 4)
        )
        for variant_id in range(1, len(SKUS) - 1)
        if one_in(dice, 2)
    }


def any_wallet(dice: Random) -> Wallet:
    """Gift cards and store credit, full, empty or over."""
    return Wallet(
        tuple(
            CreditAccount(
                id=number,
                public_id=f"gc_{number}",
                kind=kind,
                code_tail="ABCD",
                currency="EUR",
                balance=dice.choice((0, 1, 500, 10**9)),
                expires_at=dice.choice((None, YESTERDAY, TOMORROW)),
                is_active=True,
            )
            for number, kind in enumerate(dice.sample(KINDS, dice.randrange(4)), start=1)
        )
    )


KINDS = (GIFT_CARD, GIFT_CARD, STORE_CREDIT)


def any_windows(dice: Random) -> tuple[Window, ...]:
    """Slots in which it could be delivered, most often none."""
    if not one_in(dice, 4):
        return ()
    day = NOW.replace(day=25)
    methods = (None, *METHODS)
    return tuple(
        Window(n, None, dice.choice(methods), day, day.replace(hour=10), dice.randrange(3))
        for n in (1, 2)
    )


def with_lines(standing: Standing, lines: Iterable[OrderLine]) -> Standing:
    """The cart with these lines instead, everything else as it is."""
    order = standing.order
    columns = {each.key: getattr(order, each.key) for each in Order.__mapper__.column_attrs}
    return Standing(
        Order(**columns, lines=[_copy(each) for each in lines]),
        standing.catalog,
        standing.available,
        standing.at,
        standing.gateways,
        standing.customer,
        standing.wallet,
        standing.uses,
        standing.windows,
    )


def _copy(line: OrderLine) -> OrderLine:
    return OrderLine(
        **{each.key: getattr(line, each.key) for each in OrderLine.__mapper__.column_attrs}
    )
