"""Whatever is sent, the answer is in the contract's words and nothing is written."""

from typing import Any

import pytest
from flask import Flask

from checkout.db import db
from checkout.models import Order, OrderLine
from tests.contracts.sylius_client import NEW_YORK, Partner, children, refused, told

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
BODIES = [
    (JSON, b"{"),
    (JSON, b"[1]"),
    (JSON, b"null"),
    (JSON, b'"x"'),
    (JSON, b"\xff\xfe"),
    (JSON, b'{"shippingAddress": NaN}'),
    (JSON, b"[" * 30_000),
    (JSON, b'{"a":' * 10_000),
    (JSON, b'{"payments": [{"method": ' + b"9" * 20_000 + b"}]}"),
    (FORM, b"a[b=1"),
    (FORM, b"[a]=1"),
    (FORM, b"a[b][c][d][e][f]=1"),
    (FORM, b"a=1&a[b]=2"),
    (FORM, b"a[b]=2&a=1"),
    (FORM, b"shippingAddress[firstName]=%ff"),
    (FORM, b"&".join(b"x%d=1" % number for number in range(5000))),
]


@pytest.mark.parametrize(("media_type", "body"), BODIES)
def test_a_body_that_cannot_be_read(
    app: Flask, sylius: Partner, media_type: str, body: bytes
) -> None:
    cart = sylius.fills()
    before = _everything(app)

    for method, path in (
        ("PUT", f"/checkouts/{cart}"),
        ("POST", "/carts"),
        ("POST", f"/carts/{cart}/items"),
    ):
        refused(sylius.asks(method, path, raw=body, Content_Type=media_type), 400)
    assert _everything(app) == before


def test_other_media_types_and_too_much_of_them(app: Flask, sylius: Partner) -> None:
    cart = sylius.fills()
    before = _everything(app)
    place = f"/checkouts/{cart}"

    for media_type in ("text/plain", "application/xml", "multipart/form-data; boundary=x", ""):
        refused(sylius.asks("PUT", place, raw=b"x=1", Content_Type=media_type), 415)
    for media_type in (JSON, FORM):
        refused(sylius.asks("PUT", place, raw=b"x" * 70_000, Content_Type=media_type), 413)
    assert _everything(app) == before


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/checkouts/{cart}", {"GET", "PUT"}),
        ("DELETE", "/checkouts/{cart}", {"GET", "PUT"}),
        ("PUT", "/carts", {"GET", "POST"}),
        ("POST", "/orders/{cart}", {"GET"}),
        ("DELETE", "/products/1", {"GET"}),
    ],
)
def test_another_method(sylius: Partner, method: str, path: str, allowed: set[str]) -> None:
    cart = sylius.fills()

    answer = sylius.asks(method, path.format(cart=cart))

    refused(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) >= allowed


@pytest.mark.parametrize(
    "path",
    [
        *("/checkouts", "/checkouts/0", "/checkouts/-1", "/checkouts/x", "/checkouts/1/2"),
        *("/checkouts/" + "9" * 18, "/checkouts/" + "9" * 40, "/checkouts/1.0", "/checkouts/٣"),
        *("/carts/99", "/carts/1/items/x", "/carts/1/things", "/orders/99", "/orders/1%00"),
        *("/shipments/1", "/shipments/1000", "/shipments/1001", "/shipments/99001"),
        *("/payments/0", "/payments/1009", "/payments/99001", "/payments/" + "9" * 30),
        *("/shipping-methods/99", "/payment-methods/99", "/zones/99", "/channels/99"),
        *("/countries/8", "/countries/DE", "/countries/276/provinces/1", "/countries/840/provinces/1"),
        *("/products/999", "/products/1/variants/999", "/products/x", "/zones"),
    ],
)  # fmt: skip
def test_what_is_not_there(sylius: Partner, path: str) -> None:
    sylius.fills()

    assert refused(sylius.asks("GET", path), 404) == {"code": 404, "message": "Not Found"}


@pytest.mark.parametrize("quantity", [0, -1, 10_000, 10**18, 10**30, "x", "", "1.5", [], {}, True])
def test_impossible_quantities(app: Flask, sylius: Partner, quantity: Any) -> None:
    cart = sylius.fills()
    item = sylius.gets(f"/carts/{cart}")["items"][0]["id"]
    before = _everything(app)

    added = sylius.asks(
        "POST", f"/carts/{cart}/items", {"variant": "mug-stoneware", "quantity": quantity}
    )
    changed = sylius.asks("PUT", f"/carts/{cart}/items/{item}", {"quantity": quantity})

    assert set(children(added)) == set(children(changed)) == {"quantity"}
    assert _everything(app) == before


@pytest.mark.parametrize("variant", ["", "x", "0", "999999", "9" * 200, [], {"id": 1}, None])
def test_impossible_variants(app: Flask, sylius: Partner, variant: Any) -> None:
    cart = sylius.fills()
    before = _everything(app)

    assert set(children(sylius.asks("POST", f"/carts/{cart}/items", {"variant": variant}))) == {
        "variant"
    }
    assert _everything(app) == before


def test_more_than_a_cart_can_carry(sylius: Partner) -> None:
    cart = sylius.fills("mug-stoneware", 9999)

    full = sylius.asks("POST", f"/carts/{cart}/items", {"variant": "mug-stoneware", "quantity": 1})

    refused(full, 400)
    listed = sylius.gets(f"/carts/{cart}")["items"][0]
    assert (listed["quantity"], len(listed["inventory_units"])) == (9999, 9999)


@pytest.mark.parametrize(
    "form",
    [
        {"currency": "XXX"},
        {"currency": "USD"},
        {"channel": "other"},
        {"channel": 99},
        {"customer": "nobody"},
        {"customer": ["x"]},
        {"locale": "tlh"},
        {"unknown": 1},
        {"customer": "a\x00@example.com"},
    ],
)
def test_carts_that_cannot_be(app: Flask, sylius: Partner, form: Any) -> None:
    body = refused(sylius.asks("POST", "/carts", form), 400)

    assert body["message"] == "Validation Failed"
    assert _everything(app) == (0, 0, [])


@pytest.mark.parametrize("query", ["page=0", "page=x", "limit=0", "limit=101", "page=99999999"])
def test_pages_that_cannot_be(sylius: Partner, query: str) -> None:
    refused(sylius.asks("GET", f"/carts?{query}"), 400)


@pytest.mark.parametrize("field", ["firstName", "lastName", "city", "street", "postcode"])
@pytest.mark.parametrize("text", ["x" * 256, "a\x00b", "a\nb", "4242 4242 4242 4242", [], 1.5])
def test_text_that_no_field_takes(app: Flask, sylius: Partner, field: str, text: Any) -> None:
    cart = sylius.fills()
    before = _everything(app)
    form = {"shippingAddress": {**NEW_YORK, field: text}}

    answer = sylius.asks("PUT", f"/checkouts/{cart}", form)

    assert "shippingAddress" in children(answer)
    assert "4242 4242" not in answer.get_data(as_text=True)
    assert _everything(app) == before


def test_carts_are_listed_page_by_page(sylius: Partner) -> None:
    carts = [sylius.fills("mug-stoneware", 1) for _ in range(3)]

    first, last = sylius.gets("/carts?limit=2"), sylius.gets("/carts?limit=2&page=2")

    assert [each["id"] for each in first["_embedded"]["items"]] == carts[:0:-1]
    assert [each["id"] for each in last["_embedded"]["items"]] == carts[:1]
    assert (first["page"], first["pages"], first["total"], first["limit"]) == (1, 2, 3, 2)
    assert first["_links"]["next"]["href"] == "/api/carts?page=2&limit=2"
    assert "next" not in last["_links"]


def test_a_cart_is_filled_changed_and_given_up(partner: Partner) -> None:
    answer = partner.asks("POST", "/carts", {"locale": "de_DE", "currencyCode": "EUR"})
    cart = told(answer, 201)
    place = f"/carts/{cart['id']}"
    assert answer.headers["Location"] == f"/api{place}"
    item = told(partner.asks("POST", f"{place}/items", {"variant": "mug-stoneware"}), 201)
    again = told(
        partner.asks("POST", f"{place}/items", {"variant": "mug-stoneware", "quantity": 2}), 201
    )
    assert (again["id"], again["quantity"]) == (item["id"], 3)
    link = item["_links"]["self"]["href"].removeprefix("/api")
    assert partner.gets(link)["unit_price"] == again["unit_price"]

    told(partner.asks("PATCH", link, {"quantity": 5}), 204)
    assert partner.gets(place)["items_total"] == 5 * item["unit_price"]
    told(partner.asks("DELETE", link), 204)
    assert partner.gets(place)["items"] == []
    refused(partner.asks("PUT", link, {"quantity": 1}), 404)

    told(partner.asks("DELETE", place), 204)
    for method in ("GET", "DELETE"):
        refused(partner.asks(method, place), 404)
    assert partner.gets(f"/orders/{cart['id']}")["state"] == "cancelled"
    refused(partner.asks("PUT", f"/checkouts/{cart['id']}"), 409)


def _everything(app: Flask) -> tuple[int, int, list[tuple[int, str, str]]]:
    with app.app_context():
        orders = db.session.query(Order).order_by(Order.id).all()
        lines = db.session.query(OrderLine).count()
        return len(orders), lines, [(each.version, each.state, each.email) for each in orders]
