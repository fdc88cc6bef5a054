"""People a shop knows: an account to sign in with, or a buyer whom a program told us about."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ..addresses import Address
from ..db import Base

MAX_ADDRESSES = 50


def folded_email(email: str) -> str:
    """The form in which e-mail addresses are compared: case, outer spaces and the way letters are composed do not count."""
    return unicodedata.normalize("NFC", email.strip()).casefold()


class Customer(Base):
    """One person of one shop, by their e-mail address. Without a password nobody can sign in as them."""

    __tablename__ = "customers"
    __table_args__ = (
        UniqueConstraint("shop_id", "folded_email"),
        Index("uq_customers_shop_id_number", "shop_id", "number", unique=True),
        CheckConstraint("(password_hash IS NULL) = (stamp IS NULL)", name="password_has_a_stamp"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    public_id: Mapped[str] = mapped_column(unique=True)
    #: the number by which partners know them: a tenant's
    number: Mapped[int | None]
    #: as typed; compared by `folded_email`
    email: Mapped[str]
    folded_email: Mapped[str]
    #: Argon2id
    password_hash: Mapped[str | None]
    #: random, new with every password; browsers that carry another one are signed out
    stamp: Mapped[str | None]
    name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    locale: Mapped[str]
    #: a code of the shop's own, for example "wholesale"; empty: everybody
    group: Mapped[str] = mapped_column("customer_group", default="")
    vat_id: Mapped[str] = mapped_column(default="")
    #: data of programs, by name of the shop's schema
    custom: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class CustomerAddress(Base):
    """An entry of a customer's address book. At most one of them is the default."""

    __tablename__ = "customer_addresses"
    __table_args__ = (
        Index(
            "uq_customer_addresses_one_default",
            "customer_id",
            unique=True,
            sqlite_where=text("is_default"),
            postgresql_where=text("is_default"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    #: the customer's own name for it, for example "Office"
    label: Mapped[str] = mapped_column(default="")
    address_data: Mapped[dict[str, str]] = mapped_column("address")
    is_default: Mapped[bool] = mapped_column(default=False)
    custom: Mapped[dict[str, Any] | None]

    @property
    def address(self) -> Address:
        """The address itself."""
        return Address.from_dict(self.address_data)


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What pricing, rules and pages may ask about an order's customer. `group` and `vat_id` are empty where there is none."""

    id: int
    public_id: str
    group: str
    vat_id: str
    #: what a browser must know to be signed in as them; none: nobody can
    stamp: str | None
    custom: dict[str, Any] | None = field(default=None, hash=False)
