"""Calls that partners asked for: somebody is told when an order is placed. Rows of an outbox, sent by the worker."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base

WAITING = text("done_at IS NULL AND given_up_at IS NULL")


class Callback(Base):
    """An order as a document, sent to an address once it is placed, and again until somebody takes it or it is too late."""

    __tablename__ = "callbacks"
    __table_args__ = (
        Index("ix_callbacks_next_at", "next_at", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    url: Mapped[str]
    #: whose document of the order is sent: a contract's name
    document: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    #: not before
    next_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    #: what went wrong last
    fault: Mapped[str] = mapped_column(default="", server_default="")
