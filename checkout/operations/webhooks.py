"""Subscriptions of webhooks: who is told what happens to a shop's orders, and the secrets it is signed with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import bindparam, delete, func, select, update

from .. import clock, ids
from ..config import settings
from ..db import db, read, table_of, unit_of_work
from ..models import Notice, Shop, WebhookSubscription
from ..outgoing import fault_in, target_of
from ..sealing import sealed, unsealed
from ..snapshots import Snapshots
from ..webhook_signatures import new_secret
from ..words import N_
from .addressing import EVERYTHING
from .outbox import EVENTS
from .refusals import Fault, Invalid, Refusal

T = TypeVar("T")

MAX_WEBHOOKS = 20
#: where others may listen; anything else is more likely a way into somebody's network
PORTS = (443, 8443)
#: how long a secret that was replaced still signs beside the new one
OVERLAP = timedelta(hours=24)
PAUSED, GONE = "paused", "gone"


class WebhookNotFound(Refusal):
    """No such subscription in this shop."""

    code = "not_found"


@dataclass(frozen=True, slots=True)
class WebhookChanges:
    """What is to be different; none: it stays."""

    url: str | None = None
    events: Sequence[str] | None = None
    name: str | None = None
    is_active: bool | None = None


@unit_of_work
def add_webhook(shop_code: str, wanted: WebhookChanges) -> tuple[WebhookSubscription, str]:
    """A new subscription, and its secret to be shown this once. Raises `LookupError` for no such shop, and `Invalid`."""
    shop_id = db.session.scalar(select(Shop.id).where(Shop.code == shop_code).with_for_update())
    if shop_id is None:
        raise LookupError(shop_code)
    _check_room(shop_id)
    secret = new_secret()
    added = WebhookSubscription(
        public_id=ids.new_public_id("wh"),
        shop_id=shop_id,
        url="",
        events=[EVERYTHING],
        secret=_kept(secret),
        created_at=clock.now(),
    )
    _apply(added, wanted)
    db.session.add(added)
    db.session.flush()
    return added, secret


@unit_of_work
def change_webhook(shop_code: str, public_id: str, wanted: WebhookChanges) -> WebhookSubscription:
    """The subscription, changed; made active again it begins with what happens from now on. Raises `WebhookNotFound`, `Invalid`."""
    found = _locked(shop_code, public_id)
    _apply(found, wanted)
    return found


@unit_of_work
def rotate_secret(shop_code: str, public_id: str) -> tuple[WebhookSubscription, str]:
    """The subscription, and its new secret to be shown this once; the former one signs as well for a day. Raises `WebhookNotFound`."""
    found = _locked(shop_code, public_id)
    found.former_secret, found.former_until = found.secret, clock.now() + OVERLAP
    secret = new_secret()
    found.secret = _kept(secret)
    return found, secret


@unit_of_work
def remove_webhook(shop_code: str, public_id: str) -> WebhookSubscription:
    """Takes a subscription away with all that waits for it, and answers it. Raises `WebhookNotFound`."""
    found = _locked(shop_code, public_id)
    db.session.execute(delete(Notice).where(Notice.subscription_id == found.id))
    db.session.delete(found)
    return found


def webhooks_of(shop_code: str) -> tuple[WebhookSubscription, ...]:
    """The subscriptions of a shop, the newest first. One statement."""
    return tuple(KEPT.made_from(row) for row in read(THEIRS, {"shop_code": shop_code}))


def find_webhook(shop_code: str, public_id: str) -> WebhookSubscription:
    """The subscription of that id. One statement. Raises `WebhookNotFound`."""
    found = (each for each in webhooks_of(shop_code) if each.public_id == public_id)
    for each in found:
        return each
    raise WebhookNotFound


def secrets_of(webhook: WebhookSubscription, at: datetime) -> list[str]:
    """What its messages are signed with at that instant, the newest first."""
    kept = [webhook.secret]
    if webhook.former_until is not None and webhook.former_until > at:
        kept.append(webhook.former_secret)
    return [unsealed(each.encode()).decode() for each in kept]


def disable_gone(subscription_id: int) -> None:
    """Its server said that nobody listens there any more: nothing is sent again, and what waits is given up."""
    _disable(subscription_id)


KEPT = Snapshots(WebhookSubscription)
THEIRS = (
    select(*KEPT.columns)
    .join(Shop, Shop.id == table_of(WebhookSubscription).c.shop_id)
    .where(Shop.code == bindparam("shop_code"))
    .order_by(KEPT.columns[0].desc())
)


@unit_of_work
def _disable(subscription_id: int) -> None:
    now = clock.now()
    db.session.execute(
        update(WebhookSubscription)
        .where(WebhookSubscription.id == subscription_id, WebhookSubscription.disabled_at.is_(None))
        .values(disabled_at=now, disabled_why=GONE)
    )
    db.session.execute(
        update(Notice)
        .where(
            Notice.subscription_id == subscription_id,
            Notice.done_at.is_(None),
            Notice.given_up_at.is_(None),
        )
        .values(given_up_at=now, fault=GONE)
    )


def _kept(secret: str) -> str:
    return sealed(secret.encode()).decode()


def _locked(shop_code: str, public_id: str) -> WebhookSubscription:
    found: WebhookSubscription | None = db.session.scalar(
        select(WebhookSubscription)
        .join(Shop, Shop.id == WebhookSubscription.shop_id)
        .where(Shop.code == shop_code, WebhookSubscription.public_id == public_id)
        .with_for_update(of=WebhookSubscription)
    )
    if found is None:
        raise WebhookNotFound
    return found


def _apply(webhook: WebhookSubscription, wanted: WebhookChanges) -> None:
    faults = [*_faults_in_url(wanted.url), *_faults_in_events(wanted.events)]
    if faults:
        raise Invalid(tuple(faults))
    webhook.url = _or(wanted.url, webhook.url)
    webhook.events = list(dict.fromkeys(_or(wanted.events, webhook.events)))
    webhook.name = _or(wanted.name, webhook.name)
    if wanted.is_active is False:
        webhook.disabled_at, webhook.disabled_why = clock.now(), PAUSED
    elif wanted.is_active:
        webhook.disabled_at, webhook.disabled_why = None, ""
    if wanted.is_active or wanted.url is not None:
        webhook.failures, webhook.rests_until = 0, None


def _or(wanted: T | None, kept: T) -> T:
    return kept if wanted is None else wanted


def _faults_in_url(url: str | None) -> list[Fault]:
    if url is None:
        return []
    private = settings().private_callbacks
    fault = fault_in(url, private=private) or _not_public(url, private=private)
    if fault is None:
        return []
    words = N_("This address cannot be called: %(why)s")
    return [Fault(("url",), "url_not_callable", words, (("why", fault),))]


def _not_public(url: str, *, private: bool) -> str | None:
    target = target_of(url)
    if private or (target.scheme == "https" and target.port in PORTS):
        return None
    return f"It does not begin with https://, or its port is none of {', '.join(map(str, PORTS))}."


def _faults_in_events(events: Sequence[str] | None) -> list[Fault]:
    words = N_("There is no event %(event)s.")
    return [
        Fault(("events", index), "unknown_value", words, (("event", event),))
        for index, event in enumerate(events or ())
        if event not in (*EVENTS, EVERYTHING)
    ]


def _check_room(shop_id: int) -> None:
    count = select(func.count()).where(WebhookSubscription.shop_id == shop_id)
    if (db.session.scalar(count) or 0) >= MAX_WEBHOOKS:
        words = N_("A shop can have %(limit)s webhooks.")
        raise Invalid((Fault((), "too_many_webhooks", words, (("limit", MAX_WEBHOOKS),)),))
