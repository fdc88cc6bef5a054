"""What was answered to a request that may be sent again."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class IdempotencyRecord(Base):
    """One key of one caller on one endpoint. Without a `status` it has not been answered yet."""

    __tablename__ = "idempotency_records"
    __table_args__ = (UniqueConstraint("scope", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: who and where: the shop, the API key's id and the endpoint
    scope: Mapped[str]
    key: Mapped[str]
    #: SHA-256 of method, path and canonical body
    fingerprint: Mapped[str]
    #: when it was claimed first
    claimed_at: Mapped[datetime]
    #: whose claim it is: counted up whenever somebody takes over from one who did not finish
    attempt: Mapped[int]
    #: until then nobody takes over
    leased_until: Mapped[datetime]
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any] | None]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
