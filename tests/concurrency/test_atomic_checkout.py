"""The atomic checkout called several times at once, with its guards on and off: one order, one charge."""

from collections import Counter

import pytest
from flask import Flask

from checkout.keys import create_key
from tests.concurrency.guards import drop_the_index_on_live_attempts
from tests.concurrency.rivals import at_once, meet_before
from tests.concurrency.witnesses import charges
from tests.contracts.emporix_partner import PATH, STANDARD, Site, by_card, checkout_of
from tests.contracts.partner import Partner

CALLS = 4
#: the call has read the order, and has not written anything
READ = "checkout.operations.place_revised:revised"


def test_many_calls_are_one_charge(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _called_at_once(app, monkeypatch, patience=0.3) == {200: 1, 409: CALLS - 1}
    assert len(charges(app)) == 1


def test_without_lock_and_index_the_buyer_pays_more_than_once(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    drop_the_index_on_live_attempts(unlocked_app)

    _called_at_once(unlocked_app, monkeypatch, patience=10)

    assert len(charges(unlocked_app)) > 1


def _called_at_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch, patience: float
) -> Counter[object]:
    """How often each status was answered. Of notes there is no stock, so no hold stands in the way of a second charge."""
    with app.app_context():
        key = create_key("demo", ["all"], "partner")
    cart = Site(Partner(app, key)).cart(lines=[{"sku": "gift-note", "quantity": 1}])
    free = {**STANDARD, "amount": 0}
    body = checkout_of(cart, shipping=free, paymentMethods=[by_card("tok_visa")])
    partners = [Partner(app, key) for _ in range(CALLS)]
    meet_before(monkeypatch, READ, CALLS, patience)
    answers = at_once([lambda each=each: each.asks("POST", PATH, body) for each in partners])  # type: ignore[misc]
    return Counter(getattr(each, "status_code", each) for each in answers)
