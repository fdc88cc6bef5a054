"""The order: one row from basket to delivery. A cart is an order in state `open`; placing changes its state."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..addresses import Address
from ..db import Base

STATES = ("open", "placing", "placed", "cancelled", "expired")

#: (state, event) -> state. What is not listed cannot happen.
TRANSITIONS = {
    ("open", "place"): "placing",
    ("open", "cancel"): "cancelled",
    ("open", "expire"): "expired",
    ("placing", "decline"): "open",
    ("placing", "settle"): "placed",
    ("placed", "cancel"): "cancelled",
}


MAX_QUANTITY = 9999
MAX_LINES = 100


class Order(Base):
    """A checkout while open, an order once placed.

    `id` is for authenticated callers, `public_id` the opaque form of it, `token` the credential in a
    shopper's URLs. `total` and the lines' prices are what was last quoted while open, and final once placing
    has begun; `adjustments` and `shipments` are written then.
    """

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("shop_id", "number"),
        UniqueConstraint("shop_id", "source", "external_id"),
        CheckConstraint(f"state IN {STATES}", name="state_is_known"),
        CheckConstraint("total >= 0", name="total_is_not_negative"),
        CheckConstraint(
            "state IN ('open', 'cancelled', 'expired') OR number IS NOT NULL",
            name="placed_has_number",
        ),
        Index(
            "ix_orders_shop_id_last_step", "shop_id", text("coalesce(placed_at, created_at)"), "id"
        ),
        Index(
            "ix_orders_shop_id_customer_key",
            "shop_id",
            "customer_key",
            sqlite_where=text("customer_key IS NOT NULL"),
            postgresql_where=text("customer_key IS NOT NULL"),
        ),
        Index(
            "uq_orders_one_per_quote",
            "quote_id",
            unique=True,
            sqlite_where=text("quote_id IS NOT NULL"),
            postgresql_where=text("quote_id IS NOT NULL"),
        ),
        Index(
            "ix_orders_expires_at",
            "expires_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_orders_scheduled_for",
            "scheduled_for",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    public_id: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="open")
    version: Mapped[int] = mapped_column(default=1)
    source: Mapped[str]
    external_id: Mapped[str | None]
    #: whose it is; none: a guest's, whatever the e-mail address says
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    #: the quote that became this order
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quotes.id"))
    #: the prices agreed in it, as `offers.agreed` reads them
    agreement_data: Mapped[dict[str, Any] | None] = mapped_column("agreement")
    currency: Mapped[str]
    locale: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    #: the e-mail address folded for comparison, from the moment placing begins: whose orders it is one of
    customer_key: Mapped[str | None]
    phone: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    #: a business buyer's VAT identification number; empty: none
    vat_id: Mapped[str] = mapped_column(default="", server_default="")
    shipping_address_data: Mapped[dict[str, str] | None] = mapped_column("shipping_address")
    #: none: as shipping
    billing_address_data: Mapped[dict[str, str] | None] = mapped_column("billing_address")
    #: how every shipment travels that offers this way and has no choice of its own
    shipping_method: Mapped[str | None]
    #: by origin what was chosen for a single shipment: `method`, `speed`, `hold_until`, `window`
    shipment_choices: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    payment_method: Mapped[str | None]
    coupon_codes: Mapped[list[str]] = mapped_column(default=list)
    #: public ids of the gift cards handed in, in the order in which they are used up
    gift_cards: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    #: whether the customer's store credit pays, after the gift cards
    use_store_credit: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    #: minor units
    total: Mapped[int] = mapped_column(default=0)
    #: the parts of the total as last quoted: items, promotion, shipping, tax
    quoted: Mapped[dict[str, int]] = mapped_column(default=dict)
    #: how it was taxed when last quoted: "included" or "on_top", and "reverse_charge" where the buyer owes the tax
    taxed: Mapped[str] = mapped_column(default="", server_default="")
    #: where its tax was rounded when last quoted
    tax_rounding: Mapped[str] = mapped_column(default="line", server_default="line")
    #: by contract what a partner sent along and wants back as it was
    contract_data: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    #: data of programs, by name of the shop's schema
    custom: Mapped[dict[str, Any] | None]
    shipping_address_custom: Mapped[dict[str, Any] | None]
    billing_address_custom: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    placed_at: Mapped[datetime | None]
    #: an open order is placed by the worker from this instant on
    scheduled_for: Mapped[datetime | None]
    #: why it was cancelled, a code of `payment.REASONS`; of an order that is being paid, why it is to be cancelled as soon as
    #: it is known what became of the payment
    cancel_reason: Mapped[str] = mapped_column(default="", server_default="")
    #: who asked for it
    cancel_actor: Mapped[str] = mapped_column(default="", server_default="")
    #: why it could not be placed on its day; empty: nothing went wrong
    schedule_fault: Mapped[str] = mapped_column(default="", server_default="")
    expires_at: Mapped[datetime]
    #: what it was before a call that places it as a whole or not at all, until its payment is settled: see `operations.as_before`
    before_placing: Mapped[dict[str, Any] | None]
    lines: Mapped[list["OrderLine"]] = relationship(
        order_by="OrderLine.id", cascade="all, delete-orphan"
    )
    shipments: Mapped[list["Shipment"]] = relationship(order_by="Shipment.id", viewonly=True)
    adjustments: Mapped[list["Adjustment"]] = relationship(order_by="Adjustment.id", viewonly=True)
    events: Mapped[list["OrderEvent"]] = relationship(order_by="OrderEvent.id", viewonly=True)

    @property
    def shipping_address(self) -> Address | None:
        """Where the goods go."""
        return self._address("shipping_address_data")

    @property
    def billing_address(self) -> Address | None:
        """Where the invoice goes; none means as shipping."""
        return self._address("billing_address_data")

    def _address(self, column: str) -> Address | None:
        """Read once for as long as the column has the same data: a dozen rules ask for it."""
        data, kept = getattr(self, column), vars(self).get(f"{column}_read")
        if kept is None or kept[0] is not data:
            kept = data, None if data is None else Address.from_dict(data)
            vars(self)[f"{column}_read"] = kept
        address: Address | None = kept[1]
        return address

    def move(self, event: str) -> None:
        """Changes the state as the table says. Raises `ValueError` for a move that is not in it."""
        if (self.state, event) not in TRANSITIONS:
            raise ValueError(f"an order that is {self.state} cannot {event}")
        self.state = TRANSITIONS[self.state, event]


class OrderLine(Base):
    """So many of one variant. Name, SKU and unit price are those last quoted."""

    __tablename__ = "order_lines"
    __table_args__ = (
        CheckConstraint(f"quantity BETWEEN 1 AND {MAX_QUANTITY}", name="quantity_is_sane"),
        CheckConstraint("unit_price >= 0", name="unit_price_is_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    #: what carries it; of a line that several origins send, the first: `Shipment.parts` knows how many units
    shipment_id: Mapped[int | None] = mapped_column(ForeignKey("shipments.id"))
    sku: Mapped[str]
    name: Mapped[str]
    #: minor units
    unit_price: Mapped[int]
    quantity: Mapped[int]
    options: Mapped[dict[str, str]] = mapped_column(default=dict)
    #: as the order's own
    custom: Mapped[dict[str, Any] | None]
    #: why a consumer could not withdraw from it when it was ordered, one of `withdrawals.EXEMPTIONS`; empty: one can
    withdrawal_exemption: Mapped[str] = mapped_column(default="", server_default="")


class Shipment(Base):
    """What one origin sends: method, price, production and promised dates as agreed."""

    __tablename__ = "shipments"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    method: Mapped[str]
    name: Mapped[str]
    #: minor units
    price: Mapped[int]
    #: pending, shipped or delivered
    state: Mapped[str] = mapped_column(default="pending")
    arrives_from: Mapped[date]
    arrives_to: Mapped[date]
    #: what sends it: a producer's or a stock location's code, or "main"
    origin: Mapped[str] = mapped_column(default="main", server_default="main")
    #: the origin as the buyer knows it; empty: the shop itself
    origin_name: Mapped[str] = mapped_column(default="", server_default="")
    #: units by the id of their line; empty: all units of the lines that point here
    parts: Mapped[dict[str, int]] = mapped_column(default=dict, server_default="{}")
    production_speed: Mapped[str | None]
    production_name: Mapped[str] = mapped_column(default="", server_default="")
    #: minor units
    production_price: Mapped[int] = mapped_column(default=0, server_default="0")
    hold_until: Mapped[date | None]
    produced_on: Mapped[date | None]
    dispatched_on: Mapped[date | None]
    window_id: Mapped[int | None] = mapped_column(ForeignKey("delivery_windows.id"))
    window_starts_at: Mapped[datetime | None]
    window_ends_at: Mapped[datetime | None]
    #: where it is picked up, if it is: a name and an address
    pickup_place: Mapped[dict[str, str] | None]
    #: who carries it, the number it has there, and the page on which that can be followed; empty: nobody said
    carrier: Mapped[str] = mapped_column(default="", server_default="")
    tracking_number: Mapped[str] = mapped_column(default="", server_default="")
    tracking_url: Mapped[str] = mapped_column(default="", server_default="")
    #: when it was handed over, and when it was received
    shipped_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]

    def units_of(self, line: OrderLine) -> int:
        """How many units of a line it has."""
        if self.parts:
            return self.parts.get(str(line.id), 0)
        return line.quantity if line.shipment_id == self.id else 0


class Adjustment(Base):
    """One reason why the total is not the sum of the lines: a discount, shipping or tax amount, signed minor units.

    `sum(lines) + sum(adjustments not included) = total`, always.
    """

    __tablename__ = "adjustments"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("order_lines.id"))
    shipment_id: Mapped[int | None] = mapped_column(ForeignKey("shipments.id"))
    type: Mapped[str]
    label: Mapped[str]
    amount: Mapped[int]
    #: whether the amount is already within the prices, as tax is in a shop with prices including tax
    included: Mapped[bool]
    #: what it came from: a coupon code, a shipping method, a tax rate
    source: Mapped[str]


class OrderEvent(Base):
    """Who did what to an order, and when. Append-only."""

    __tablename__ = "order_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    type: Mapped[str]
    #: the order's state after it
    state: Mapped[str]
    #: "shopper", "system", or the API key's name
    actor: Mapped[str]
    occurred_at: Mapped[datetime]
