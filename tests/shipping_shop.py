"""Zones, methods, producers, places and slots that tests give the demo shop."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from checkout.db import Base, db, end_reading, unit_of_work
from checkout.models import (
    DeliveryWindow,
    Producer,
    Product,
    ProductionSpeed,
    ShippingMethod,
    ShippingZone,
    Shop,
    StockItem,
    StockLocation,
    Variant,
)


def zone(code: str, *members: dict[str, Any]) -> int:
    """A zone of the demo shop; its id."""
    return _add(ShippingZone, code=code, name={"en": code}, members=list(members))


def method(code: str, price: int = 0, **columns: Any) -> int:
    """A way to ship of the demo shop, two to four days in transit; its id."""
    usual = {"transit_days_min": 2, "transit_days_max": 4, "position": 9}
    return _add(ShippingMethod, code=code, name={"en": code}, price=price, **usual | columns)


def no_methods() -> None:
    """Takes the demo shop's own ways to ship away."""

    @unit_of_work
    def write() -> None:
        db.session.execute(delete(ShippingMethod))

    write()


def producer(code: str, *skus: str, **columns: Any) -> int:
    """A producer of the demo shop that makes the products of these SKUs; its id."""
    id_ = _add(Producer, code=code, name={"en": code.title()}, **columns)
    product_ids = select(Variant.product_id).where(Variant.sku.in_(skus)).scalar_subquery()

    @unit_of_work
    def write() -> None:
        made = update(Product).where(Product.id.in_(product_ids)).values(producer_id=id_)
        db.session.execute(made)

    write()
    return id_


def speed(code: str, price: int, lead_days: int, **columns: Any) -> int:
    """A production speed of the demo shop; its id."""
    row = {"code": code, "name": {"en": code}, "price": price, "lead_days": lead_days}
    return _add(ProductionSpeed, **row | columns)


def location(code: str, priority: int = 1, **stock: int) -> int:
    """A place that the demo shop sends from, with so many units of SKUs, whose hyphens are underscores here; its id."""
    id_ = _add(StockLocation, code=code, name={"en": code.title()}, priority=priority)

    @unit_of_work
    def write() -> None:
        for name, on_hand in stock.items():
            sku = name.replace("_", "-")
            variant_id = db.session.scalars(select(Variant.id).where(Variant.sku == sku)).one()
            db.session.add(StockItem(variant_id=variant_id, location_id=id_, on_hand=on_hand))

    write()
    return id_


def window(starts_at: datetime, capacity: int = 1, **columns: Any) -> int:
    """A delivery window of two hours in the demo shop, to be chosen until a day before; its id."""
    hours = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
    row = {"capacity": capacity, "cutoff_at": starts_at - timedelta(days=1), **hours}
    return _add(DeliveryWindow, **row | columns)


def _add(model: type[Base], **columns: Any) -> int:
    end_reading()

    @unit_of_work
    def write() -> int:
        shop_id = db.session.scalars(select(Shop.id).where(Shop.code == "demo")).one()
        row = model(shop_id=shop_id, **columns)
        db.session.add(row)
        db.session.flush()
        id_: int = row.id  # type: ignore[attr-defined]
        return id_

    return write()
