"""The JSON documents of shipments: what is on offer for each, what is chosen, and what was promised."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from .amounts import Minor


class ShipmentMethodDocument(TypedDict):
    """A way to ship on offer for a shipment, and the days between which it arrives."""

    code: str
    name: str
    amount: Minor
    kind: Annotated[str, Field(description="delivery, or pickup.")]
    type: Annotated[str, Field(description="What it is charged as: shipping, or postage.")]
    zone: Annotated[
        str, Field(description="Code of the shipping zone it is offered in; `*`: anywhere.")
    ]
    pickup_place: dict[str, str] | None
    arrives_from: date
    arrives_to: date


class ProductionSpeedDocument(TypedDict):
    """How fast it can be made, and the day on which it is done then."""

    code: str
    name: str
    amount: Minor
    produced_on: date


class DeliveryWindowDocument(TypedDict):
    """A slot in which it is handed over. `free` says how many places are left, null once placing has begun."""

    id: int
    starts_at: datetime
    ends_at: datetime
    free: int | None


class ShipmentDocument(TypedDict):
    """What one origin sends together. While the checkout is open, what is on offer; afterwards, what was promised."""

    origin: Annotated[
        str, Field(description="Who sends it: code of a producer or stock location, or `main`.")
    ]
    origin_name: str | None
    state: Annotated[
        str,
        Field(description="`open` while the checkout is; then pending, shipped or delivered."),
    ]
    lines: Annotated[list[int], Field(description="Indexes of its lines.")]
    quantities: Annotated[list[int], Field(description="How many units of each of `lines`.")]
    method: str | None
    name: Annotated[str | None, Field(description="What the method is called.")]
    amount: Annotated[Minor | None, Field(description="Null as long as no method is chosen.")]
    methods: list[ShipmentMethodDocument]
    production_speed: Annotated[
        str | None, Field(description="Null: nothing of it is made to order.")
    ]
    production_name: str | None
    production_amount: Minor
    production_speeds: list[ProductionSpeedDocument]
    hold_until: Annotated[date | None, Field(description="Production waits until this day.")]
    hold_from: Annotated[
        date | None, Field(description="The first day production may be held until.")
    ]
    delivery_window: Annotated[int | None, Field(description="Id of the window chosen.")]
    windows: Annotated[
        list[DeliveryWindowDocument],
        Field(description="Those of the chosen method, full ones too; empty: it needs none."),
    ]
    produced_on: date | None
    dispatched_on: date | None
    arrives_from: date | None
    arrives_to: date | None
    pickup_place: dict[str, str] | None
    carrier: Annotated[str | None, Field(description="Who carries it, once somebody said.")]
    tracking_number: str | None
    tracking_url: Annotated[str | None, Field(description="Where it can be followed.")]
    shipped_at: datetime | None
    delivered_at: datetime | None
