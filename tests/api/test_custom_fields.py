"""Extra data of programs on orders, lines and addresses, held to the shop's schemas."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from tests.api.client import COMPLETE, INVOICE, Program, codes_at, document, problem
from tests.api.schemas import GIFT, HALLO, refused, set_schema

MUG = {"sku": "mug-stoneware"}


@pytest.fixture(autouse=True)
def _schemas(api: Program) -> None:
    for entity, name in (("order", "gift"), ("line", "gift"), ("address", "gift")):
        set_schema(api, entity, name, GIFT)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_data_is_kept_from_basket_to_order(api: Program) -> None:
    address = {**COMPLETE["shipping_address"], "custom": {"gift": {"message": "4th floor"}}}  # type: ignore[dict-item]
    checkout = api.opens(
        **{
            **COMPLETE,
            "lines": [{**MUG, "custom": {"gift": {"message": "ADA", "items": [1, 2]}}}],
            "shipping_address": address,
            "billing_address": address,
            "custom": {"gift": HALLO},
        }
    )
    order = document(api.completes(checkout, INVOICE), 200)
    listed = api.reads("/orders")["items"][0]

    for each in (checkout, order, api.reads(f"/orders/{order['id']}"), listed):
        assert each["custom"] == {"gift": HALLO}
        assert each["lines"][0]["custom"] == {"gift": {"message": "ADA", "items": [1, 2]}}
        assert each["shipping_address"]["custom"] == {"gift": {"message": "4th floor"}}
        assert each["billing_address"]["custom"] == {"gift": {"message": "4th floor"}}


def test_without_data_there_is_an_empty_object(api: Program) -> None:
    checkout = api.opens(**COMPLETE)

    assert checkout["custom"] == checkout["lines"][0]["custom"] == {}
    assert checkout["shipping_address"]["custom"] == {}


def test_a_patch_is_merged_into_what_is_there(api: Program) -> None:
    checkout = api.opens(custom={"gift": {**HALLO, "wrapping": {"colour": "red"}}})

    changed = api.patches(checkout, custom={"gift": {"from": "Ada", "wrapping": {"colour": None}}})
    assert changed["custom"] == {"gift": {**HALLO, "from": "Ada", "wrapping": {}}}

    assert api.patches(checkout, note="x")["custom"] == changed["custom"]
    assert api.patches(checkout, custom={"gift": None})["custom"] == {}
    api.patches(checkout, custom={"gift": HALLO})
    assert api.patches(checkout, custom=None)["custom"] == {}


def test_what_is_required_cannot_be_patched_away(api: Program) -> None:
    checkout = api.opens(custom={"gift": HALLO})
    path = f"/checkouts/{checkout['id']}"

    answer = api.asks("PATCH", path, {"custom": {"gift": {"message": None}}})

    assert codes_at(problem(answer, 422, "invalid")) == {"#/custom/gift": "custom_invalid"}
    assert api.reads(path)["custom"] == {"gift": HALLO}


def test_an_addresss_data_goes_with_the_address(api: Program) -> None:
    checkout = api.opens(billing_address={"country": "DE", "custom": {"gift": HALLO}})

    renamed = api.patches(checkout, billing_address={"city": "Berlin"})
    assert renamed["billing_address"]["custom"] == {"gift": HALLO}
    emptied = api.patches(checkout, billing_address={"custom": None})
    assert emptied["billing_address"]["custom"] == {}
    api.patches(checkout, billing_address={"custom": {"gift": HALLO}})
    assert api.patches(checkout, billing_address=None)["billing_address"] is None
    assert api.patches(checkout, billing_address={})["billing_address"]["custom"] == {}


def test_lines_of_the_same_product_with_other_data_are_other_lines(api: Program) -> None:
    ada, bob = ({**MUG, "custom": {"gift": {"message": name}}} for name in ("Ada", "Bob"))
    checkout = api.opens(lines=[ada, bob, MUG])

    assert [line["custom"] for line in checkout["lines"]] == [
        {"gift": {"message": "Ada"}},
        {"gift": {"message": "Bob"}},
        {},
    ]
    fewer = api.patches(checkout, lines=[{**bob, "quantity": 3}])
    assert [(line["quantity"], line["custom"]) for line in fewer["lines"]] == [
        (3, {"gift": {"message": "Bob"}})
    ]


def test_every_fault_is_named_where_it_is(api: Program) -> None:
    found = refused(
        api,
        custom={"gift": {"message": "x" * 21, "items": [1, "two"], "more": 1}, "other": {}},
        lines=[MUG, {**MUG, "custom": {"gift": {}, "a~b".replace("~", "."): {}}}],
        shipping_address={"custom": {"gift": {"message": 5}}},
        billing_address={"custom": {"gift": {"message": 7}}},
    )

    assert found == {
        "#/custom/gift/message": "custom_invalid",
        "#/custom/gift/items/1": "custom_invalid",
        "#/custom/gift": "custom_invalid",
        "#/custom/other": "unknown_custom_schema",
        "#/lines/1/custom/gift": "custom_invalid",
        "#/lines/1/custom/a.b": "unknown_custom_schema",
        "#/shipping_address/custom/gift/message": "custom_invalid",
        "#/billing_address/custom/gift/message": "custom_invalid",
    }


def test_a_card_number_is_refused_before_anything_else_is_read(api: Program) -> None:
    card = {"gift": {"message": "4242 4242 4242 4242"}}
    found = refused(api, custom={"other": {}}, billing_address={"custom": card})

    assert found == {"#/billing_address/custom/gift/message": "looks_like_card_number"}


@pytest.mark.parametrize(
    ("data", "pointer", "code"),
    [
        ('{"message": "a", "items": [9007199254740992]}', "/gift/items/0", "out_of_range"),
        ('{"message": "a", "items": [1e999]}', "/gift/items/0", "out_of_range"),
        ('{"message": "a", "items": [NaN]}', "/gift/items/0", "out_of_range"),
        (
            '{"message": "a", "items": [4242424242424242]}',
            "/gift/items/0",
            "looks_like_card_number",
        ),
        ('{"message": "a\\u0000"}', "/gift/message", "malformed"),
        ('{"a\\u0000": 1}', "/gift/a%00", "malformed"),
        (f'{{"message": "{"x" * 17000}"}}', "", "custom_too_large"),
        (f'{{"message": {"[" * 10}{"]" * 10}}}', "", "custom_too_large"),
    ],
)
def test_what_no_program_could_read_back_isrefused(
    api: Program, data: str, pointer: str, code: str
) -> None:
    raw = f'{{"custom": {{"gift": {data}}}}}'.encode()

    body = problem(api.asks("POST", "/checkouts", raw=raw), 422, "invalid")

    assert codes_at(body) == {f"#/custom{pointer}": code}


def test_data_cannot_grow_beyond_its_limit_by_patches(api: Program) -> None:
    set_schema(api, "order", "any", {})
    checkout = api.opens(custom={"any": {"a": "x" * 9000}})

    body = {"custom": {"any": {"b": "x" * 9000}}}
    answer = api.asks("PATCH", f"/checkouts/{checkout['id']}", body)

    assert codes_at(problem(answer, 422, "invalid")) == {"#/custom": "custom_too_large"}


@pytest.mark.parametrize("data", [{"gift": 1}, {"gift": []}, {"1st": {}}, {"": {}}, [], "gift"])
def test_data_is_an_object_by_name_of_its_schema(api: Program, data: Any) -> None:
    assert refused(api, custom=data)


def test_a_required_schema_keeps_the_order_from_being_placed(api: Program) -> None:
    for entity in ("order", "line", "address"):
        set_schema(api, entity, "needed", GIFT, is_required=True)
    checkout = api.opens(**COMPLETE, billing_address={**COMPLETE["shipping_address"]})  # type: ignore[dict-item]

    assert {each["field"]: each["code"] for each in checkout["requirements"]} == {
        "payment_method": "payment_method_missing",
        "custom/needed": "custom_missing",
        "lines/0/custom/needed": "custom_missing",
        "shipping_address/custom/needed": "custom_missing",
        "billing_address/custom/needed": "custom_missing",
    }
    unmet = problem(api.completes(checkout, INVOICE), 422, "requirements_unmet")
    assert "#/lines/0/custom/needed" in codes_at(unmet)

    needed = {"needed": HALLO}
    filled = api.patches(
        checkout,
        custom=needed,
        lines=[{**MUG, "quantity": 2, "custom": needed}],
        shipping_address={"custom": needed},
        billing_address={"custom": needed},
    )
    assert document(api.completes(filled, INVOICE), 200)["state"] == "placed"


def test_data_that_no_longer_fits_is_a_requirement_and_can_be_mended(api: Program) -> None:
    checkout = api.opens(**{**COMPLETE, "lines": [{**MUG, "custom": {"gift": HALLO}}]})
    stricter = {**GIFT, "required": ["from"]}
    set_schema(api, "line", "gift", stricter)

    codes = {
        each["field"]: each["code"]
        for each in api.reads(f"/checkouts/{checkout['id']}")["requirements"]
    }
    assert codes["lines/0/custom/gift"] == "custom_outdated"
    # What is there may stay while other things change.
    more = api.patches(checkout, lines=[{**MUG, "quantity": 5, "custom": {"gift": HALLO}}])
    assert more["lines"][0]["quantity"] == 5
    problem(api.completes(more, INVOICE), 422, "requirements_unmet")

    mended = api.patches(more, lines=[{**MUG, "custom": {"gift": {"from": "Ada"}}}])
    assert document(api.completes(mended, INVOICE), 200)["state"] == "placed"


def test_data_of_a_schema_that_is_gone_stays_and_may_be_removed(api: Program) -> None:
    checkout = api.opens(**COMPLETE, custom={"gift": HALLO})
    removed = document(api.asks("DELETE", "/custom-schemas/order/gift"), 200)
    assert removed["schema"] == GIFT
    problem(api.asks("DELETE", "/custom-schemas/order/gift"), 404, "not_found")
    problem(api.asks("GET", "/custom-schemas/order/gift"), 404, "not_found")

    assert api.reads(f"/checkouts/{checkout['id']}")["custom"] == {"gift": HALLO}
    assert api.patches(checkout, custom={"gift": None})["custom"] == {}
    assert refused(api, custom={"gift": HALLO}) == {"#/custom/gift": "unknown_custom_schema"}


def test_a_placed_order_keeps_its_data_whatever_becomes_of_the_schema(api: Program) -> None:
    order = api.buys(custom={"gift": HALLO})
    set_schema(api, "order", "gift", {"type": "object", "maxProperties": 0})

    assert api.reads(f"/orders/{order['id']}")["custom"] == {"gift": HALLO}


JSON = strategies.recursive(
    strategies.none()
    | strategies.booleans()
    | strategies.integers()
    | strategies.floats()
    | strategies.text(strategies.characters(codec="utf-8")),
    lambda inner: (
        strategies.lists(inner)
        | strategies.dictionaries(strategies.sampled_from(["message", "from", "items", "x"]), inner)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_whatever_is_sent_is_stored_as_it_is_or_refused(api: Program) -> None:
    checkout = api.opens()
    path = f"/checkouts/{checkout['id']}"

    @settings(
        max_examples=150,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(data=strategies.dictionaries(strategies.sampled_from(["gift", "any"]), JSON))
    def try_out(data: Any) -> None:
        api.patches(checkout, custom=None)
        answer = api.asks("PATCH", path, {"custom": data})
        if answer.status_code == 200:
            assert answer.get_json()["custom"] == _without_null(data)
            assert api.reads(path)["custom"] == _without_null(data)
        else:
            problem(answer, 422, "invalid")

    set_schema(api, "order", "any", {})
    try_out()


def _without_null(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: _without_null(each) for name, each in value.items() if each is not None}
