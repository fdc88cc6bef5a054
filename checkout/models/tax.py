"""What a shop's goods are taxed at where they go."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class TaxRate(Base):
    """The rate of one tax code in one country, or one region of it, for a while.

    A shop without any taxes everything at its own flat `tax_rate`.
    """

    __tablename__ = "tax_rates"
    __table_args__ = (CheckConstraint("rate BETWEEN 0 AND 10000", name="rate_is_a_rate"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    tax_code: Mapped[str]
    #: ISO 3166-1 alpha-2
    country: Mapped[str]
    #: as addresses say it; empty: the whole country
    region: Mapped[str] = mapped_column(default="")
    #: basis points
    rate: Mapped[int]
    #: what receipts call it, by language
    name: Mapped[dict[str, str]]
    #: the first day it applies, in the shop's time zone; none: always
    starts_on: Mapped[date | None]
    #: the last day it applies; none: for ever
    ends_on: Mapped[date | None]

    def applies_on(self, day: date) -> bool:
        """Whether it applies on `day`."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or day <= self.ends_on
        )
