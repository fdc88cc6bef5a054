"""Reasons to pay less, the codes that ask for them, and how often those with a limit were used."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base

#: An adjustment's source is a coupon's code, or this and the code of a promotion that needs none.
AUTOMATIC = "promotion:"


def folded(code: str) -> str:
    """The form in which coupon codes are compared: case and outer spaces do not count."""
    return code.strip().casefold()


class Promotion(Base):
    """A reason to pay less: what it asks of an order (`conditions`), what it takes off (`benefit`), how often.

    Both are JSON as `checkout.promotion_rules` reads it. A row that makes no sense is not offered; the doctor names it.
    """

    __tablename__ = "promotions"
    __table_args__ = (
        UniqueConstraint("shop_id", "code"),
        CheckConstraint("usage_limit >= 0", name="usage_limit_is_sane"),
        CheckConstraint("per_customer_limit >= 0", name="per_customer_limit_is_sane"),
        CheckConstraint("per_order_limit >= 1", name="per_order_limit_is_sane"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    #: the shop's own name for it; shoppers never see it
    code: Mapped[str]
    name: Mapped[dict[str, str]]
    #: higher ones come first
    priority: Mapped[int] = mapped_column(default=0)
    #: whether it never counts together with another one
    exclusive: Mapped[bool] = mapped_column(default=False)
    conditions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    benefit: Mapped[dict[str, Any]]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    #: whether it counts only with one of its coupons
    needs_coupon: Mapped[bool] = mapped_column(default=True)
    #: on how many orders in all, none: any number
    usage_limit: Mapped[int | None]
    #: on how many orders of one customer, none: any number
    per_customer_limit: Mapped[int | None]
    #: how many of its codes count on one order, and how often it gives units cheaper;
    #: none: one code, as often as there are units
    per_order_limit: Mapped[int | None]

    def is_valid_at(self, instant: datetime) -> bool:
        """Whether it counts at `instant` (aware UTC)."""
        return self.is_active and _within(instant, self.starts_at, self.ends_at)


class Coupon(Base):
    """A code that asks for a promotion while it is valid, with limits of its own."""

    __tablename__ = "coupons"
    __table_args__ = (
        UniqueConstraint("shop_id", "folded_code"),
        CheckConstraint("usage_limit >= 0", name="usage_limit_is_sane"),
        CheckConstraint("per_customer_limit >= 0", name="per_customer_limit_is_sane"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    promotion_id: Mapped[int] = mapped_column(ForeignKey("promotions.id"), index=True)
    #: as printed; compared by `folded_code`
    code: Mapped[str]
    folded_code: Mapped[str]
    usage_limit: Mapped[int | None]
    per_customer_limit: Mapped[int | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]

    def is_valid_at(self, instant: datetime) -> bool:
        """Whether the code counts at `instant` (aware UTC), if its promotion does."""
        return _within(instant, self.starts_at, self.ends_at)


class PromotionLimit(Base):
    """How often something limited was used: of a promotion or a coupon, in all or by one customer.

    No part of a catalogue. The numbers move by the statements of `checkout.uses` alone.
    """

    __tablename__ = "promotion_limits"
    __table_args__ = (
        UniqueConstraint("subject", "subject_id", "customer"),
        CheckConstraint("used >= 0", name="used_is_not_negative"),
        CheckConstraint("used <= most", name="never_used_too_often"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: "promotion" or "coupon", and which one
    subject: Mapped[str]
    subject_id: Mapped[int]
    #: an e-mail address folded for comparison; empty: all of them together
    customer: Mapped[str]
    used: Mapped[int] = mapped_column(default=0)
    #: the limit when it was last used; one that was lowered since leaves what was used
    most: Mapped[int]


class PromotionUse(Base):
    """That one order counts towards one limit: from the moment it is being placed, until a decline takes it back."""

    __tablename__ = "promotion_uses"

    limit_id: Mapped[int] = mapped_column(ForeignKey("promotion_limits.id"), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True, index=True)


def _within(instant: datetime, start: datetime | None, end: datetime | None) -> bool:
    return (start is None or start <= instant) and (end is None or instant < end)
