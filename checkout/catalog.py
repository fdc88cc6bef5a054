"""A shop's catalogue, loaded once per process and change.

What it is made of are snapshots of rows, read-only. Triggers bump `shops.catalog_version` with every change to what a
catalogue is made of, whoever makes it; a reader that knows the current version knows whether its copy is current.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

import structlog
from flask import current_app
from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, selectinload

from .custom import CustomRules
from .db import Base, read, reading_session
from .method_rates import calculator_of, fault_of_transfer, valid
from .models import (
    BundlePart,
    ClosedDay,
    Coupon,
    CustomSchema,
    DeliveryWindow,
    PaymentMethod,
    Price,
    Producer,
    Product,
    ProductionSpeed,
    Promotion,
    ShippingMethod,
    ShippingZone,
    Shop,
    ShopHost,
    StockLocation,
    SubscriptionTerm,
    TaxRate,
    Variant,
)
from .once import once
from .prepared import Prepared
from .shipping import Calculator, Zone, zone_from
from .shop_data import complaints
from .snapshots import snapshot_of
from .sourcing import Parts

log = structlog.get_logger()

Row = TypeVar("Row", bound=Base)


class NoSuchShop(Exception):
    """There is no shop of that code."""


def in_language(texts: dict[str, str], locale: str) -> str:
    """The text in the language of `locale`, else in English, else any."""
    return texts.get(locale[:2]) or texts.get("en") or next(iter(texts.values()), "")


@dataclass(frozen=True)
class Catalog:
    """What one shop sells and how, as of `version`."""

    version: int
    shop: Shop
    products: tuple[Product, ...]
    shipping_methods: tuple[ShippingMethod, ...]
    #: also those that cannot be offered, because their data make no sense
    every_payment_method: tuple[PaymentMethod, ...]
    coupons: dict[str, Coupon]
    promotions: tuple[Promotion, ...] = ()
    tax_rates: tuple[TaxRate, ...] = ()
    #: by variant id
    prices: dict[int, tuple[Price, ...]] = field(default_factory=dict)
    zones: tuple[ShippingZone, ...] = ()
    producers: tuple[Producer, ...] = ()
    production_speeds: tuple[ProductionSpeed, ...] = ()
    closed_days: tuple[ClosedDay, ...] = ()
    #: the zones (none: anywhere) the shop delivers to in windows, which are no part of the catalogue themselves
    window_zones: frozenset[int | None] = frozenset()
    #: the places it sends from, first choice first
    locations: tuple[StockLocation, ...] = ()
    #: by variant id what a bundle is made of; nothing where that cannot be had
    bundles: Mapping[int, Parts] = field(default_factory=dict)
    custom_schemas: tuple[CustomSchema, ...] = ()
    #: by variant id, of what is sold as a subscription
    terms: Mapping[int, SubscriptionTerm] = field(default_factory=dict)

    @once
    def payment_methods(self) -> tuple[PaymentMethod, ...]:
        """Ways to pay whose data make sense."""
        return tuple(each for each in self.every_payment_method if not fault_of_transfer(each))

    @once
    def custom(self) -> CustomRules:
        """What extra data programs may attach."""
        return CustomRules(self.custom_schemas)

    @once
    def promotion_by_id(self) -> dict[int, Promotion]:
        """Promotions by id, also those that are not offered."""
        return {promotion.id: promotion for promotion in self.promotions}

    @once
    def product_by_slug(self) -> dict[str, Product]:
        """Products by slug."""
        return {product.slug: product for product in self.products}

    @once
    def variant_by_sku(self) -> dict[str, Variant]:
        """Variants that may be sold, by SKU."""
        return {
            variant.sku: variant
            for product in self.products
            for variant in product.variants
            if variant.is_active
        }

    @once
    def variant_by_id(self) -> dict[int, Variant]:
        """Variants that may be sold, by id."""
        return {variant.id: variant for variant in self.variant_by_sku.values()}

    @once
    def every_variant(self) -> dict[int, Variant]:
        """Variants by id, those that are sold only within bundles included."""
        return {each.id: each for product in self.products for each in product.variants}

    @once
    def location_ids(self) -> tuple[int, ...]:
        """The ids of the places it sends from, first choice first."""
        return tuple(each.id for each in self.locations)

    def parts_of(self, variant_id: int) -> Parts:
        """What one unit of a variant takes from the shelves: itself, or the parts of a bundle."""
        parts = self.bundles.get(variant_id)
        return ((variant_id, 1),) if parts is None else parts

    @once
    def producer_by_id(self) -> dict[int | None, Producer]:
        """Producers by id."""
        return {each.id: each for each in self.producers}

    @once
    def zone_codes(self) -> dict[int | None, str]:
        """The codes of the zones by id."""
        return {each.id: each.code for each in self.zones}

    @once
    def zone_rules(self) -> tuple[tuple[int, Zone], ...]:
        """What each zone covers, by id; one with wrong members covers nothing and is left out."""
        read = ((each.id, valid(zone_from, each.members)) for each in self.zones)
        return tuple((id_, zone) for id_, zone in read if zone is not None)

    @once
    def calculators(self) -> dict[int, Calculator]:
        """What each shipping method costs, by its id; one with wrong rates is left out."""
        read = ((each.id, valid(calculator_of, each)) for each in self.shipping_methods)
        return {id_: calculator for id_, calculator in read if calculator is not None}

    def name_of(self, variant: Variant, locale: str) -> str:
        """How a line calls the variant: the product's name, and which one where there are several."""
        name = in_language(variant.product.name, locale)
        if not variant.product.has_options:
            return name
        return f"{name}, {in_language(variant.name, locale)}"


SHOP_FOR = Prepared(
    select(Shop.code, Shop.catalog_version)
    .outerjoin(ShopHost, and_(ShopHost.shop_id == Shop.id, ShopHost.host == bindparam("host")))
    .where(or_(ShopHost.host.is_not(None), Shop.code == bindparam("default")))
    .order_by(ShopHost.host.is_(None))
    .limit(1)
)
EVERY_SHOP = select(Shop.code, Shop.catalog_version).order_by(Shop.id)
VERSION_OF = Prepared(select(Shop.catalog_version).where(Shop.code == bindparam("code")))


def shop_code_for(host: str, default: str) -> tuple[str, int]:
    """The code and catalogue version of the shop that `host` belongs to, else of the default one."""
    rows = read(SHOP_FOR, {"host": host, "default": default})
    if not rows:
        raise NoSuchShop(default)
    code, version = rows[0]
    return code, version


def shop_version(code: str) -> int:
    """The catalogue version of a shop. Raises `NoSuchShop`."""
    rows = read(VERSION_OF, {"code": code})
    if not rows:
        raise NoSuchShop(code)
    version: int = rows[0][0]
    return version


_loading = Lock()


def catalog_of(code: str, version: int) -> Catalog:
    """The catalogue of a shop at its current `version`: the copy this process keeps, or a fresh one."""
    kept: dict[str, Catalog] = current_app.extensions.setdefault("catalogs", {})
    if code not in kept or kept[code].version != version:
        with _loading:
            if code not in kept or kept[code].version != version:
                kept[code] = _load(code)
    return kept[code]


def _load(code: str) -> Catalog:
    with reading_session() as session:
        shop = session.scalar(select(Shop).where(Shop.code == code))
        if shop is None:
            raise NoSuchShop(code)
        catalog = _read(session, shop)
    for words in complaints(catalog):
        log.warning("shop_data_wrong", complaint=words)
    return catalog


def every_catalog() -> list[Catalog]:
    """The catalogue of every shop, as it is now."""
    return [catalog_of(code, version) for code, version in read(EVERY_SHOP)]


def _read(session: Session, shop: Shop) -> Catalog:
    def of_shop(model: type[Row], *order: Any) -> tuple[Row, ...]:
        rows = select(model).where(model.shop_id == shop.id)  # type: ignore[attr-defined]
        return tuple(snapshot_of(each) for each in session.scalars(rows.order_by(*order)))

    products = session.scalars(
        select(Product)
        .where(Product.shop_id == shop.id)
        .order_by(Product.position, Product.id)
        .options(selectinload(Product.variants).joinedload(Variant.product))
    ).all()
    prices: defaultdict[int, list[Price]] = defaultdict(list)
    for price in of_shop(Price, Price.id):
        prices[price.variant_id].append(price)
    places = of_shop(StockLocation, StockLocation.priority, StockLocation.id)
    parts = session.scalars(
        select(BundlePart)
        .join(Variant, Variant.id == BundlePart.bundle_variant_id)
        .where(Variant.shop_id == shop.id)
        .order_by(BundlePart.part_variant_id)
    ).all()
    return Catalog(
        version=shop.catalog_version,
        shop=snapshot_of(shop),
        products=tuple(snapshot_of(each) for each in products),
        shipping_methods=of_shop(ShippingMethod, ShippingMethod.position, ShippingMethod.id),
        every_payment_method=of_shop(PaymentMethod, PaymentMethod.position, PaymentMethod.id),
        coupons={coupon.folded_code: coupon for coupon in of_shop(Coupon, Coupon.id)},
        promotions=of_shop(Promotion, Promotion.id),
        tax_rates=of_shop(TaxRate, TaxRate.id),
        prices={variant_id: tuple(rows) for variant_id, rows in prices.items()},
        zones=of_shop(ShippingZone, ShippingZone.id),
        producers=of_shop(Producer, Producer.id),
        production_speeds=of_shop(ProductionSpeed, ProductionSpeed.position, ProductionSpeed.id),
        closed_days=of_shop(ClosedDay, ClosedDay.id),
        window_zones=frozenset(session.scalars(_window_zones(shop))),
        locations=tuple(each for each in places if each.is_active),
        bundles=_bundles(products, parts),
        custom_schemas=of_shop(CustomSchema, CustomSchema.id),
        terms={each.variant_id: each for each in of_shop(SubscriptionTerm)},
    )


def _bundles(products: Iterable[Product], parts: Iterable[BundlePart]) -> dict[int, Parts]:
    """The parts of every bundle. One without parts, or with some that are bundles or another shop's, has none to sell."""
    made_of: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for part in parts:
        made_of[part.bundle_variant_id].append((part.part_variant_id, part.quantity))
    variants = {each.id: each for product in products for each in product.variants}
    bundles = made_of.keys() | {each.id for each in variants.values() if each.is_bundle}
    simple = variants.keys() - bundles
    return {
        each: tuple(made_of[each]) if all(part in simple for part, _ in made_of[each]) else ()
        for each in bundles
    }


def _window_zones(shop: Shop) -> Select[int | None]:
    return select(DeliveryWindow.zone_id).where(DeliveryWindow.shop_id == shop.id).distinct()
