"""The same, bought in this browser a moment ago: told on the review page, before it is bought twice by mistake.

Whoever believes that a payment went wrong fills a new cart and pays again. The signed cookie knows what was bought last.
"""

import hashlib
import json
from datetime import UTC, datetime, timedelta

from flask import session

from .. import clock
from ..models import Order

RECENT = timedelta(minutes=10)


def remember(order: Order) -> None:
    """Notes what has just been confirmed here, whatever comes of paying it."""
    session["bought"] = [_what(order), int(clock.now().timestamp()), order.token]


def just_before(order: Order) -> str | None:
    """The token of another order with the same goods that was confirmed here a moment ago; none: there is none."""
    what, instant, token = session.get("bought", ("", 0, ""))
    is_recent = clock.now() - datetime.fromtimestamp(instant, UTC) < RECENT
    same = is_recent and token != order.token and what == _what(order)
    return str(token) if same else None


def _what(order: Order) -> str:
    goods = sorted((each.sku, each.quantity, sorted(each.options.items())) for each in order.lines)
    return hashlib.sha256(json.dumps(goods).encode()).hexdigest()[:16]
