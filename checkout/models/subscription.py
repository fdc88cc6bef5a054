"""What a variant commits to that is sold as a subscription."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base

BILLING_CYCLES = ("monthly", "annual", "none", "one_time", "triennial")


class SubscriptionTerm(Base):
    """The term of a variant: how long it runs at a time, and how often it is billed."""

    __tablename__ = "subscription_terms"
    __table_args__ = (
        CheckConstraint(f"billing_cycle IN {BILLING_CYCLES}", name="billing_cycle_is_known"),
    )

    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    #: the vendor's own number of the offer; several variants may share it
    number: Mapped[int]
    #: ISO 8601, for example P1M or P1Y
    duration: Mapped[str]
    billing_cycle: Mapped[str]
