"""From what a program sent to what the operation is asked to change."""

from typing import Any

from ..callers import Caller
from ..operations import (
    UNSET,
    AddressPatch,
    CardWanted,
    Changes,
    Guesser,
    LineWanted,
    ShipmentWish,
    cards_with,
)
from .inputs import AddressInput, CheckoutInput, GiftCardInput, LineInput, ShipmentInput

NAME_PARTS = ("first_name", "last_name")
#: what null resets a field to; every other one becomes None
RESET: dict[str, Any] = {
    "email": "",
    "phone": "",
    "note": "",
    "vat_id": "",
    "lines": (),
    "coupon_codes": (),
    "gift_cards": (),
    "use_store_credit": False,
    "shipments": (),
}


def changes_of(body: CheckoutInput, caller: Caller) -> Changes:
    """The changes a merge patch asks for: only fields that were sent, null meaning the field's beginning.

    Looks up the codes of gift cards. Raises `TooManyAttempts` when the caller has guessed too many.
    """
    shop = caller.catalog.shop
    reset = RESET | {"locale": shop.locale, "currency": shop.currency}
    given: dict[str, Any] = {
        name: reset.get(name) if value is None else _converted(value)
        for name, value in _sent(body).items()
    }
    if body.gift_cards:
        guesser = Guesser(caller.shop_code, f"key {caller.key_id}")
        given["gift_cards"] = tuple(_card(each, guesser) for each in body.gift_cards)
    return Changes(**given)


def _sent(model: CheckoutInput | AddressInput) -> dict[str, Any]:
    return {name: getattr(model, name) for name in model.model_fields_set}


def _converted(value: Any) -> Any:
    match value:
        case AddressInput():
            return _address_patch(value)
        case [LineInput(), *_]:
            return tuple(map(_line, value))
        case [ShipmentInput(), *_]:
            return tuple(map(_shipment, value))
        case list():
            return tuple(value)
        case _:
            return value


def address_fields(address: AddressInput) -> dict[str, Any]:
    """The fields that were sent, by the names of `Address`, without custom data; null is empty."""
    given = _sent(address)
    given.pop("custom", None)
    sent = {name: value or "" for name, value in given.items()}
    parts = [sent.pop(name).strip() for name in NAME_PARTS if name in sent]
    if parts and not sent.get("name"):
        sent["name"] = " ".join(filter(None, parts))
    return sent


def _address_patch(address: AddressInput) -> AddressPatch:
    custom = address.custom if "custom" in address.model_fields_set else UNSET
    return AddressPatch(tuple(address_fields(address).items()), custom)


def _line(line: LineInput) -> LineWanted:
    options = tuple(sorted((line.options or {}).items()))
    return LineWanted(line.sku, line.quantity, options, line.custom or {})


def _card(card: GiftCardInput, guesser: Guesser) -> CardWanted:
    if card.code is None:
        return CardWanted(card.id or "")
    [found] = cards_with([card.code], guesser)
    return found


def _shipment(shipment: ShipmentInput) -> ShipmentWish:
    return ShipmentWish(
        origin=shipment.origin,
        method=shipment.method,
        speed=shipment.production_speed,
        hold_until=shipment.hold_until,
        window=shipment.delivery_window,
    )
