"""Telling subscribers, as Standard Webhooks has it: tried for three days, and whoever says 410 is never asked again."""

from datetime import timedelta

from flask import current_app
from pydantic_core import to_json
from sqlalchemy import bindparam, select, update

from .. import clock
from ..db import read, table_of, write
from ..models import WebhookSubscription
from ..snapshots import Snapshots
from ..webhook_signatures import signature_headers
from .callbacks import DOCUMENTS, Document, told
from .load import OrderRef
from .notices import Claim, Gone, Later, Moot, Patience, deliver_all
from .webhooks import disable_gone, secrets_of

PATIENCE = Patience(ends=timedelta(days=3), longest_pause=timedelta(hours=6), jitter=20)
#: how long an address is left alone after so many attempts in vain: 30 s, twice as long each time, up to this, or for as long as it says
LONGEST_REST = timedelta(minutes=10)
#: the name of the document that is sent
DOCUMENT = "order"
NO_WAIT = timedelta(0)


def send_webhooks() -> int:
    """Sends what is due, as far as one round of the worker gets; how many."""
    return deliver_all("webhook", send_webhook, PATIENCE)


def send_webhook(claim: Claim) -> str:
    """One attempt; what went wrong, empty if it was taken. Raises `Moot`, `Gone`, `Later`."""
    webhook = SUBSCRIPTIONS.made_from(read(FOUND, {"id": claim.subscription_id})[0])
    if webhook.disabled_at is not None:
        raise Moot(webhook.disabled_why)
    try:
        fault = _sent(webhook, claim)
    except Later as later:
        _keep_count(webhook, later.fault, later.wait)
        raise
    if fault == "status 410":
        disable_gone(webhook.id)
        raise Gone
    _keep_count(webhook, fault)
    return fault


def body_of(claim: Claim) -> bytes:
    """What is sent: the order is told as it is now, whatever it was when it happened."""
    documents: dict[str, Document] = current_app.extensions[DOCUMENTS]
    order = documents[DOCUMENT](OrderRef(claim.shop_code, id=claim.order_id))
    head = {
        "type": claim.type,
        "timestamp": claim.occurred_at,
        "sequence": claim.sequence,
        "subject": claim.subject or None,
    }
    return to_json(head).removesuffix(b"}") + b',"data":' + order + b"}"


def _sent(webhook: WebhookSubscription, claim: Claim) -> str:
    now, body = clock.now(), body_of(claim)
    headers = signature_headers(
        secrets_of(webhook, now), claim.message_name, int(now.timestamp()), body
    )
    return told(webhook.url, body, headers)


SUBSCRIPTIONS = Snapshots(WebhookSubscription)
WEBHOOKS = table_of(WebhookSubscription)
FOUND = select(*SUBSCRIPTIONS.columns).where(WEBHOOKS.c.id == bindparam("id"))


def _keep_count(webhook: WebhookSubscription, fault: str, wait: timedelta = NO_WAIT) -> None:
    if not fault and not webhook.failures:
        return
    values: dict[str, object] = {"failures": 0, "rests_until": None}
    if fault:
        rest = min(timedelta(seconds=30) * (1 << min(webhook.failures, 10)), LONGEST_REST)
        values = {"failures": WEBHOOKS.c.failures + 1, "rests_until": clock.now() + max(rest, wait)}
    write(update(WEBHOOKS).where(WEBHOOKS.c.id == webhook.id).values(**values))
