"""The same purchase request sent several times at once, as a partner's client does that heard no answer: one order."""

import pytest
from flask import Flask

from checkout.keys import create_key
from tests.concurrency.rivals import at_once, meet_before
from tests.concurrency.witnesses import rows
from tests.contracts.partner import Partner

CALLS = 4
#: every call has looked for the order, and found none
LOOKED = "checkout.contracts.purchase_request.views:verify"
LINE = {"productId": "CFQ7TTC0LF8R", "skuId": "0001", "productVariantId": 2622144, "quantity": 1}
ORDER = {"resellerCustomerId": 123, "externalOrderId": "PO-1", "orderLines": [LINE]}


@pytest.mark.parametrize("day", [{}, {"ScheduledPurchaseDate": "2999-01-01"}])
def test_an_external_id_makes_one_order(
    app: Flask, monkeypatch: pytest.MonkeyPatch, day: dict[str, str]
) -> None:
    assert _sent_at_once(app, monkeypatch, ORDER | day) == 1


def test_the_look_at_what_is_there_alone_would_not_do(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: each call looks as ever, but the row does not carry what the database keeps unique."""
    monkeypatch.setattr(
        "checkout.contracts.purchase_request.verifying.external_id_of", lambda _: None
    )

    assert _sent_at_once(app, monkeypatch, ORDER) == CALLS


def _sent_at_once(app: Flask, monkeypatch: pytest.MonkeyPatch, order: object) -> int:
    """How many orders come of it; every call is answered that it is done."""
    with app.app_context():
        key = create_key("cloud", ["all"], "partner")
    partners = [Partner(app, key) for _ in range(CALLS)]
    meet_before(monkeypatch, LOOKED, CALLS, patience=10)

    path = "/api/v1/purchaserequest/checkout"
    answers = at_once([lambda each=each: each.asks("POST", path, order) for each in partners])  # type: ignore[misc]

    assert [getattr(each, "status_code", each) for each in answers] == [204] * CALLS
    return len(rows(app, "SELECT 1 FROM orders"))
