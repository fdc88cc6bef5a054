"""Pricing an order, and executing it."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, request

from ...callers import Caller
from ...operations import Invalid, OrderClosed, OrderRef, find_order, preview_order
from ...operations.records import Records, records_of
from ...standing import Standing
from ..decimal_json import Json
from .choices import chosen_for
from .documents import executed, facts, summary
from .envelope import envelope
from .errors import Refused, faults_in_words
from .executing import TOO_LATE, execute, in_words
from .profile import profile_of
from .reading import Wish, read_body, read_query, reference

#: what can be wrong with the hold date of the request itself
HOLDS = ("hold_too_early", "hold_too_late")
#: what executing sees to
SETTLED_LATER = ("payment_method_missing",)


def show_checkout(caller: Caller, id: str) -> Response:  # noqa: A002 (the name in the path)
    """The order priced with the choices of the query. Nothing is written."""
    ref = reference(caller.shop_code, id)
    standing = find_order(ref)
    with _telling_whose(standing):
        wish = read_query(request, standing.catalog.shop.time_zone)
        match standing.order.state:
            case "open":
                return _priced(ref, standing, wish)
            case "placing" | "placed":
                return _as_agreed(standing, wish)
            case _ if standing.order.placed_at is not None:
                return _as_agreed(standing, wish)
            case state:
                raise OrderClosed(state)


def execute_checkout(caller: Caller, id: str) -> Response:  # noqa: A002
    """Places the order with the choices of the body. Again, it answers the same and changes nothing."""
    standing = find_order(reference(caller.shop_code, id))
    with _telling_whose(standing):
        wish = read_body(request, standing.catalog.shop.time_zone)
        done = execute(caller, standing, wish)
        return envelope(
            executed(done.standing), profile_of(done.standing), done.warnings, _facts(done.standing)
        )


def _priced(ref: OrderRef, standing: Standing, wish: Wish) -> Response:
    chosen = chosen_for(standing, wish)
    priced = preview_order(ref, chosen.changes)
    missing = priced.missing
    if wish.hold_until and (wrong := [each for each in missing if each.code in HOLDS]):
        raise Refused(in_words(wrong))
    open_points = in_words(each for each in missing if each.code not in SETTLED_LATER)
    warnings = (*chosen.warnings, *open_points)
    return envelope(summary(priced), profile_of(priced), warnings, facts(priced))


def _as_agreed(standing: Standing, wish: Wish) -> Response:
    records = _records(standing)
    warnings = (TOO_LATE,) if wish.chooses else ()
    payload, metadata = summary(standing, records), facts(standing, records)
    return envelope(payload, profile_of(standing), warnings, metadata)


def _facts(standing: Standing) -> Json:
    return facts(standing, _records(standing))


def _records(standing: Standing) -> Records:
    return records_of([standing.order.id])[standing.order.id]


@contextmanager
def _telling_whose(standing: Standing) -> Iterator[None]:
    """Whatever is wrong is told together with whose order it is."""
    try:
        yield
    except Refused as refused:
        raise Refused(refused.errors, profile_of(standing)) from None
    except (Invalid, OrderClosed) as refusal:
        raise Refused(faults_in_words(refusal), profile_of(standing)) from None
