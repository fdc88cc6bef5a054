"""Requests for the link to an order, by its number and e-mail address. The worker answers them by mail."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class LinkRequest(Base):
    """What somebody typed who looks for an order. It is gone once the worker has looked, whatever it found."""

    __tablename__ = "link_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    number: Mapped[str]
    #: folded for comparison
    customer_key: Mapped[str]
    locale: Mapped[str]
    asked_at: Mapped[datetime]
