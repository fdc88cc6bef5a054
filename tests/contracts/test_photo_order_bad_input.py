"""Whatever is sent for a photo order, it is understood or refused in the document's own words, and nothing is written."""

import json
from typing import Any

import pytest

from checkout.db import db
from checkout.models import Order
from tests.api.client import Program
from tests.contracts.conftest import PartnerMaker
from tests.contracts.partner import Partner
from tests.contracts.photo_orders import BEGINNING, EXAMPLE, begin, changed, error, read
from tests.databases import ENGINES

ITEM = ("cart", "subcarts", 0, "items", 0)
CARD = "4242424242424242"


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def lab(partner_of: PartnerMaker) -> Partner:
    return partner_of("print")


def _nested(depth: int) -> Any:
    made: Any = 1
    for _ in range(depth):
        made = [made]
    return made


MALFORMED = [
    b"",
    b"{",
    b"[]",
    b"7",
    b"null",
    b"\xff\xfe",
    b"[" * 20_000,
    b'{"cart": {"subcarts": []}, "portal": NaN}',
    b'{"cart": {"subcarts": []}, "projects": [{"a": 1e999}]}',
    b'{"cart": {"subcarts": []}, "projects": [{"a": "\\ud800"}]}',
    b'{"cart": {"subcarts": []}, "projects": [{"a": "\\u0000"}]}',
    b'{"cart": {"subcarts": []}, "projects": [{"\\u0000": 1}]}',
    b'{"cart": {"subcarts": []}, "projects": [{"a": ' + b"9" * 5000 + b"}]}",
]
WRONG = [
    {"cart": 7},
    {"cart": {}},
    {"cart": {"subcarts": {}}},
    {"cart": {"subcarts": [7]}},
    {"cart": {"subcarts": [{"items": "x"}]}},
    {"cart": {"subcarts": [{"items": [{"count": 1}]}]}},
    changed(BEGINNING, *ITEM, "count", to=0),
    changed(BEGINNING, *ITEM, "count", to=-1),
    changed(BEGINNING, *ITEM, "count", to=10**30),
    changed(BEGINNING, *ITEM, "count", to=1.5),
    changed(BEGINNING, *ITEM, "count", to="1"),
    changed(BEGINNING, *ITEM, "count", to=True),
    changed(BEGINNING, *ITEM, "price", to=-1),
    changed(BEGINNING, *ITEM, "sku", to=""),
    changed(BEGINNING, *ITEM, "sku", to=14631000),
    changed(BEGINNING, *ITEM, "project", to="x" * 300),
    changed(BEGINNING, "cart", "subcarts", 0, "shipping", to=2**63),
    changed(BEGINNING, "cart", "subcarts", 0, "orderId", to="123"),
    {**BEGINNING, "customer": []},
    {**BEGINNING, "customer": {"email": 7}},
    {**BEGINNING, "customer": {"deliveryaddress": {"country": "Germany"}}},
    {**BEGINNING, "customer": {"deliveryaddress": {"city": "x" * 300}}},
    {**BEGINNING, "projects": {"a": 1}},
    {**BEGINNING, "projects": [7]},
    {**BEGINNING, "projects": [{"a": 2**80}]},
    {**BEGINNING, "payload": [{"a": _nested(60)}]},
    {**BEGINNING, "portal": -1},
    {**BEGINNING, "locale": 7},
    {**BEGINNING, "order_url": ""},
]


def test_what_cannot_be_understood_is_refused_and_nothing_is_written(lab: Partner) -> None:
    begun = begin(lab)
    checkout, rows = f"/v1/orders/{begun['orderId']}/checkout", lab.rows()
    bodies = [*MALFORMED, *(json.dumps(each).encode() for each in WRONG)]

    for raw in bodies:
        answer = lab.asks("POST", "/v1/orders", raw=raw)
        assert error(answer)[:2] == (400, "BAD_REQUEST"), (raw[:200], answer.get_json())
    for raw in bodies:
        if b"locale" not in raw and b"order_url" not in raw:
            assert error(lab.asks("POST", checkout, raw=raw))[0] == 400, raw[:200]
    for raw in (
        *MALFORMED[:7],
        b"{}",
        b'{"id": 0}',
        b'{"id": "1"}',
        b'{"id": 9223372036854775808}',
    ):
        path = f"/v1/orders/{begun['orderId']}/status"
        assert error(lab.asks("PUT", path, raw=raw))[0] == 400, raw[:200]

    assert (lab.rows(), read(lab, begun)) == (rows, begun)


def test_what_the_shop_does_not_sell_is_refused(lab: Partner) -> None:
    rows = lab.rows()
    unknown = changed(BEGINNING, *ITEM, "sku", to="mug-stoneware")
    many = changed(
        BEGINNING, "cart", "subcarts", 0, "items", to=[{"sku": "14631000", "count": 1}] * 101
    )

    for document in (unknown, many):
        answer = lab.asks("POST", "/v1/orders", document)
        assert error(answer)[:2] == (422, "UNPROCESSABLE_ENTITY")

    assert lab.rows() == rows


def test_ten_thousand_lines_are_too_many(lab: Partner) -> None:
    items = [{"sku": "14631000", "count": 1}] * 10_000

    answer = lab.asks(
        "POST", "/v1/orders", changed(BEGINNING, "cart", "subcarts", 0, "items", to=items)
    )

    assert error(answer)[:2] == (413, "REQUEST_ENTITY_TOO_LARGE")


def test_an_order_has_a_type_and_a_method(lab: Partner) -> None:
    rows = lab.rows()

    form = lab.asks("POST", "/v1/orders", raw=b"a=1", content_type="text/plain")
    method = lab.asks("DELETE", "/v1/orders/1")

    assert error(form)[:2] == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert error(method)[:2] == (405, "METHOD_NOT_ALLOWED")
    assert lab.rows() == rows


def test_a_card_number_is_told_to_nobody(lab: Partner) -> None:
    documents = [
        changed(BEGINNING, *ITEM, "sku", to=CARD),
        changed(BEGINNING, "cart", "subcarts", 0, "producer", to=CARD),
        {**BEGINNING, "customer": {CARD: 1, "email": {CARD: CARD}}},
    ]

    for document in documents:
        answer = lab.asks("POST", "/v1/orders", document)
        assert answer.status_code in {400, 422}
        assert CARD not in answer.get_data(as_text=True)


def test_fields_nobody_knows_are_left_alone(lab: Partner) -> None:
    begun = begin(lab, {**BEGINNING, "extra": {"a": [1]}, "orderId": "1", "status": 7})

    assert "extra" not in begun
    assert begun["status"] == "Temporary"


def test_what_a_partner_keeps_comes_back_as_it_was(lab: Partner) -> None:
    odd: list[dict[str, Any]] = [
        {"ü": None, "a": [1, -2, True, {"b": 1.25}], "empty": {}, "text": "\n\"'<b>🎂"}
    ]

    begun = begin(lab, {**BEGINNING, "projects": odd, "bunches": odd, "payload": []})

    assert (begun["projects"], begun["bunches"], begun["payload"]) == (odd, odd, [])
    assert read(lab, begun) == begun


def test_an_order_whose_goods_are_gone_can_be_read_and_is_not_placed(lab: Partner) -> None:
    begun = begin(lab, EXAMPLE)
    with lab.app.app_context():
        db.session.execute(db.text("UPDATE variants SET is_active = false WHERE sku = '14631000'"))
        db.session.commit()

    shown = read(lab, begun)["cart"]["subcarts"]
    answer = lab.asks(
        "POST", f"/v1/orders/{begun['orderId']}/checkout", {"customer": EXAMPLE["customer"]}
    )

    assert [(each["producer"], each["items"][0]["sku"]) for each in shown] == [("main", "14631000")]
    assert error(answer) == (422, "UNPROCESSABLE_ENTITY", "Order is incomplete")


def test_a_quantity_can_be_changed_by_the_native_api_meanwhile(lab: Partner) -> None:
    begun = begin(lab)
    native = Program(lab.app, lab.key)
    with lab.app.app_context():
        public_id = db.session.get_one(Order, int(begun["orderId"])).public_id
    options = {"project": "custom1"}
    native.patches(
        {"id": public_id}, lines=[{"sku": "14631000", "quantity": 3, "options": options}]
    )

    answer = lab.asks("POST", f"/v1/orders/{begun['orderId']}/checkout", EXAMPLE)

    assert error(answer) == (409, "CONFLICT", "Carts are different")
    assert read(lab, begun)["cart"]["subcarts"][0]["items"][0]["count"] == 3
