"""Customers by JSON, and checkouts that are theirs."""

from typing import Any

import pytest
from flask import Flask

from checkout.keys import create_key
from tests.api.client import BERLIN, COMPLETE, INVOICE, Program, codes_at, document, problem
from tests.api.conftest import ProgramMaker
from tests.api.schemas import GIFT, HALLO, set_schema
from tests.api.test_statements import statements

ADA = {"email": "Ada@Example.com", "name": "Ada Lovelace"}
OFFICE = {**BERLIN, "label": "Office"}
HOME = {**BERLIN, "line1": "Lindenstr. 1", "label": "Home", "is_default": True}


def add(api: Program, **fields: Any) -> Any:
    return document(api.asks("POST", "/customers", {**ADA, **fields}), 201)


def change(api: Program, customer: Any, **fields: Any) -> Any:
    return document(api.asks("PATCH", f"/customers/{customer['id']}", fields), 200)


def test_a_customer_is_added_and_read_back(api: Program) -> None:
    answer = api.asks("POST", "/customers", {**ADA, "group": "wholesale", "addresses": [OFFICE]})
    customer = document(answer, 201)

    assert answer.headers["Location"] == f"/api/v1/customers/{customer['id']}"
    assert api.reads(f"/customers/{customer['id']}") == customer
    assert customer["email"] == "Ada@Example.com"
    assert (customer["group"], customer["vat_id"], customer["locale"]) == ("wholesale", None, "en")
    assert customer["can_sign_in"] is False
    assert [each["label"] for each in customer["addresses"]] == ["Office"]
    assert customer["addresses"][0]["is_default"] is True


def test_a_patch_leaves_everything_else_alone(api: Program) -> None:
    customer = add(api, phone="+49 30 1234567", addresses=[OFFICE, HOME])

    changed = change(api, customer, group="wholesale")

    assert {**changed, "group": None, "updated_at": ""} == {**customer, "updated_at": ""}


def test_the_address_book_is_replaced_as_a_whole_and_has_one_default(api: Program) -> None:
    customer = add(api, addresses=[OFFICE, HOME])
    assert [each["label"] for each in customer["addresses"]] == ["Home", "Office"]

    changed = change(api, customer, addresses=[OFFICE])
    assert [(each["label"], each["is_default"]) for each in changed["addresses"]] == [
        ("Office", True)
    ]
    assert change(api, customer, addresses=None)["addresses"] == []


def test_null_empties_a_field(api: Program) -> None:
    customer = add(api, group="wholesale", vat_id="DE123456789", locale="de")
    bare = change(api, customer, name=None, group=None, vat_id=None, locale=None)
    assert [bare[name] for name in ("name", "group", "vat_id", "locale")] == [
        None,
        None,
        None,
        "en",
    ]


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"email": None}, "#/email", "email_missing"),
        ({"email": "ada"}, "#/email", "email_without_at"),
        ({"group": ""}, "#/group", "too_short"),
        ({"password_hash": "x"}, "#/password_hash", "unknown_field"),
        ({"addresses": [{"postcode": "1"}]}, "#/addresses/0/postcode", "unknown_field"),
        ({"name": "4242 4242 4242 4242"}, "#/name", "looks_like_card_number"),
    ],
)
def test_what_cannot_be_taken_is_named(
    api: Program, fields: dict[str, Any], pointer: str, code: str
) -> None:
    refused = problem(api.asks("POST", "/customers", {**ADA, **fields}), 422, "invalid")
    assert codes_at(refused) == {pointer: code}


def test_an_email_address_is_one_customers_in_whatever_letter_case(shop_app: Flask) -> None:
    with shop_app.app_context():
        api = Program(shop_app, create_key("demo", ["all"]))
    add(api)
    other = add(api, email="grace@example.com")

    for answer in (
        api.asks("POST", "/customers", {"email": "aDA@example.COM"}),
        api.asks("PATCH", f"/customers/{other['id']}", {"email": "aDA@example.COM"}),
    ):
        assert codes_at(problem(answer, 422, "invalid")) == {"#/email": "email_taken"}
    assert api.reads(f"/customers/{other['id']}")["email"] == "grace@example.com"


def test_customers_are_found_by_email_and_listed_page_by_page(api: Program) -> None:
    everybody = [add(api, email=f"ada{each}@example.com")["id"] for each in range(5)]

    found = api.reads("/customers?email=ADA3@example.com")["items"]
    listed, sizes, path = [], [], "/customers?limit=2"
    while path:
        page = api.reads(path.removeprefix("/api/v1"))
        listed += [each["id"] for each in page["items"]]
        sizes.append(len(page["items"]))
        path = page["next"]

    assert [each["id"] for each in found] == [everybody[3]]
    # The demo shop knew somebody before.
    assert listed[: len(everybody)] == everybody[::-1]
    assert set(sizes[:-1]) == {2}
    assert sum(sizes) == len(set(listed))


def test_another_shops_customer_is_not_there(api: Program, stranger: Program) -> None:
    customer = add(api)

    for path in (f"/customers/{customer['id']}", "/customers/cu_nowhere"):
        problem(stranger.asks("GET", path), 404, "not_found")
        problem(stranger.asks("PATCH", path, {"name": "x"}), 404, "not_found")
    assert stranger.reads("/customers")["items"] == []
    assert add(stranger)["id"] != customer["id"]


def test_a_checkout_is_a_customers_by_their_id(api: Program) -> None:
    customer = add(api)
    checkout = api.opens(**COMPLETE, customer=customer["id"])

    assert checkout["customer"] == customer["id"]
    assert api.reads(f"/checkouts/{checkout['id']}")["customer"] == customer["id"]
    assert api.patches(checkout, note="x")["customer"] == customer["id"]
    assert api.patches(checkout, customer=None)["customer"] is None
    assert api.patches(checkout, customer=customer["id"])["customer"] == customer["id"]
    bought = document(api.completes(checkout, {"method": "invoice"}), 200)
    assert bought["customer"] == customer["id"]
    assert api.reads("/orders")["items"][0]["customer"] == customer["id"]


def test_an_email_address_alone_makes_no_order_a_customers(api: Program) -> None:
    add(api, email=str(COMPLETE["email"]))
    assert api.opens(**COMPLETE)["customer"] is None


def test_a_customer_who_is_not_there_is_a_fault(api: Program, stranger: Program) -> None:
    foreign = add(stranger)["id"]
    for wanted in ("cu_nowhere", foreign):
        refused = api.asks("POST", "/checkouts", {**COMPLETE, "customer": wanted})
        assert codes_at(problem(refused, 422, "invalid")) == {"#/customer": "unknown_customer"}


def test_every_fault_is_named_at_once(api: Program) -> None:
    wrong = {"customer": "cu_x", "shipping_method": "x", "lines": [{"sku": "x"}]}
    refused = api.asks("POST", "/checkouts", wrong)
    assert len(codes_at(problem(refused, 422, "invalid"))) == 3


def test_reading_a_customers_checkout_asks_the_database_once_more_for_their_credit(
    app: Flask, api: Program
) -> None:
    counts = []
    for customer in (None, add(api)["id"]):
        checkout = api.opens(**COMPLETE, customer=customer)
        with statements(app) as sent:
            api.reads(f"/checkouts/{checkout['id']}")
        counts.append(len(sent))
    assert counts[1] <= counts[0] + 1


def test_listing_customers_does_not_ask_more_for_more(app: Flask, api: Program) -> None:
    counts = []
    for number in (1, 6):
        for each in range(number):
            add(api, email=f"{number}.{each}@example.com", addresses=[HOME, OFFICE])
        with statements(app) as sent:
            api.reads("/customers")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 3


def test_reading_and_writing_are_scopes_of_their_own(program_with: ProgramMaker) -> None:
    reader, writer = program_with("customers:read"), program_with("customers:write")
    customer = add(writer)

    assert reader.reads(f"/customers/{customer['id']}")["id"] == customer["id"]
    problem(reader.asks("POST", "/customers", ADA), 403, "scope_missing")
    problem(writer.asks("GET", "/customers"), 403, "scope_missing")


def test_a_sent_again_request_adds_nobody_twice(api: Program) -> None:
    first = api.asks("POST", "/customers", ADA, idempotency_key="one")
    again = api.asks("POST", "/customers", ADA, idempotency_key="one")
    assert (again.status_code, again.data) == (201, first.data)


def test_a_customers_data_is_held_to_the_shops_schemas(api: Program) -> None:
    for entity in ("customer", "address"):
        set_schema(api, entity, "gift", GIFT)
    customer = add(api, custom={"gift": HALLO}, addresses=[{**OFFICE, "custom": {"gift": HALLO}}])

    assert customer["custom"] == customer["addresses"][0]["custom"] == {"gift": HALLO}
    changed = change(api, customer, custom={"gift": {"from": "Ada"}})
    assert changed["custom"] == {"gift": {**HALLO, "from": "Ada"}}
    bad = {"custom": {"gift": {"message": 1}}, "addresses": [{"custom": {"x": {}}}]}
    refused = api.asks("PATCH", f"/customers/{customer['id']}", bad)
    assert codes_at(problem(refused, 422, "invalid")) == {
        "#/custom/gift/message": "custom_invalid",
        "#/addresses/0/custom/x": "unknown_custom_schema",
    }
    assert change(api, customer, custom=None)["custom"] == {}


def test_an_order_needs_what_the_shop_requires_of_its_customer(api: Program) -> None:
    customer = add(api)
    set_schema(api, "customer", "gift", GIFT, is_required=True)
    guests = api.opens(**COMPLETE)
    theirs = api.opens(**COMPLETE, customer=customer["id"])

    assert "customer/custom/gift" not in {each["field"] for each in guests["requirements"]}
    assert theirs["requirements"][-1]["field"] == "customer/custom/gift"
    change(api, customer, custom={"gift": HALLO})
    assert document(api.completes(theirs, INVOICE), 200)["state"] == "placed"
