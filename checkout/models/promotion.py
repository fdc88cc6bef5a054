"""Reasons to pay less."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


def folded(code: str) -> str:
    """The form in which coupon codes are compared: case and outer spaces do not count."""
    return code.strip().casefold()


class Coupon(Base):
    """A code that takes a percentage off the items while it is valid."""

    __tablename__ = "coupons"
    __table_args__ = (
        UniqueConstraint("shop_id", "folded_code"),
        CheckConstraint("percent_off BETWEEN 1 AND 10000", name="percent_off_is_a_rate"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    #: as printed; compared by `folded_code`
    code: Mapped[str]
    folded_code: Mapped[str]
    #: basis points
    percent_off: Mapped[int]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]

    def is_valid_at(self, instant: datetime) -> bool:
        """Whether the code counts at `instant` (aware UTC)."""
        return (self.starts_at is None or self.starts_at <= instant) and (
            self.ends_at is None or instant < self.ends_at
        )
