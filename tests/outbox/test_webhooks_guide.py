"""What docs/webhooks.md tells partners to do works."""

import re
from pathlib import Path
from typing import Any

import pytest

from checkout import clock
from checkout.operations.outbox import EVENTS
from checkout.webhook_signatures import is_secret, new_secret, signature_headers

GUIDE = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text()


def _verified() -> Any:
    found = re.search(r"<!-- test: verify -->\n```python\n(.+?)```", GUIDE, re.DOTALL)
    assert found
    names: dict[str, Any] = {}
    exec(found[1], names)  # noqa: S102 (ours)
    return names["verified"]


def test_the_ten_lines_verify_and_refuse() -> None:
    verified, secret, other, body = _verified(), new_secret(), new_secret(), b'{"a":1}'
    now = int(clock.system_clock().timestamp())
    headers = signature_headers([other, secret], "msg_1", now, body)

    assert verified(secret, headers, body)
    assert verified(other, headers, body)
    assert not verified(new_secret(), headers, body)
    assert not verified(secret, headers, b'{"a":2}')
    assert not verified(secret, headers | {"webhook-id": "msg_2"}, body)
    assert not verified(secret, signature_headers([secret], "msg_1", now - 400, body), body)


def test_every_event_is_explained() -> None:
    assert re.findall(r"^\| `(order\.\w+)`", GUIDE, re.MULTILINE) == list(EVENTS)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_AAAA", "sk_" + "A" * 40, "whsec_!" * 9])
def test_what_cannot_sign_is_no_secret(secret: str) -> None:
    assert is_secret(new_secret())
    assert not is_secret(secret)
