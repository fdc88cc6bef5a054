"""Purchase requests of resellers: verified, then checked out, now or on their day; and the list of what was ordered."""

import json
from typing import Any

import pytest
from flask import Flask

from checkout.db import db, end_reading
from checkout.models import Order
from checkout.operations.sweep import sweep
from tests.api.client import Program
from tests.api.test_statements import statements
from tests.conftest import Clock
from tests.contracts.conftest import PartnerMaker
from tests.contracts.partner import Partner
from tests.factories import price_list

ROOT = "/api/v1/purchaserequest"
OFFER = "CFQ7TTC0LF8R:0001:CFQ7TTC0Q3X5"
LINE = {
    "billingCycle": 1,
    "productId": "CFQ7TTC0LF8R",
    "productVariantId": 2622144,
    "quantity": 1,
    "skuId": "0001",
    "termDuration": "P1M",
    "type": 3,
}
#: the document's example of a request to verify
VERIFIED = {"resellerCustomerId": 123, "orderLines": [{**LINE, "skuId": "0010"}]}
#: and the one to check out
CHECKED_OUT = {
    "resellerCustomerId": 123,
    "ScheduledPurchaseDate": "2023-01-01 00:00:00.000",
    "orderLines": [{**LINE, "catalogItemId": OFFER}],
}
ORDER = {"resellerCustomerId": 123, "orderLines": [LINE]}
YEARLY = {"productVariantId": 2622145, "termDuration": "P1Y", "billingCycle": 2}
ORDER_PROPERTIES = {
    *("externalOrderId", "countryCode", "resellerCustomerId", "adminAccount", "notificationEmail"),
    *("invoiceProfileId", "ScheduledPurchaseDate", "errors", "orderLines"),
}
LINE_PROPERTIES = {
    *("productId", "skuId", "productVariantId", "subscriptionId", "armRegionName", "quantity"),
    *("billingCycle", "type", "termDuration", "catalogItemId", "provisioningContext", "isTrial"),
    *("requiresInventoryCheck", "scope", "resellerPriceType", "resellerPriceTypeValue", "tags"),
    *("customTermEndDate", "errors"),
}


@pytest.fixture
def reseller(partner_of: PartnerMaker) -> Partner:
    return partner_of("cloud")


def _orders(app: Flask) -> list[Order]:
    with app.app_context():
        orders = list(db.session.query(Order).order_by(Order.id))
        end_reading()
        return orders


def _listed(reseller: Partner, query: str = "") -> Any:
    answer = reseller.asks("GET", f"{ROOT}/orders?customerTenantId=123{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


@pytest.mark.parametrize("root", [ROOT, "/api/v1/assets"])
def test_the_documents_examples_run(app: Flask, reseller: Partner, root: str) -> None:
    before = reseller.rows()
    verified = reseller.asks("POST", f"{root}/verify", VERIFIED)

    body = verified.get_json()
    assert verified.status_code == 200
    assert set(body) == ORDER_PROPERTIES
    assert set(body["orderLines"][0]) == LINE_PROPERTIES
    assert (body["errors"], body["orderLines"][0]["errors"]) == ([], [])
    assert body["orderLines"][0]["skuId"] == "0010"
    assert reseller.rows() == before

    done = reseller.asks("POST", f"{root}/checkout", CHECKED_OUT)

    assert (done.status_code, done.data) == (204, b"")
    (order,) = _orders(app)
    assert (order.state, order.total, order.payment_method) == ("placed", 571, "invoice")


def test_what_verify_answers_can_be_checked_out(app: Flask, reseller: Partner) -> None:
    verified = reseller.asks("POST", f"{ROOT}/verify", ORDER).get_json()

    assert reseller.asks("POST", f"{ROOT}/checkout", verified).status_code == 204
    assert len(_orders(app)) == 1


def test_names_are_read_without_regard_to_case(app: Flask, reseller: Partner) -> None:
    shouted = {"RESELLERCUSTOMERID": 123, "OrderLines": [{k.upper(): v for k, v in LINE.items()}]}

    assert reseller.asks("POST", f"{ROOT}/checkout", shouted).status_code == 204
    twice = {**ORDER, "ResellerCustomerId": 124}
    assert reseller.asks("POST", f"{ROOT}/checkout", twice).status_code == 400
    assert len(_orders(app)) == 1


def test_the_same_external_id_of_a_tenant_never_makes_two_orders(
    app: Flask, reseller: Partner
) -> None:
    ours = {**ORDER, "externalOrderId": "PO-1"}
    theirs = {**ours, "resellerCustomerId": 124}

    for order in (ours, ours, theirs, ours):
        assert reseller.asks("POST", f"{ROOT}/checkout", order).status_code == 204

    assert [order.external_id for order in _orders(app)] == ["123/PO-1", "124/PO-1"]


def test_an_order_for_a_day_to_come_is_placed_on_it(
    app: Flask, reseller: Partner, clock: Clock
) -> None:
    later = {**ORDER, "ScheduledPurchaseDate": "2026-07-20", "externalOrderId": "PO-2"}
    for _ in range(2):
        assert reseller.asks("POST", f"{ROOT}/checkout", later).status_code == 204
    assert [each["OrderState"] for each in _listed(reseller)["Items"]] == [0]

    clock.forward(days=39)
    with app.app_context():
        assert sweep()["scheduled"] == 0
    clock.forward(days=1)
    with app.app_context():
        assert sweep()["scheduled"] == 1
        assert sweep()["scheduled"] == 0

    assert [order.state for order in _orders(app)] == ["placed"]
    assert [each["OrderState"] for each in _listed(reseller)["Items"]] == [1]


def test_an_order_that_cannot_be_placed_on_its_day_says_why_and_is_not_tried_again(
    app: Flask, reseller: Partner, clock: Clock
) -> None:
    later = {**ORDER, "ScheduledPurchaseDate": "2026-07-20T00:00:00Z"}
    assert reseller.asks("POST", f"{ROOT}/checkout", later).status_code == 204
    with app.app_context():
        db.session.execute(db.text("UPDATE variants SET is_active = false WHERE sku LIKE 'CFQ%'"))
        db.session.commit()

    clock.forward(days=41)
    with app.app_context():
        assert sweep()["scheduled"] == 1
        assert sweep()["scheduled"] == 0

    (line,) = _listed(reseller, "&orderState=2")["Items"]
    assert (line["OrderState"], line["Error"]) == (
        2,
        "Hosted mailbox, one month is no longer for sale.",
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"productId": "CFQ7TTC00000"}, "ProductNotFound"),
        ({"skuId": "0099"}, "ProductNotFound"),
        ({"productVariantId": 1}, "ProductVariantNotFound"),
        ({"catalogItemId": "mug-stoneware"}, "ProductVariantNotFound"),
        ({"termDuration": "P3Y"}, "TermNotOffered"),
        ({"billingCycle": 2}, "TermNotOffered"),
        ({"productVariantId": None, "termDuration": None, "billingCycle": None}, "OfferNotUnique"),
    ],
)
def test_what_is_wrong_with_a_line_is_told_on_it(
    reseller: Partner, change: dict[str, Any], reason: str
) -> None:
    before = reseller.rows()
    order = {**ORDER, "orderLines": [LINE, {**LINE, **change}]}

    lines = reseller.asks("POST", f"{ROOT}/verify", order).get_json()["orderLines"]
    refused = reseller.asks("POST", f"{ROOT}/checkout", order)

    assert [[each["reasonCode"] for each in line["errors"]] for line in lines] == [[], [reason]]
    assert refused.status_code == (404 if reason.endswith("NotFound") else 400)
    assert reseller.rows() == before


def test_everything_wrong_is_told_at_once(app: Flask, reseller: Partner) -> None:
    with app.app_context():
        price_list(OFFER, {"amount": 480, "min_quantity": 3})
    lines = [{**LINE, "skuId": "0099"}, {**LINE, "termDuration": "P3Y"}, LINE]
    order = {**ORDER, "orderLines": lines, "countryCode": "FR", "notificationEmail": "nobody"}

    told = reseller.asks("POST", f"{ROOT}/verify", order).get_json()
    nothing = {**order, "orderLines": lines[:1]}
    of_nothing = reseller.asks("POST", f"{ROOT}/verify", nothing).get_json()

    reasons = [[each["reasonCode"] for each in line["errors"]] for line in told["orderLines"]]
    assert reasons == [["ProductNotFound"], ["TermNotOffered"], ["BelowMinimumQuantity"]]
    assert [each["code"] for each in told["errors"]] == [2, 3]
    assert told["errors"] == of_nothing["errors"]


def test_an_unknown_tenant_and_another_shops_are_told_alike(
    reseller: Partner, partner_of: PartnerMaker
) -> None:
    demo = partner_of("demo")
    unknown = {**ORDER, "resellerCustomerId": 999}
    before = reseller.rows()

    answers = [
        reseller.asks("POST", f"{ROOT}/checkout", unknown),
        demo.asks("POST", f"{ROOT}/checkout", ORDER),
    ]
    lists = [
        reseller.asks("GET", f"{ROOT}/orders?customerTenantId=999"),
        demo.asks("GET", f"{ROOT}/orders?customerTenantId=123"),
    ]

    for same in (answers, lists):
        assert {each.status_code for each in same} == {404}
        assert len({each.data for each in same}) == 1
    told = reseller.asks("POST", f"{ROOT}/verify", unknown).get_json()["errors"]
    assert [each["code"] for each in told] == [1]
    assert reseller.rows() == before


def test_a_country_the_tenant_is_not_in_is_an_error_of_the_order(reseller: Partner) -> None:
    order = {**ORDER, "countryCode": "FR"}

    (error,) = reseller.asks("POST", f"{ROOT}/verify", order).get_json()["errors"]

    assert set(error) == {"orderGroupId", "code", "description"}
    assert reseller.asks("POST", f"{ROOT}/checkout", order).status_code == 400
    assert (
        reseller.asks("POST", f"{ROOT}/checkout", {**ORDER, "countryCode": "de"}).status_code == 204
    )


@pytest.mark.parametrize(
    "wrong",
    [
        b"{",
        b"[]",
        b"\xff",
        b"[" * 20_000,
        {},
        {"resellerCustomerId": 123},
        {"resellerCustomerId": 123, "orderLines": []},
        {"resellerCustomerId": 123, "orderLines": {}},
        {"resellerCustomerId": 123, "orderLines": [7]},
        {"resellerCustomerId": "123", "orderLines": [LINE]},
        {"resellerCustomerId": 2**80, "orderLines": [LINE]},
        {"resellerCustomerId": -1, "orderLines": [LINE]},
        {"resellerCustomerId": 123, "orderLines": [{**LINE, "quantity": 0}]},
        {"resellerCustomerId": 123, "orderLines": [{**LINE, "quantity": -1}]},
        {"resellerCustomerId": 123, "orderLines": [{**LINE, "quantity": 1.5}]},
        {"resellerCustomerId": 123, "orderLines": [{**LINE, "quantity": 10**30}]},
        {"resellerCustomerId": 123, "orderLines": [{**LINE, "termDuration": "a month"}]},
        {"resellerCustomerId": 123, "orderLines": [{**LINE, "productId": "x" * 1000}]},
        {"resellerCustomerId": 123, "orderLines": [{"skuId": "0001", "quantity": 1}] * 101},
        {**ORDER, "ScheduledPurchaseDate": "tomorrow"},
        {**ORDER, "notificationEmail": "x" * 300},
        {**ORDER, "externalOrderId": 5},
    ],
)
@pytest.mark.parametrize("verb", ["verify", "checkout"])
def test_what_cannot_be_read_is_refused_and_nothing_is_written(
    reseller: Partner, verb: str, wrong: Any
) -> None:
    before = reseller.rows()
    raw = wrong if isinstance(wrong, bytes) else json.dumps(wrong).encode()

    answer = reseller.asks("POST", f"{ROOT}/{verb}", raw=raw)

    assert answer.status_code == 400, answer.get_data(as_text=True)
    assert set(answer.get_json()) == {"message", "errors"}
    assert reseller.rows() == before


def test_ten_thousand_lines_are_too_many(reseller: Partner) -> None:
    order = {**ORDER, "orderLines": [LINE] * 10_000}

    assert reseller.asks("POST", f"{ROOT}/checkout", order).status_code == 413
    form = reseller.asks("POST", f"{ROOT}/checkout", raw=b"a=1", content_type="text/plain")
    assert form.status_code == 415


def test_the_list_is_paged_sorted_and_searched(reseller: Partner) -> None:
    yearly = {**LINE, **YEARLY}
    for line in (LINE, yearly, {**LINE, "quantity": 9}):
        order = {"resellerCustomerId": 123, "orderLines": [line]}
        assert reseller.asks("POST", f"{ROOT}/checkout", order).status_code == 204

    page = _listed(reseller, "&page=1&pageSize=2&sortBy=Quantity&sortOrder=desc")
    found = _listed(reseller, "&search=P7B2")
    none = _listed(reseller, "&search=%25")

    assert page["TotalHits"] == 3
    assert [each["Quantity"] for each in page["Items"]] == [9, 1]
    assert [(each["TermDuration"], each["BillingCycle"]) for each in found["Items"]] == [("P1Y", 2)]
    assert none == {"Items": [], "TotalHits": 0}
    assert set(found["Items"][0]) == {
        *("OrderReferenceId", "CatalogId", "Name", "Quantity", "BillingCycle", "TermDuration"),
        *("Created", "OrderState", "Error"),
    }
    for name in found["Items"][0]:
        ways = [_listed(reseller, f"&sortBy={name}&sortOrder={way}") for way in ("asc", "desc")]
        ups, downs = ([each[name] for each in way["Items"]] for way in ways)
        assert downs == ups[::-1], name
        assert ups == sorted(ups, key=str) or name == "Quantity"
    for wrong in ("page=0", "pageSize=x", "sortBy=price", "orderState=9"):
        path = f"{ROOT}/orders?customerTenantId=123&{wrong}"
        assert reseller.asks("GET", path).status_code == 400
    assert reseller.asks("GET", f"{ROOT}/orders").status_code == 400


def test_the_order_is_one_of_the_shop_like_any_other(app: Flask, reseller: Partner) -> None:
    sent = {**ORDER, "orderLines": [{**LINE, "tags": {"costCenter": "IT"}}], "invoiceProfileId": 4}
    assert reseller.asks("POST", f"{ROOT}/checkout", sent).status_code == 204

    (order,) = Program(app, reseller.key).reads("/orders")["items"]

    assert (order["source"], order["total"], order["lines"][0]["sku"]) == (
        "purchase_request",
        571,
        OFFER,
    )
    (kept,) = (each.contract_data["purchase_request"] for each in _orders(app))
    assert (kept["invoiceProfileId"], kept["orderLines"][0]["tags"]) == (4, {"costCenter": "IT"})


def test_a_tenant_abroad_owes_the_tax_itself(app: Flask, reseller: Partner) -> None:
    order = {**ORDER, "resellerCustomerId": 124}

    assert reseller.asks("POST", f"{ROOT}/checkout", order).status_code == 204

    assert [each.total for each in _orders(app)] == [480]


def test_statements_do_not_grow_with_lines(app: Flask, reseller: Partner) -> None:
    counts = []
    for number in (1, 1, 40):  # what is read once, is read by the first
        order = {**ORDER, "orderLines": [LINE] * number}
        with statements(app) as sent:
            assert reseller.asks("POST", f"{ROOT}/verify", order).status_code == 200
            assert reseller.asks("POST", f"{ROOT}/checkout", order).status_code == 204
            _listed(reseller)
        counts.append(len(sent))

    assert counts[1] == counts[2] <= 40
