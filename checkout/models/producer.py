"""Who makes or packs what a shop sells, how fast, and when they work."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class Producer(Base):
    """A house whose products travel in shipments of their own. An empty clock or holiday country means the shop's."""

    __tablename__ = "producers"
    __table_args__ = (UniqueConstraint("shop_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    code: Mapped[str]
    name: Mapped[dict[str, str]]
    #: IANA name; its days are days of this zone
    time_zone: Mapped[str | None]
    #: what is ordered before this hour is begun the same business day
    cutoff_hour: Mapped[int | None]
    #: ISO 3166-1 alpha-2 and the subdivision's code: whose public holidays are kept
    holiday_country: Mapped[str | None]
    holiday_subdivision: Mapped[str | None]


class ProductionSpeed(Base):
    """How fast something is made to order: a price per shipment in minor units, and business days of work.

    Of one producer, or, without one, of every shipment whose producer has no speeds of its own.
    """

    __tablename__ = "production_speeds"
    __table_args__ = (
        UniqueConstraint("shop_id", "producer_id", "code"),
        CheckConstraint("price >= 0", name="price_is_not_negative"),
        CheckConstraint("lead_days >= 0", name="work_takes_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    producer_id: Mapped[int | None] = mapped_column(ForeignKey("producers.id"))
    code: Mapped[str]
    name: Mapped[dict[str, str]]
    price: Mapped[int]
    #: ISO 4217; none: the shop's. Offered for orders in this currency, or for nothing in any
    currency: Mapped[str | None]
    tax_code: Mapped[str] = mapped_column(default="standard", server_default="standard")
    lead_days: Mapped[int]
    #: the first one is what is normal
    position: Mapped[int] = mapped_column(default=0, server_default="0")


class ClosedDay(Base):
    """A day on which a producer, or without one the shop itself, does not work, whatever the calendar says."""

    __tablename__ = "closed_days"
    __table_args__ = (UniqueConstraint("shop_id", "producer_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    producer_id: Mapped[int | None] = mapped_column(ForeignKey("producers.id"))
    day: Mapped[date]
