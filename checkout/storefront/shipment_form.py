"""The choices of the shipping step, one group of controls for each shipment: what was sent, and what is shown."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from ..controls import Control
from ..offers.merged import with_the_cheapest
from ..offers.options import ShippingOption
from ..offers.production import SpeedOption
from ..offers.shipments import ShipmentOffer
from ..offers.windows import window_in_words
from ..operations import Changes, ShipmentWish, choices_of
from ..standing import Standing
from .problems import Problem
from .wording import _, spoken


@dataclass(frozen=True, slots=True)
class ShipmentView:
    """One shipment as the step shows it. `names` are those of its controls; `items` is empty where there is no other."""

    number: int
    names: dict[str, str]
    title: str
    items: tuple[str, ...]
    options: tuple[ShippingOption, ...]
    chosen: ShippingOption | None
    speeds: tuple[SpeedOption, ...]
    speed: SpeedOption | None
    hold: Control | None
    window: Control | None


FIELDS = ("shipping_method", "production_speed", "hold_until", "delivery_window")


def names_of(standing: Standing, shipment: ShipmentOffer) -> dict[str, str]:
    """The names of a shipment's controls; the only one needs no mark of its own."""
    mark = "" if len(standing.shipments) == 1 else f"-{shipment.origin.code}"
    return {field: f"{field}{mark}" for field in FIELDS}


def wishes_in(standing: Standing, sent: Mapping[str, str]) -> tuple[ShipmentWish, ...]:
    """What was sent for each shipment; what is unreadable is not among it."""
    return tuple(_wish(standing, each, sent) for each in standing.shipments)


def seen(standing: Standing, sent: Mapping[str, str]) -> Standing:
    """How it would stand with what was sent, and with the cheapest way where none is chosen. Nothing is stored."""
    was_sent = any(name.partition("-")[0] in FIELDS for name in sent)
    choices = choices_of(wishes_in(standing, sent)) if was_sent else {}
    looked_at = standing.choosing({**standing.choices, **choices})
    return looked_at.choosing(with_the_cheapest(looked_at))


def changes_in(wishes: tuple[ShipmentWish, ...]) -> Changes:
    """What to store of the wishes: one way for all shipments is the order's own."""
    methods = {each.method for each in wishes}
    if len(methods) > 1:
        return Changes(shipments=wishes)
    rest = tuple(
        ShipmentWish(each.origin, None, each.speed, each.hold_until, each.window) for each in wishes
    )
    return Changes(shipping_method=methods.pop(), shipments=rest)


def problems_in(standing: Standing, sent: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with the choices sent, beside the control it is about."""
    asked = standing.choosing(choices_of(wishes_in(standing, sent)))
    for before, after in zip(standing.shipments, asked.shipments, strict=True):
        names = names_of(standing, before)
        on_offer = {each.method.code for each in after.options}
        if len(on_offer) > 1 and _sent(sent, names["shipping_method"]) not in on_offer:
            yield Problem(_("Choose how we should deliver."), names["shipping_method"])
        typed = _sent(sent, names["hold_until"])
        if typed and _day(typed) is None:
            words = _("Enter a day like this: 2026-06-30.")
            yield Problem(words, names["hold_until"])
    for each in asked.missing:
        index, _slash, field = each.field.removeprefix("shipments/").partition("/")
        if each.step == "shipping" and field in PLACES:
            names = names_of(standing, standing.shipments[int(index)])
            yield Problem(_(each.message) % dict(each.params), names[PLACES[field]])


#: the fields of requirements that are told here; what way to ship is missing is known without asking
PLACES = {
    "production_speed": "production_speed",
    "hold_until": "hold_until",
    "delivery_window": "delivery_window",
}


def views_of(
    standing: Standing, sent: Mapping[str, str], errors: Mapping[str, str]
) -> list[ShipmentView]:
    """The shipments to show; `standing` is as they are looked at."""
    return [_view(standing, each, sent, errors) for each in standing.shipments]


def _view(
    standing: Standing, shipment: ShipmentOffer, sent: Mapping[str, str], errors: Mapping[str, str]
) -> ShipmentView:
    names, several = names_of(standing, shipment), len(standing.shipments) > 1
    return ShipmentView(
        number=shipment.index + 1,
        names=names,
        title=title_of(shipment.index, len(standing.shipments), shipment.origin.name),
        items=items_of(standing, shipment) if several else (),
        options=shipment.options,
        chosen=shipment.option,
        speeds=shipment.speeds,
        speed=shipment.speed,
        hold=_hold_control(shipment, names["hold_until"], sent, errors),
        window=_window_control(standing, shipment, names["delivery_window"], errors),
    )


def title_of(index: int, count: int, origin_name: str) -> str:
    """What a shipment is called; the only one has no name."""
    if count == 1:
        return ""
    title = _("Shipment %(number)s of %(count)s") % {"number": index + 1, "count": count}
    return f"{title}: {origin_name}" if origin_name else title


def items_of(standing: Standing, shipment: ShipmentOffer) -> tuple[str, ...]:
    """What is in it, as "2 x Mug" with a real sign."""
    lines = standing.order.lines
    return tuple(
        f"{part.quantity} \N{MULTIPLICATION SIGN} {standing.name_of(lines[part.line])}"
        for part in shipment.parts
    )


def _hold_control(
    shipment: ShipmentOffer, name: str, sent: Mapping[str, str], errors: Mapping[str, str]
) -> Control | None:
    if shipment.earliest_hold is None:
        return None
    kept = shipment.hold.until.isoformat() if shipment.hold else ""
    earliest = format_date(shipment.earliest_hold, "long", locale=spoken())
    return Control(
        name=name,
        label=_("Hold production until"),
        value=sent.get(name, kept),
        type="date",
        required=False,
        hint=_("We begin later, so that it is done on this day. Possible from %(day)s on.")
        % {"day": earliest},
        error=errors.get(name, ""),
        autocomplete="off",
        width="half",
    )


def _window_control(
    standing: Standing, shipment: ShipmentOffer, name: str, errors: Mapping[str, str]
) -> Control | None:
    if not shipment.needs_window:
        return None
    zone, language = standing.catalog.shop.time_zone, spoken()
    free = ((str(each.id), window_in_words(each, zone, language)) for each in shipment.free_windows)
    return Control(
        name=name,
        label=_("Delivery window"),
        value=str(shipment.window.id) if shipment.window else "",
        type="select",
        error=errors.get(name, ""),
        autocomplete="off",
        options=(("", _("Choose a delivery window")), *free),
    )


def _wish(standing: Standing, shipment: ShipmentOffer, sent: Mapping[str, str]) -> ShipmentWish:
    names = names_of(standing, shipment)
    window = _sent(sent, names["delivery_window"])
    return ShipmentWish(
        origin=shipment.origin.code,
        method=_sent(sent, names["shipping_method"]) or _only(shipment),
        speed=_sent(sent, names["production_speed"]) or None,
        hold_until=_day(_sent(sent, names["hold_until"])),
        window=int(window) if window.isascii() and window.isdigit() and len(window) < 16 else None,
    )


def _only(shipment: ShipmentOffer) -> str | None:
    return shipment.options[0].method.code if len(shipment.options) == 1 else None


def _sent(sent: Mapping[str, str], name: str) -> str:
    """What was sent by that name, or, by a form from before the order was split, for the order as a whole."""
    return (sent.get(name) or sent.get(name.partition("-")[0]) or "").strip()


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None
