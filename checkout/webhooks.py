"""Where gateways tell by themselves what became of a payment: one address for each gateway of each shop.

Nobody is signed in here and nothing of a session is needed. Nothing is looked at before its signature, nothing outside is
asked, and what could not be taken now is told again later by the gateway, which is what any answer but 2xx asks for.
"""

import structlog
from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy import bindparam, select
from werkzeug.exceptions import RequestEntityTooLarge

from . import clock
from .db import read
from .models import Shop
from .operations.notifications import Taken, take_notification
from .operations.parking import park
from .payments import NotGenuine, Notification, Unreadable, teller_of

log = structlog.get_logger()

webhooks = Blueprint("webhooks", __name__)

#: bytes; an event with all the metadata it can have is a tenth of it
LARGEST = 256 * 1024
#: seconds until it may be told again
LATER = 10
SHOP = select(Shop.id).where(Shop.code == bindparam("code"))


@webhooks.post("/webhooks/<gateway>/<shop_code>")
def take_told(gateway: str, shop_code: str) -> ResponseReturnValue:
    """Takes a notification: 200 taken, before or now, or of no interest; 503 to be told again."""
    teller = teller_of(gateway)
    if teller is None:
        return _answer("unknown_gateway", 404)
    if not teller.secrets:
        log.error("webhook_secret_missing", gateway=gateway)
        return _later("no_secret")
    request.max_content_length = LARGEST
    try:
        told = teller.read(request.get_data(cache=False), dict(request.headers), clock.now())
    except RequestEntityTooLarge:
        return _answer("too_large", 413)
    except (NotGenuine, Unreadable) as refusal:
        log.warning("notification_refused", gateway=gateway, why=type(refusal).__name__)
        return _answer("not_genuine" if isinstance(refusal, NotGenuine) else "unreadable", 400)
    return _taken(gateway, shop_code, told)


def _taken(gateway: str, shop_code: str, told: Notification) -> ResponseReturnValue:
    about = {"gateway": gateway, "event_id": told.id, "type": told.type}
    try:
        if not read(SHOP, {"code": shop_code}):
            return _answer("unknown_shop", 404)
        taken = take_notification(shop_code, gateway, told)
    except Exception as error:  # noqa: BLE001 (whatever it is: nothing was written down, so it is told again)
        why = type(error).__name__  # and not a word more, which could hold what was told
        log.error("notification_failed", **about, why=why)  # noqa: TRY400
        _park(gateway, told, why)
        return _later("failed")
    log.info("notification", **about, taken=taken.value)
    return _later(taken.value) if taken is Taken.NOT_READY else _answer(taken.value, 200)


def _park(gateway: str, told: Notification, why: str) -> None:
    try:
        park(gateway, told, why)
    except Exception as error:  # noqa: BLE001 (the database is away: then it cannot even be kept)
        log.error("notification_not_parked", event_id=told.id, why=type(error).__name__)  # noqa: TRY400


def _later(status: str) -> ResponseReturnValue:
    return {"status": status}, 503, {"Retry-After": str(LATER)}


def _answer(status: str, code: int) -> ResponseReturnValue:
    return {"status": status}, code
