"""Verifying an order, and checking it out."""

from dataclasses import replace
from datetime import UTC
from typing import Any

from flask import Response, request
from pydantic_core import to_json

from ... import clock
from ...callers import Caller
from ...operations import (
    Invalid,
    OrderNotFound,
    OrderRef,
    Placement,
    PlaceWish,
    TotalChanged,
    Unmet,
    find_by_external_id,
    open_order,
    place,
    place_new,
)
from .errors import BadRequest, NothingMatches, PropertyError
from .reading import SentOrder, read_order
from .verifying import SOURCE, Verified, external_id_of, verify


def verify_order(caller: Caller) -> Response:
    """The order with what is wrong with it, as a whole and line by line. Nothing is written."""
    sent, document = read_order(request)
    verified = verify(caller, sent, document)
    body = to_json(_answered(document, sent, verified))
    return Response(body, content_type="application/json")


def checkout_order(caller: Caller) -> Response:
    """Places the order, now or on its day. The same external id of a tenant again changes nothing."""
    sent, document = read_order(request)
    if _is_there(caller, sent):
        return _done()
    verified = verify(caller, sent, document)
    _refuse(verified)
    try:
        _carry_out(caller, sent, verified)
    except Invalid as invalid:
        # Another call was quicker with the same external id.
        if not any(fault.code == "external_id_taken" for fault in invalid.faults):
            raise
        _is_there(caller, sent)
    return _done()


def _carry_out(caller: Caller, sent: SentOrder, verified: Verified) -> None:
    day = sent.ScheduledPurchaseDate
    if day is not None and day > clock.now():
        changes = replace(verified.new.changes, scheduled_for=day.astimezone(UTC))
        open_order(caller.shop_code, SOURCE, verified.new.locale, changes)
        return
    _check(place_new(verified.new, _wish(caller, None)))


def _is_there(caller: Caller, sent: SentOrder) -> bool:
    """Whether the tenant's order is there already; one whose placing was cut short is taken to its end."""
    external_id = external_id_of(sent)
    if external_id is None:
        return False
    try:
        standing = find_by_external_id(caller.shop_code, SOURCE, external_id)
    except OrderNotFound:
        return False
    order = standing.order
    if order.state == "placing":
        ref = OrderRef(caller.shop_code, public_id=order.public_id)
        _check(place(ref, _wish(caller, order.total)))
    return True


def _wish(caller: Caller, total: int | None) -> PlaceWish:
    return PlaceWish(expected_total=total, actor=caller.name, return_url="")


def _check(placement: Placement) -> None:
    """Raises what the partner is told about an order that was not placed after all."""
    match placement:
        case Unmet(requirements=missing):
            errors = [
                PropertyError(each.field, each.message % dict(each.params)) for each in missing
            ]
            raise BadRequest("The order can no longer be placed.", errors)
        case TotalChanged():
            raise BadRequest("A price changed while the order was placed.")


def _refuse(verified: Verified) -> None:
    """Raises what is wrong with the order: 404 for what does not exist, else 400 with everything."""
    for error in verified.errors:
        if error.is_unknown:
            raise NothingMatches(error.description)
    errors = [PropertyError("order", error.description) for error in verified.errors]
    for index, found in verified.line_errors.items():
        for each in found:
            if each.is_unknown:
                raise NothingMatches(each.description)
            errors.append(PropertyError(f"orderLines[{index}]", each.description))
    if errors:
        raise BadRequest("The order cannot be placed.", errors)


def _done() -> Response:
    return Response(status=204)


def _answered(document: dict[str, Any], sent: SentOrder, verified: Verified) -> dict[str, Any]:
    """The order as it came, every property of the document there, with its errors."""
    whole = {name: document.get(name) for name in SentOrder.model_fields}
    whole["errors"] = [
        {"orderGroupId": "", "code": each.code, "description": each.description}
        for each in verified.errors
    ]
    whole["orderLines"] = [
        {
            **{name: line.get(name) for name in type(sent.orderLines[0]).model_fields},
            "errors": [
                {"reasonCode": each.reason, "description": each.description, "properties": {}}
                for each in verified.line_errors.get(index, ())
            ],
        }
        for index, line in enumerate(document["orderLines"])
    ]
    return whole
