"""Taking what a gateway told by itself: written down and applied in one transaction, by the one way to settle."""

from enum import Enum
from typing import Any

import structlog
from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from .. import clock
from ..db import Base, db, read, table_of, unit_of_work
from ..models import GatewayNotification, Order, ParkedNotification, Payment, Shop
from ..payments import Declined, Notification, Outcome
from .mismatches import quarantine_as_anothers
from .settle import lock_attempt, settled

log = structlog.get_logger()

ACTOR = "gateway"


class Taken(Enum):
    """What came of a notification."""

    #: the order stands as it tells
    APPLIED = "applied"
    #: it was taken before
    REPEATED = "repeated"
    #: it changes nothing here, whatever it is
    IGNORED = "ignored"
    #: the attempt is not known, or not known yet: it may be told again later
    NOT_READY = "not_ready"


def take_notification(shop_code: str, gateway: str, told: Notification) -> Taken:
    """Applies what was told about an attempt to pay an order of the shop, once. In any order, any number of times, at once."""
    found = read(ATTEMPT, {"gateway": gateway, "key": told.key}) if told.key else ()
    is_ours = bool(found) and found[0].code == shop_code
    if told.is_strange:
        log.error("notification_of_another_account", gateway=gateway, event_id=told.id)
        if is_ours:
            quarantine_as_anothers(found[0].id)
        return Taken.IGNORED
    if told.key and not found:
        return Taken.NOT_READY
    if not is_ours or told.outcome is None:
        return Taken.IGNORED
    return _take(found[0].id, gateway, told, told.outcome)


@unit_of_work
def _take(payment_id: int, gateway: str, told: Notification, outcome: Outcome) -> Taken:
    # A row that names the attempt keeps others from locking it: written before order and attempt are locked, two would
    # wait for each other, this one and whoever settles the attempt at the same time.
    lock_attempt(payment_id)
    if not _write_down(payment_id, gateway, told):
        return Taken.REPEATED
    settlement = settled(payment_id, outcome, ACTOR)
    if isinstance(outcome, Declined) and settlement.payment_state == "authorized":
        # By time or by somebody at the gateway's desk: the order stands on nothing, and a person must look.
        log.warning("promise_gone", gateway=gateway, payment=payment_id)
    db.session.execute(IS_PARKED_NO_MORE, {"gateway": gateway, "event_id": told.id})
    return Taken.APPLIED


def _write_down(payment_id: int, gateway: str, told: Notification) -> bool:
    """Whether it is new. Who tells the same at the same time waits here for the first to be through."""
    row = {"gateway": gateway, "event_id": told.id, "type": told.type}
    more = {"payment_id": payment_id, "taken_at": clock.now()}
    return add_once(GatewayNotification, row | more)


def add_once(model: type[Base], row: dict[str, Any]) -> bool:
    """Adds a row unless there is one like it; whether it did. Inside a unit of work."""
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert if on_sqlite else postgresql.insert
    table = table_of(model)
    added = insert(table).values(row).on_conflict_do_nothing().returning(table.c.id)
    return db.session.scalar(added) is not None


PARKED = table_of(ParkedNotification)
IS_PARKED_NO_MORE = delete(PARKED).where(
    PARKED.c.gateway == bindparam("gateway"), PARKED.c.event_id == bindparam("event_id")
)
ATTEMPT = (
    select(Payment.id, Shop.code)
    .join(Order, Order.id == Payment.order_id)
    .join(Shop, Shop.id == Order.shop_id)
    .where(
        Payment.gateway == bindparam("gateway"),
        Payment.idempotency_key == bindparam("key"),
    )
)
