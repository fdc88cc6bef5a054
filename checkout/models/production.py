"""What is made to order: the data it is made from, and which entries of an order's history a partner has dealt with."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base

NOT_BEGUN = text("begun_at IS NULL")


class ProductionData(Base):
    """The file an order is made from, by the hash of its content. It can be replaced until production has begun."""

    __tablename__ = "production_data"
    __table_args__ = (
        CheckConstraint("size > 0", name="is_not_empty"),
        Index(
            "ix_production_data_begun_at",
            "received_at",
            sqlite_where=NOT_BEGUN,
            postgresql_where=NOT_BEGUN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    #: SHA-256, hexadecimal
    digest: Mapped[str]
    #: bytes
    size: Mapped[int]
    received_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]


class EventReceipt(Base):
    """Somebody has dealt with an entry of an order's history, once and for all."""

    __tablename__ = "event_receipts"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("order_events.id"), primary_key=True, autoincrement=False
    )
    #: the API key's name
    actor: Mapped[str]
    acknowledged_at: Mapped[datetime]
