"""Where an order stands: its price, what is on offer, and what is still missing.

Computed from the order and the catalogue whenever someone looks; nothing of it is stored. Pages, fragments
and JSON are renderings of the same `Standing`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from . import clock
from .catalog import Catalog
from .goods import Goods, Wait
from .models import CustomerFacts, Order, OrderLine, PaymentMethod
from .models.shop import TAX_ROUNDINGS
from .offers.agreed import agreed_prices
from .offers.charges import charges_of
from .offers.limits import NO_USES, Uses
from .offers.merged import each_the_cheapest, merged_options, with_the_cheapest
from .offers.options import ShippingOption
from .offers.prices import Buyer, NoPrice, price_of
from .offers.promotions import Offered, offered_to
from .offers.shipments import ShipmentOffer, shipments_of
from .offers.taxes import Place, place_of, reverse_charge_on, tax_on
from .offers.vouchers import Voucher, vouchers_of
from .offers.windows import Window
from .once import once
from .payments import offered_gateways
from .pricing import Basket, Item, Priced, Tax, Taxing, price
from .requirements import Requirement, requirements, unmet_step
from .sourcing import Source, Stock
from .wallet import EMPTY, Wallet

#: The tax code of what has none of its own.
STANDARD = "standard"
#: What of a standing does not depend on how its shipments are looked at.
WHATEVER_IS_CHOSEN = (
    *("unit_prices", "offered", "taxing", "buyer", "waits"),
    *("_items", "_goods", "_taxes", "_place", "_day"),
)


@dataclass(frozen=True)
class Standing:
    """An order, priced and judged at one instant."""

    order: Order
    catalog: Catalog
    #: by variant id the shelves that this order can draw on; no entry: it never runs out
    available: Stock
    at: datetime
    #: codes of the gateways that may be offered
    gateways: frozenset[str]
    #: whose order it is; none: a guest's
    customer: CustomerFacts | None = None
    #: what the buyer has with the shop that may pay for it
    wallet: Wallet = EMPTY
    #: how often promotions with a limit were used already
    uses: Uses = NO_USES
    #: the delivery windows of the shop that can still be chosen
    windows: tuple[Window, ...] = ()
    #: how its shipments are looked at, by origin; none: as they are chosen
    looked_at: Mapping[str, Mapping[str, Any]] | None = None

    @once
    def requires_shipping(self) -> bool:
        """Whether anything in it travels."""
        return any(self.travels(line) for line in self.order.lines)

    @once
    def choices(self) -> Mapping[str, Mapping[str, Any]]:
        """What is chosen for single shipments, by origin: `method`, `speed`, `hold_until`, `window`."""
        return (self.order.shipment_choices or {}) if self.looked_at is None else self.looked_at

    @once
    def shipments(self) -> tuple[ShipmentOffer, ...]:
        """What is sent together, with the ways to ship on offer and what is chosen; none when nothing travels."""
        return shipments_of(self)

    @once
    def shipping_options(self) -> tuple[ShippingOption, ...]:
        """Ways to ship on offer for all shipments or some, cheapest first; none when nothing travels."""
        return merged_options(self.shipments)

    @once
    def is_shipping_decided(self) -> bool:
        """Whether it is chosen for every shipment how it travels."""
        return all(each.option is not None for each in self.shipments)

    @once
    def payment_options(self) -> tuple[PaymentMethod, ...]:
        """Ways to pay on offer; none when there will be nothing to pay."""
        if self.estimate.total == 0:
            return ()
        return tuple(
            method for method in self.catalog.payment_methods if method.gateway in self.gateways
        )

    @once
    def payment(self) -> PaymentMethod | None:
        """The chosen way to pay, as long as it is on offer."""
        chosen = self.order.payment_method
        return next((each for each in self.payment_options if each.code == chosen), None)

    @once
    def offered(self) -> Offered:
        """The shop's promotions for this order, by facts that its items do not change."""
        return offered_to(self.order, self.catalog, self.customer, self.uses, self.at)

    @once
    def vouchers(self) -> tuple[Voucher, ...]:
        """The codes on the order: whether each counts, and if not, why."""
        return vouchers_of(self.order, self.offered, self.priced)

    @once
    def dead_codes(self) -> tuple[str, ...]:
        """The codes on the order that do not count any more, whatever is put into it."""
        return tuple(each.code for each in self.vouchers if each.is_dead)

    @once
    def priced(self) -> Priced:
        """The price as it stands, without the way of shipments that have none yet."""
        promotions = self.offered.promotions
        charges = tuple(charges_of(self))
        credits_ = self.wallet.credits(self.order, self.at)
        return price(Basket(self._items, self.taxing, promotions, charges, credits_, self._coin))

    @once
    def estimate(self) -> Priced:
        """The price with the cheapest way for every shipment that has none yet."""
        if self.is_shipping_decided:
            return self.priced
        cheapest = self.choosing(with_the_cheapest(self))
        if not self.windows:  # nothing else about a shipment depends on its way
            vars(cheapest)["shipments"] = each_the_cheapest(self.shipments)
        return cheapest.priced

    @once
    def sources(self) -> tuple[tuple[Source, ...], ...]:
        """Which location sends how much of each line of an open order, by the index of the line."""
        return self._goods.sources

    @once
    def missing(self) -> tuple[Requirement, ...]:
        """What it still needs before it can be placed, in the order of the steps."""
        return requirements(self)

    @once
    def unmet_step(self) -> str | None:
        """The first step of which something is missing."""
        return unmet_step(self)

    @once
    def taxing(self) -> Taxing:
        """How the shop taxes this order."""
        shop = self.catalog.shop
        rounding = shop.tax_rounding if shop.tax_rounding in TAX_ROUNDINGS else TAX_ROUNDINGS[0]
        told = reverse_charge_on(
            self.catalog, self.order.vat_id, self._place, self._day, self.order.locale
        )
        return Taxing(shop.prices_include_tax, rounding, told)

    @once
    def buyer(self) -> Buyer:
        """What its prices depend on."""
        group = self.customer.group if self.customer else ""
        return Buyer(self.order.currency, self.at, group)

    @once
    def unit_prices(self) -> dict[int, int | NoPrice]:
        """By variant id what each unit costs now, or why it has no price; all lines of a variant count together.

        What was agreed in a quote comes before what the shop asks.
        """
        quantities = Counter[int]()
        for line in self.order.lines:
            quantities[line.variant_id] += line.quantity
        variants = self.catalog.variant_by_id
        asked = {
            variant_id: price_of(self.catalog, variants[variant_id], quantity, self.buyer)
            for variant_id, quantity in quantities.items()
            if variant_id in variants
        }
        return asked | agreed_prices(self.order, self.at, quantities)

    def tax_on(self, code: str) -> Tax | None:
        """The tax on goods or services of a tax code where this order goes; none when the shop does not know it."""
        if code not in self._taxes:
            self._taxes[code] = tax_on(
                self.catalog, code, self._place, self._day, self.order.locale
            )
        return self._taxes[code]

    def choosing(self, choices: Mapping[str, Mapping[str, Any]]) -> "Standing":
        """How it would stand with these choices for its shipments, by origin."""
        other = replace(self, looked_at=choices)
        known = vars(self)
        vars(other).update((name, known[name]) for name in WHATEVER_IS_CHOSEN if name in known)
        return other

    def unit_price_of(self, line: OrderLine) -> int:
        """The current unit price of a line; of one that has none, the last quoted."""
        found = self.unit_prices.get(line.variant_id)
        return found if isinstance(found, int) else line.unit_price

    def name_of(self, line: OrderLine) -> str:
        """The current name of a line in the order's language; of one no longer sold, the last quoted."""
        variant = self.catalog.variant_by_id.get(line.variant_id)
        return line.name if variant is None else self.catalog.name_of(variant, self.order.locale)

    def is_sold(self, line: OrderLine) -> bool:
        """Whether the line's variant is still for sale."""
        return line.variant_id in self.catalog.variant_by_id

    def tax_of(self, line: OrderLine) -> Tax | None:
        """The tax on a line; none when the shop does not know it."""
        variant = self.catalog.variant_by_id.get(line.variant_id)
        return self.tax_on(STANDARD if variant is None else variant.product.tax_code)

    def travels(self, line: OrderLine) -> bool:
        """Whether the line needs shipping."""
        variant = self.catalog.variant_by_id.get(line.variant_id)
        return variant is not None and variant.requires_shipping

    @once
    def waits(self) -> dict[int, Wait]:
        """Of the lines that do not leave at once, by their index, why and until when. Of an open order."""
        return self._goods.waits

    def wait_of(self, line: OrderLine) -> Wait | None:
        """Why the line does not leave at once, and until when; None: it does. Of an open order."""
        index = next(index for index, each in enumerate(self.order.lines) if each is line)
        return self.waits.get(index)

    def left_for(self, line: OrderLine) -> int | None:
        """How many units this line could have beside all others that use the same variants. None: no limit."""
        if not self.is_sold(line):
            return 0
        return self._goods.left_for(line)

    @once
    def _goods(self) -> Goods:
        return Goods(self.order.lines, self.catalog, self.available, self.at)

    @once
    def _items(self) -> tuple[Item, ...]:
        return tuple(
            Item(
                index,
                self.unit_price_of(line),
                line.quantity,
                self.travels(line),
                self.tax_of(line),
                line.sku,
            )
            for index, line in enumerate(self.order.lines)
        )

    @once
    def _coin(self) -> int:
        """The smallest coin; a shop knows those of its own currency alone."""
        shop = self.catalog.shop
        return max(1, shop.smallest_coin) if self.order.currency == shop.currency else 1

    @once
    def _taxes(self) -> dict[str, Tax | None]:
        return {}

    @once
    def _place(self) -> Place:
        return place_of(self.order, self.catalog)

    @once
    def _day(self) -> date:
        return self.at.astimezone(clock.zone_named(self.catalog.shop.time_zone)).date()


def standing_of(
    order: Order,
    catalog: Catalog,
    available: Stock,
    customer: CustomerFacts | None = None,
    wallet: Wallet = EMPTY,
) -> Standing:
    """The standing of `order` now; `available` says by variant id what stock it can draw on."""
    gateways = offered_gateways()
    return Standing(order, catalog, available, clock.now(), gateways, customer, wallet)


def with_windows(standing: Standing, windows: tuple[Window, ...]) -> Standing:
    """The same with delivery windows to choose from."""
    return replace(standing, windows=windows) if windows else standing


def anew(standing: Standing, **facts: Any) -> Standing:
    """The standing of its order now, after the order has changed; `facts` are the other values that are new."""
    return replace(standing, at=clock.now(), **facts)
