"""The atomic checkout held to its published schema, and what would be seen if it were not atomic."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from checkout.operations import (
    OrderRef,
    Placement,
    PlaceWish,
    Revision,
    change_order,
    find_order,
    place_revised,
)
from tests.contracts.conftest import PartnerMaker
from tests.contracts.emporix_partner import (
    BERLIN,
    GUEST,
    INVOICE,
    Site,
    both,
    by_card,
    checkout_of,
    dump,
    request_schema,
)


def test_whatever_the_document_refuses_is_refused(partner_of: PartnerMaker) -> None:
    site = Site(partner_of("demo"))
    whole = checkout_of(
        site.cart(),
        paymentMethods=[by_card("tok_visa") | {"method": "card", "amount": 52.9}],
        addresses=both({**BERLIN, "state": "", "metadata": {"mixins": {}}, "mixins": {}}),
        customer={**GUEST, "metadata": {"mixins": {}}, "mixins": {}},
    )
    holds = jsonschema_rs.Draft202012Validator(request_schema()).is_valid
    damaged = [each for each in _damaged(whole) if not holds(each)]
    before = dump(site.partner)

    taken = [each for each in damaged if site.sends(each).status_code != 400]

    assert holds(whole)
    assert len(damaged) > 300
    assert taken == []
    assert dump(site.partner) == before
    site.orders(whole)


def test_control_changing_first_and_placing_then_leaves_a_trace(
    partner_of: PartnerMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the tests of refusals would see if the cart were changed in a unit of work of its own."""

    def change_then_place(ref: OrderRef, wish: PlaceWish, revision: Revision) -> Placement:
        for step in revision.steps:
            change_order(ref, step(find_order(ref)))
        return place_revised(ref, wish, Revision((), revision.faults))

    monkeypatch.setattr("checkout.contracts.emporix.views.place_revised", change_then_place)
    site = Site(partner_of("demo"))
    body = checkout_of(site.cart(), paymentMethods=[{**INVOICE, "amount": 1}])
    before = dump(site.partner)

    answer = site.sends(body)

    assert answer.get_json()["details"][0]["type"] == "payment_amount_mismatch"
    assert dump(site.partner) != before


def _damaged(value: Any) -> Iterator[Any]:
    """The value with one thing in it gone, new, or of another kind, at every place in turn."""
    if isinstance(value, dict):
        yield {**value, "unheardOf": 1}
        for name, each in value.items():
            rest = {other: left for other, left in value.items() if other != name}
            yield rest
            for wrong in (None, 7, "x", [], {}, True, *_damaged(each)):
                yield {**rest, name: wrong}
    elif isinstance(value, list):
        for place, each in enumerate(value):
            for wrong in _damaged(each):
                yield [*value[:place], wrong, *value[place + 1 :]]
