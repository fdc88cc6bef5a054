"""Calls that partners asked for: somebody is told when an order is placed."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class Callback(Base):
    """Where an order goes as a document once it is placed. What became of it, its notice in the outbox knows."""

    __tablename__ = "callbacks"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    url: Mapped[str]
    #: whose document of the order is sent: a contract's name
    document: Mapped[str]
