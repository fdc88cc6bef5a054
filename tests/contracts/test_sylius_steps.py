"""The steps: in their order, all or nothing, each fault at its field; and what other doors make of the same order."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from checkout.db import db, unit_of_work
from checkout.models import Order, PaymentEvent
from tests.api.client import Program, document
from tests.api.test_statements import statements
from tests.contracts.sylius_client import BOOK, CARD, NEW_YORK, Partner, children, refused, told
from tests.factories import reprice, stock_up

MUG = "mug-stoneware"
BERLIN = {
    "firstName": "Ada",
    "lastName": "Lovelace",
    "street": "Torstraße 12",
    "postcode": "10119",
    "city": "Berlin",
    "country": "DE",
}


def test_bracketed_names_may_be_left_empty_for_one_more(sylius: Partner) -> None:
    cart = sylius.fills()
    sylius.addresses(cart)
    method = sylius.gets(f"/checkouts/{cart}")[0]["methods"][0]["id"]
    form = "application/x-www-form-urlencoded"

    shipped = sylius.asks(
        "PUT", f"/checkouts/{cart}", raw=f"shipments[][method]={method}", Content_Type=form
    )
    methods = sylius.gets(f"/checkouts/{cart}")["methods"]
    paid = sylius.asks(
        "PUT", f"/checkouts/{cart}", raw=f"payments%5B1%5D%5Bmethod%5D={next(iter(methods))}",
        Content_Type=form,
    )  # fmt: skip

    assert told(shipped, 200)["checkout_state"] == "shipping"
    assert told(paid, 200)["checkout_state"] == "payment"


def test_a_billing_address_of_its_own(partner: Partner) -> None:
    cart = partner.fills()

    order = partner.puts(cart, {"shippingAddress": NEW_YORK, "billingAddress": BERLIN})

    assert order["shipping_address"]["city"] == "New York"
    billing = order["billing_address"]
    assert (billing["first_name"], billing["last_name"]) == ("Ada", "Lovelace")
    assert billing["_links"] == {"country": {"href": "/api/countries/276"}}
    without = partner.puts(cart, {"shippingAddress": NEW_YORK})
    assert without["billing_address"]["city"] == "New York"


def test_names_stay_parted_where_they_were_parted(sylius: Partner) -> None:
    cart = sylius.fills()

    address = sylius.addresses(cart, firstName="Mary Ann", lastName="van der Berg")[
        "shipping_address"
    ]

    assert (address["first_name"], address["last_name"]) == ("Mary Ann", "van der Berg")


def test_the_province_is_an_id_a_code_a_name_or_what_the_postcode_says(sylius: Partner) -> None:
    cart = sylius.fills()
    provinces = sylius.gets(f"/countries/{NEW_YORK['country']}")["provinces"]
    id_ = next(each["id"] for each in provinces if each["code"] == "NY")

    for province in (str(id_), "NY", "new york"):
        assert sylius.addresses(cart, province=province)["shipping_address"]["province"] == "NY", (
            province
        )
    link = sylius.addresses(cart)["shipping_address"]["_links"]["province"]["href"]
    assert link == f"/api/countries/840/provinces/{id_}"
    wrong = sylius.asks(
        "PUT", f"/checkouts/{cart}", {"shippingAddress": {**NEW_YORK, "province": "CA"}}
    )
    assert "postcode" in children(wrong)["shippingAddress"]["children"]


@pytest.mark.parametrize(
    "field", ["firstName", "lastName", "city", "postcode", "street", "country"]
)
def test_an_incomplete_address_is_refused_at_its_field(partner: Partner, field: str) -> None:
    cart = partner.fills()
    before = partner.gets(f"/carts/{cart}")
    address = {name: value for name, value in NEW_YORK.items() if name != field}

    for sent in (address, {**address, field: ""}):
        faults = children(partner.asks("PUT", f"/checkouts/{cart}", {"shippingAddress": sent}))
        blamed = faults["shippingAddress"]["children"]
        assert field in blamed
        assert blamed[field]["errors"]
        assert faults["shippingAddress"]["errors"]
    assert partner.gets(f"/carts/{cart}") == before


def test_every_fault_is_told_at_once(sylius: Partner) -> None:
    cart = sylius.fills(customer="")
    form = {"shippingAddress": {"firstName": " ", "city": ["x"], "country": {"id": 1}, "x": 1}}

    faults = children(sylius.asks("PUT", f"/checkouts/{cart}", form))

    assert set(faults["shippingAddress"]["children"]) == {
        *("firstName", "lastName", "city", "country")
    }


def test_a_guest_says_an_e_mail_address_when_addressing(partner: Partner) -> None:
    cart = partner.fills(customer="")

    missing = partner.asks("PUT", f"/checkouts/{cart}", {"shippingAddress": NEW_YORK})
    order = partner.puts(
        cart, {"shippingAddress": NEW_YORK, "customer": {"email": "ada@example.com"}}
    )

    assert children(missing)["customer"]["children"]["email"]["errors"]
    assert (order["email"], order["user"]) == ("ada@example.com", None)


def test_steps_come_in_their_order(partner: Partner) -> None:
    cart = partner.fills()
    place = f"/checkouts/{cart}"
    ship, pay = {"shipments": [{"method": 1}]}, {"payments": [{"method": 1}]}

    for early in (ship, pay, None, CARD):
        assert "shippingAddress" in children(partner.asks("PUT", place, early))
    partner.addresses(cart)
    for early in (pay, None, CARD):
        assert "shipments" in children(partner.asks("PUT", place, early))
    partner.ships(cart)
    for early in (None, CARD):
        assert "payments" in children(partner.asks("PUT", place, early))
    partner.chooses(cart)
    early = refused(partner.asks("PUT", place, CARD), 400)
    assert early["message"] == "Validation Failed"
    assert early["errors"] == {
        "errors": ["Confirm the order before you pay it."],
        "children": {},
    }
    assert partner.gets(f"/carts/{cart}")["checkout_state"] == "payment_selected"
    assert partner.puts(cart)["checkout_state"] == "completed"


def test_an_empty_cart_goes_nowhere(sylius: Partner) -> None:
    cart = told(sylius.asks("POST", "/carts", {"customer": "ada@example.com"}), 201)["id"]

    answer = refused(sylius.asks("PUT", f"/checkouts/{cart}", {"shippingAddress": NEW_YORK}), 400)

    assert answer["errors"]["errors"]
    assert sylius.gets(f"/checkouts/{cart}")["checkout_state"] == "cart"


@pytest.mark.parametrize("method", ["999999", "0", "-1", "x", "", "9" * 30, "standard"])
def test_an_unknown_method_is_refused(partner: Partner, method: str) -> None:
    cart = partner.fills()
    partner.addresses(cart)
    form = {"shipments": {"0": {"method": method}}}
    faults = children(partner.asks("PUT", f"/checkouts/{cart}", form))
    partner.ships(cart)
    form = {"payments": {"0": {"method": method}}}
    others = children(partner.asks("PUT", f"/checkouts/{cart}", form))

    assert faults["shipments"]["children"]["0"]["children"]["method"]["errors"]
    assert others["payments"]["children"]["0"]["children"]["method"]["errors"]
    assert partner.gets(f"/carts/{cart}")["payments"] == []


@pytest.mark.parametrize(
    "form",
    [
        {"shipments": []},
        {"shipments": "x"},
        {"shipments": [{"method": 1}, {"method": 1}]},
        {"shipments": {"x": {"method": 1}}},
        {"shipments": {"9" * 5000: {"method": 1}}},
        {"shipments": [[]]},
        {"shipments": [{}]},
        {"shipments": [{"method": True}]},
        {"shipments": [{"method": 1.5}]},
    ],
)
def test_shipments_that_are_none(sylius: Partner, form: Any) -> None:
    cart = sylius.fills()
    sylius.addresses(cart)

    assert "shipments" in children(sylius.asks("PUT", f"/checkouts/{cart}", form))


def test_each_shipment_has_its_own_way(partner: Partner) -> None:
    cart = partner.fills()
    told(partner.asks("POST", f"/carts/{cart}/items", {"variant": MUG, "quantity": 2}), 201)
    partner.addresses(cart)
    proposed = partner.gets(f"/checkouts/{cart}")
    ways = [[each["name"] for each in shipment["methods"]] for shipment in proposed]
    assert sorted(map(len, ways)) == [1, 2]
    place = f"/checkouts/{cart}"
    wanted = [shipment["methods"][-1] for shipment in proposed]

    one = partner.asks("PUT", place, {"shipments": [{"method": wanted[0]["id"]}]})
    swapped = {"shipments": [{"method": each["id"]} for each in reversed(wanted)]}
    assert "shipments" in children(one)
    assert "shipments" in children(partner.asks("PUT", place, swapped))
    counted = {str(place): {"method": each["id"]} for place, each in enumerate(wanted, start=1)}
    partner.puts(cart, {"shipments": counted})
    partner.chooses(cart, "invoice")
    order = partner.puts(cart)

    assert [each["method"]["id"] for each in order["shipments"]] == [each["id"] for each in wanted]
    assert [each["state"] for each in order["shipments"]] == ["onhold", "onhold"]
    assert order["items_total"] + order["adjustments_total"] == order["total"]


def test_fields_of_two_steps_do_not_go_together(partner: Partner) -> None:
    cart = partner.fills()
    form = {"shippingAddress": NEW_YORK, "payments": [{"method": 1}]}

    body = refused(partner.asks("PUT", f"/checkouts/{cart}", form), 400)

    assert body["errors"] == {
        "errors": ["This form should not contain extra fields."],
        "children": {},
    }


def test_a_new_address_asks_for_the_shipping_again(sylius: Partner) -> None:
    cart = sylius.prepares()

    order = sylius.addresses(cart, street="Other")

    assert (order["checkout_state"], order["shipments"]) == ("addressing", [])
    assert isinstance(sylius.gets(f"/checkouts/{cart}"), list)
    assert sylius.ships(cart)["total"] == 1_504_750
    assert sylius.puts(cart)["checkout_state"] == "completed"


def test_a_finished_checkout_takes_no_more_steps(partner: Partner) -> None:
    order = partner.confirms()

    for form in (None, {"shippingAddress": NEW_YORK}, {"payments": [{"method": 1}]}):
        refused(partner.asks("PUT", f"/checkouts/{order['id']}", form), 409)
    assert partner.gets(f"/checkouts/{order['id']}") == order


def test_an_order_by_invoice_takes_no_card(sylius: Partner) -> None:
    order = sylius.confirms("invoice")

    answer = refused(sylius.asks("PUT", f"/checkouts/{order['id']}", CARD), 400)

    assert "token" in answer["message"]
    assert [each["state"] for each in order["payments"]] == ["new"]
    assert [each["state"] for each in order["shipments"]] == ["onhold"]


def test_a_changed_price_is_confirmed_before_it_is_charged(app: Flask, sylius: Partner) -> None:
    cart = sylius.prepares()
    with app.app_context():
        reprice(BOOK, 510_000)

    changed = refused(sylius.asks("PUT", f"/checkouts/{cart}"), 400)

    assert "total" in changed["errors"]["errors"][0].lower()
    assert sylius.gets(f"/checkouts/{cart}")["total"] == 1_534_750
    assert sylius.puts(cart)["total"] == 1_534_750


def test_what_is_sold_out_meanwhile_is_not_confirmed(app: Flask, sylius: Partner) -> None:
    cart = sylius.prepares()
    with app.app_context():
        stock_up(BOOK, 2)

    answer = refused(sylius.asks("PUT", f"/checkouts/{cart}"), 400)

    assert len(answer["errors"]["errors"]) == 2
    assert sylius.gets(f"/orders/{cart}")["state"] == "cart"


def test_an_order_of_the_native_api_is_finished_here(
    app: Flask, api_key: str, sylius: Partner
) -> None:
    program = Program(app, api_key)
    checkout = program.opens(email="ada@example.com", lines=[{"sku": MUG, "quantity": 2}])
    cart = checkout["order_id"]

    sylius.puts(cart, {"shippingAddress": BERLIN})
    sylius.ships(cart, "Standard delivery")
    sylius.chooses(cart, "invoice")
    order = sylius.puts(cart)

    native = program.reads(f"/orders/{checkout['id']}")
    assert (native["state"], native["number"]) == ("placed", order["shop_number"])
    assert int(order["number"]) == native["order_id"] == cart
    assert native["total"] == order["total"]
    assert native["shipping_address"]["name"] == "Ada Lovelace"


def test_a_cart_of_this_contract_is_finished_by_the_native_api(
    app: Flask, api_key: str, sylius: Partner
) -> None:
    cart = sylius.prepares("invoice", sku=MUG, quantity=2)
    program = Program(app, api_key)
    checkout = program.reads(f"/orders/{cart}")

    native = document(program.completes(checkout), 200)

    order = sylius.gets(f"/orders/{cart}")
    assert (order["state"], order["checkout_state"]) == ("new", "completed")
    assert (order["shop_number"], order["total"]) == (native["number"], native["total"])
    assert order["items_total"] + order["adjustments_total"] == order["total"]


def test_what_other_contracts_keep_with_an_order_stays(app: Flask, sylius: Partner) -> None:
    cart = sylius.fills()
    with app.app_context():
        _keep(cart, {"other": {"x": 1}})

    sylius.addresses(cart)
    sylius.ships(cart)

    with app.app_context():
        kept = db.session.get_one(Order, cart).contract_data
    assert kept["other"] == {"x": 1}
    assert "John" not in str(kept)


def test_statements_do_not_grow_with_items(app: Flask, sylius: Partner) -> None:
    skus = [MUG, "notebook-a5", "pencil-set", "letter-paper", "lamp-desk"]
    counts = []
    for number in (1, 5):
        cart = sylius.fills(MUG, 1)
        for sku in skus[1:number]:
            told(sylius.asks("POST", f"/carts/{cart}/items", {"variant": sku}), 201)
        sent = []
        for step in _steps(sylius, cart):
            with statements(app) as asked:
                step()
            sent.append(len(asked))
        counts.append(sent)

    assert counts[0] == counts[1]


def test_what_is_paid_is_paid_once(app: Flask, sylius: Partner) -> None:
    order = sylius.confirms()

    first, again = sylius.pays(order["id"]), sylius.pays(order["id"])

    assert first == again
    with app.app_context():
        captured = db.session.query(PaymentEvent).filter_by(kind="captured").all()
    assert [each.amount for each in captured] == [1_504_750]


def _steps(sylius: Partner, cart: int) -> list[Callable[[], Any]]:
    return [
        lambda: sylius.puts(cart, {"shippingAddress": BERLIN}),
        lambda: sylius.gets(f"/checkouts/{cart}"),
        lambda: sylius.ships(cart),
        lambda: sylius.chooses(cart, "invoice"),
        lambda: sylius.puts(cart),
        lambda: sylius.gets(f"/orders/{cart}"),
    ]


@unit_of_work
def _keep(order_id: int, data: dict[str, Any]) -> None:
    db.session.get_one(Order, order_id).contract_data = data
