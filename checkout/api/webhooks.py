"""Webhooks: subscribe an address, look after it, give it a new secret, take it away."""

import re

from flask import Response
from pydantic_core import to_json

from ..callers import Caller
from ..models import WebhookSubscription
from ..operations import OrderRef, find_order
from ..operations.records import records_of
from ..operations.webhooks import (
    WebhookChanges,
    WebhookNotFound,
    add_webhook,
    change_webhook,
    find_webhook,
    remove_webhook,
    rotate_secret,
    webhooks_of,
)
from ..roots import root_of
from .answers import answer
from .instants import in_utc
from .order_document import order_document
from .problems import Problem
from .webhook_documents import (
    SecretWebhookDocument,
    WebhookDocument,
    WebhookInput,
    WebhookList,
)

PUBLIC_ID = re.compile("wh_[0-9a-f]{20}")


def list_webhooks(caller: Caller) -> Response:
    """Every address that is told of the shop's orders."""
    body: WebhookList = {"items": [_document(each) for each in webhooks_of(caller.shop_code)]}
    return answer(body)


def create_webhook(caller: Caller, body: WebhookInput) -> Response:
    """One more address, with the secret that signs what it is told."""
    if body.url is None:
        missing = {"pointer": "#/url", "code": "required", "detail": "Field required"}
        raise Problem("invalid", errors=[missing])  # type: ignore[list-item]
    added, secret = add_webhook(caller.shop_code, _changes(body))
    location = f"/api/v1/webhooks/{added.public_id}"
    return answer(_with_secret(added, secret), 201, {"Location": location})


def read_webhook(caller: Caller, id: str) -> Response:  # noqa: A002 (the name in the path)
    """One address, and how it does."""
    return answer(_document(find_webhook(caller.shop_code, _known(id))))


def update_webhook(caller: Caller, id: str, body: WebhookInput) -> Response:  # noqa: A002
    """Another address or other events; paused, or active again."""
    return answer(_document(change_webhook(caller.shop_code, _known(id), _changes(body))))


def replace_webhook_secret(caller: Caller, id: str) -> Response:  # noqa: A002
    """A new secret; for a day what is sent is signed with both."""
    return answer(_with_secret(*rotate_secret(caller.shop_code, _known(id))))


def delete_webhook(caller: Caller, id: str) -> Response:  # noqa: A002
    """The one that was taken away."""
    return answer(_document(remove_webhook(caller.shop_code, _known(id))))


def order_bytes(ref: OrderRef) -> bytes:
    """The order's document, where no request says where the shop is."""
    standing = find_order(ref)
    records = records_of([standing.order.id])[standing.order.id]
    return to_json(order_document(standing, root_of(ref.shop_code), records))


def _known(public_id: str) -> str:
    if not PUBLIC_ID.fullmatch(public_id):
        raise WebhookNotFound
    return public_id


def _changes(body: WebhookInput) -> WebhookChanges:
    return WebhookChanges(body.url, body.events, body.name, body.is_active)


def _document(webhook: WebhookSubscription) -> WebhookDocument:
    return {
        "id": webhook.public_id,
        "url": webhook.url,
        "events": webhook.events,
        "name": webhook.name or None,
        "is_active": webhook.disabled_at is None,
        "disabled_why": webhook.disabled_why or None,
        "failures": webhook.failures or 0,
        "created_at": in_utc(webhook.created_at),
    }


def _with_secret(webhook: WebhookSubscription, secret: str) -> SecretWebhookDocument:
    return {**_document(webhook), "secret": secret}
