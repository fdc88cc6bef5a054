"""Promotions that tests speak of."""

from typing import Any

from sqlalchemy import select, update

from checkout.db import db, unit_of_work
from checkout.models import Coupon, Promotion, Shop
from checkout.models.promotion import folded

Json = dict[str, Any]


def percent(rate: int, **more: Any) -> Json:
    """So many basis points off."""
    return {"kind": "percent_off", "rate": rate, **more}


def amount(minor: int, **more: Any) -> Json:
    """So many cents off."""
    return {"kind": "amount_off", "amount": minor, **more}


def promote(code: str, benefit: Json, conditions: Json | None = None, **fields: Any) -> None:
    """Gives the demo shop a promotion and a coupon of that code for it.

    Fields of the promotion go by their names, those of the coupon as `coupon={...}`; `coupon=None`: it needs none.
    """
    coupon = fields.pop("coupon", {})

    @unit_of_work
    def write() -> None:
        shop_id = db.session.scalars(select(Shop.id).where(Shop.code == "demo")).one()
        row = Promotion(
            shop_id=shop_id,
            code=code,
            name={"en": f"Promotion {code}", "de": f"Aktion {code}"},
            benefit=benefit,
            conditions=conditions or {},
            needs_coupon=coupon is not None,
            **fields,
        )
        db.session.add(row)
        db.session.flush()
        if coupon is not None:
            usual = {"shop_id": shop_id, "promotion_id": row.id, "code": code}
            db.session.add(Coupon(folded_code=folded(code), **usual | coupon))

    write()


def change_promotion(code: str, **fields: Any) -> None:
    """Changes a promotion of the demo shop."""

    @unit_of_work
    def write() -> None:
        db.session.execute(update(Promotion).where(Promotion.code == code).values(**fields))

    write()


def add_code(code: str, promotion: str) -> None:
    """Gives a promotion of the demo shop one more coupon."""

    @unit_of_work
    def write() -> None:
        row = db.session.scalars(select(Promotion).where(Promotion.code == promotion)).one()
        names = {"code": code, "folded_code": folded(code)}
        db.session.add(Coupon(shop_id=row.shop_id, promotion_id=row.id, **names))

    write()
