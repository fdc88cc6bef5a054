"""Ways to pay that a customer left with a gateway, to be charged without them. What is kept can pay nobody but this shop."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base

#: A customer has no more of them.
MAX_STORED_METHODS = 20


class StoredMethod(Base):
    """One of a customer's stored ways to pay. Never a card number: the gateway has that, and gave `token` for it."""

    __tablename__ = "stored_methods"
    __table_args__ = (UniqueConstraint("customer_id", "gateway", "token"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    gateway: Mapped[str]
    #: the gateway's reference
    token: Mapped[str]
    #: how the customer recognises it, for example "Visa … 4242"
    label: Mapped[str]
    created_at: Mapped[datetime]
