"""A partner's choices in the shop's terms: one postage, one speed and one hold date, for however many shipments."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ...offers.options import ShippingOption
from ...offers.shipments import ShipmentOffer
from ...operations import Changes, ShipmentWish
from ...standing import Standing
from .errors import Refused
from .reading import Wish

#: the document's values
POSTAGES = ("Standard", "FirstClass")
SPEEDS = ("Normal", "ExpeditedFaster", "ExpeditedFastest")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The changes to make to the order, and what the partner should know about them."""

    changes: Changes
    warnings: tuple[str, ...]


def chosen_for(standing: Standing, wish: Wish) -> Chosen:
    """The changes that `wish` means for an open order. What it leaves open is the cheapest way and the normal speed.

    The customer's store credit pays. Raises `Refused` with everything that is wrong with the wish.
    """
    errors = [*_wrong_codes(standing, wish), *_wrong_hold(standing, wish.hold_until)]
    if errors:
        raise Refused(errors)
    shipments = tuple(_wish_for(each, wish, standing) for each in standing.shipments)
    credit = standing.wallet.store_credit
    if credit is None or credit.balance <= 0:
        changes = Changes(shipments=shipments)
    else:
        changes = Changes(shipments=shipments, use_store_credit=True)
    return Chosen(changes, tuple(_exceptions(standing, wish)))


def way_of(shipment: ShipmentOffer, postage: str) -> ShippingOption | None:
    """The way a shipment goes with that postage: it, else the one chosen before, else the cheapest postage; none: nowhere."""
    named = (each for each in shipment.options if each.method.code == postage)
    found = next(named, shipment.option)
    return found or next(iter(postages_of(shipment)), None)


def postages_of(shipment: ShipmentOffer) -> list[ShippingOption]:
    """The ways between which a partner chooses: postages where there are any, else what delivers, else whatever there is."""
    options = shipment.options
    postages = [each for each in options if each.method.type == "postage"]
    delivered = [each for each in options if each.method.kind != "pickup"]
    return postages or delivered or list(options)


def _wish_for(shipment: ShipmentOffer, wish: Wish, standing: Standing) -> ShipmentWish:
    before = standing.choices.get(shipment.origin.code, {})
    hold = before.get("hold_until")
    until = wish.hold_until if shipment.speeds else None
    way = way_of(shipment, wish.postage)
    return ShipmentWish(
        shipment.origin.code,
        None if way is None else way.method.code,
        wish.speed if _makes(shipment, wish.speed) else before.get("speed"),
        until or (date.fromisoformat(hold) if hold else None),
        before.get("window"),
    )


def _makes(shipment: ShipmentOffer, speed: str) -> bool:
    return any(each.speed.code == speed for each in shipment.speeds)


def _wrong_codes(standing: Standing, wish: Wish) -> Iterator[str]:
    postages = {option.method.code for each in standing.shipments for option in each.options}
    if wish.postage and wish.postage not in {*POSTAGES, *postages}:
        yield f"The postage must be one of {', '.join(POSTAGES)}."
    speeds = {option.speed.code for each in standing.shipments for option in each.speeds}
    if wish.speed and wish.speed not in {*SPEEDS, *speeds}:
        yield f"The production must be one of {', '.join(SPEEDS)}."
    elif wish.speed and wish.speed not in {SPEEDS[0], *speeds}:
        yield f"Production {wish.speed} is not offered for this order."


def _wrong_hold(standing: Standing, until: date | None) -> Iterator[str]:
    """The document's rule: later than *normal* completion, also of what is made faster."""
    if until is None:
        return
    done = [each.speeds[0].produced_on for each in standing.shipments if each.speeds]
    if not done:
        yield "Nothing in this order is made for it, so there is no production to hold."
    elif until <= max(done):
        yield f"holdUntilDate must be later than {max(done)}, when normal production is completed."


def _exceptions(standing: Standing, wish: Wish) -> Iterator[str]:
    """Where a choice does not reach."""
    for each in standing.shipments:
        sender = each.origin.name or standing.catalog.shop.name
        way = way_of(each, wish.postage)
        if wish.postage and way is not None and way.method.code != wish.postage:
            yield f"What {sender} sends does not go by {wish.postage}, but by {way.name}."
        if wish.speed and each.speeds and not _makes(each, wish.speed):
            yield f"What {sender} makes is not made at the speed {wish.speed}."
