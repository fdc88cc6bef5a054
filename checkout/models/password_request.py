"""Requests for a new password, by e-mail address. The worker answers them by mail."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class PasswordRequest(Base):
    """What somebody typed who cannot sign in. It is gone once the letter is sent, or there is nobody to write to, or it is too late."""

    __tablename__ = "password_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: names the letter, however often it is sent
    public_id: Mapped[str] = mapped_column(unique=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    #: folded for comparison
    folded_email: Mapped[str]
    locale: Mapped[str]
    asked_at: Mapped[datetime]
    #: not before; while a worker is at it, when another one may take over
    next_at: Mapped[datetime]
