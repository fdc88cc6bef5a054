"""Gateways that tell by themselves what became of a payment, and what comes of it at the shop."""

import json
import time
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from checkout.config import TEST_GATEWAY_SECRET
from checkout.payments.sandbox.notices import signed
from tests.concurrency.witnesses import rows
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.gateways.process import InProcess
from tests.shopper import Shopper

URL = "/webhooks/test/demo"
#: one stoneware mug, sent the standard way
TOTAL = 2400 + 490


@dataclass
class Provider:
    """The test gateway, whose webhooks a test hands over one by one."""

    app: Flask
    secret: str = TEST_GATEWAY_SECRET

    def written(self) -> list[tuple[str, bytes]]:
        """Id and body of everything it has to tell, oldest first."""
        courier = InProcess.of(self.app).courier(self.secret)
        return [(each.id, each.body) for each in courier.waiting()]

    def last(self, **lies: Any) -> tuple[str, bytes]:
        """The newest of them, with `lies` in place of what is true."""
        id_, body = self.written()[-1]
        event = json.loads(body)
        event["data"] |= lies
        return id_, json.dumps(event).encode()

    def tells(
        self,
        told: tuple[str, bytes],
        *,
        url: str = URL,
        seconds_ago: int = 0,
        headers: dict[str, str] | None = None,
    ) -> TestResponse:
        """What the shop answers. Nobody is signed in and no cookie is sent."""
        id_, body = told
        known = signed(self.secret, id_, body, int(time.time()) - seconds_ago)
        return self.app.test_client().post(url, data=body, headers=known | (headers or {}))


def waits_on_the_card_page(app: Flask) -> OperationsDoor:
    """An order whose shopper is at the gateway."""
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    door.confirm(door.total_shown(), "card")
    return door


def pays_there(app: Flask, number: str = "4242424242424242") -> None:
    """The shopper pays at the gateway and closes the browser."""
    gateway = InProcess.of(app).gateway.honest
    charge = gateway.ledger.by_key(key_of(app))
    assert charge is not None
    gateway.pay(charge, number)


def key_of(app: Flask) -> str:
    """The key of the newest attempt."""
    [(key,)] = rows(app, "SELECT idempotency_key FROM payments ORDER BY id DESC LIMIT 1")
    return str(key)


def everything(app: Flask) -> list[object]:
    """What a notification could change."""
    return [
        rows(app, f"SELECT * FROM {table} ORDER BY 1")
        for table in ("orders", "payments", "payment_events", "order_events", "stock_items")
    ] + [rows(app, "SELECT gateway, event_id, payment_id FROM gateway_notifications")]
