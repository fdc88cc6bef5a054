"""A shop: what the partner contracts call tenant, channel, mandator or site."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from .. import clock
from ..db import Base

#: Where cents of tax may be rounded.
TAX_ROUNDINGS = ("line", "unit", "total")


class Shop(Base):
    """One shop and its rules. `catalog_version` is bumped by triggers on everything a catalogue is made of."""

    __tablename__ = "shops"
    __table_args__ = (CheckConstraint("tax_rate BETWEEN 0 AND 10000", name="tax_rate_is_a_rate"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    #: ISO 4217
    currency: Mapped[str]
    #: further currencies it sells in where its goods have prices in them
    currencies: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    #: ISO 3166-1 alpha-2: where it has its seat
    country: Mapped[str] = mapped_column(default="DE", server_default="DE")
    #: ISO 3166-1 alpha-2 codes this shop ships to
    countries: Mapped[list[str]]
    locale: Mapped[str]
    prices_include_tax: Mapped[bool]
    #: basis points; what everything is taxed at in a shop without tax rates
    tax_rate: Mapped[int]
    #: where cents are rounded: each "line", each "unit", or once for the "total" at a rate
    tax_rounding: Mapped[str] = mapped_column(default="line", server_default="line")
    #: minor units of its own currency; what is to be paid in that is a multiple of it
    smallest_coin: Mapped[int] = mapped_column(default=1, server_default="1")
    #: IANA name; promised dates are days of this zone
    time_zone: Mapped[str]
    #: orders placed before this hour leave the same business day
    cutoff_hour: Mapped[int]
    #: ISO 3166-1 alpha-2 and the subdivision's code: whose public holidays it keeps; empty: none
    holiday_country: Mapped[str] = mapped_column(default="", server_default="")
    holiday_subdivision: Mapped[str] = mapped_column(default="", server_default="")
    contact_email: Mapped[str]
    contact_phone: Mapped[str]
    #: whether it writes to those who order; a shop whose partners do so themselves does not
    sends_mails: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    #: who sells, as invoices say it: `name`, `address` (lines), `vat_id`, `tax_number`, `register`
    seller: Mapped[dict[str, str]] = mapped_column(default=dict, server_default="{}")
    #: how many days a consumer may withdraw from a contract for; 0: there is no such right
    withdrawal_days: Mapped[int] = mapped_column(default=14, server_default="14")
    catalog_version: Mapped[int] = mapped_column(default=1)
    #: when it opened here, which is also as old as its catalogue is
    created_at: Mapped[datetime | None] = mapped_column(default=clock.now)


class ShopHost(Base):
    """A host name that belongs to a shop, lower case and without port."""

    __tablename__ = "shop_hosts"

    host: Mapped[str] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))


class PaymentMethod(Base):
    """A way to pay that the shop offers, served by one gateway."""

    __tablename__ = "payment_methods"
    __table_args__ = (UniqueConstraint("shop_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    code: Mapped[str]
    gateway: Mapped[str]
    name: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]]
    position: Mapped[int]
    #: whether pages offer it; programs may use it anyway
    is_listed: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    #: money is only promised when the order is placed, and taken later by a capture
    manual_capture: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    #: what a shopper needs to pay by bank transfer, as `checkout.bank_transfer` reads it; empty: nothing
    transfer: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")


class ApiKey(Base):
    """A program's credential: shown once, stored as SHA-256, scoped, expiring, of one shop."""

    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
