"""Who may see and do what: every route, tried by nobody, another shopper, another shop's key, a key without scope, and the owner."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from checkout.db import db
from checkout.keys import create_key
from checkout.models import CustomerAddress, Order
from tests.factories import ADA, berlin
from tests.guest import Guest

#: endpoint -> who may. A route that is not listed here fails the first test.
POLICY = {
    "static": "anyone",
    "asset": "anyone",
    "health.alive": "anyone",
    "health.ready": "anyone",
    "storefront.show_catalogue": "anyone",
    "storefront.show_product": "anyone",
    "storefront.add_to_cart": "own cart",
    "storefront.show_cart": "own cart",
    "storefront.change_line": "own cart",
    "storefront.apply_coupon": "own cart",
    "storefront.remove_coupon": "own cart",
    "storefront.begin_checkout": "own cart",
    "storefront.show_address": "own cart",
    "storefront.save_address": "own cart",
    "storefront.show_shipping": "own cart",
    "storefront.save_shipping": "own cart",
    "storefront.show_payment": "own cart",
    "storefront.save_payment": "own cart",
    "storefront.apply_gift_card": "own cart",
    "storefront.remove_gift_card": "own cart",
    "storefront.choose_store_credit": "own cart",
    "storefront.show_review": "own cart",
    "storefront.place_order": "own cart",
    "storefront.show_help": "anyone",
    "storefront.switch_language": "anyone",
    "storefront.continue_checkout": "signed link",
    "storefront.open_from_letter": "signed link",
    "storefront.show_order": "order token",
    "storefront.return_from_gateway": "order token",
    "storefront.refresh_order": "order token",
    "storefront.give_up_payment": "order token",
    "storefront.show_cancel": "order token",
    "storefront.call_off_order": "order token",
    "storefront.pay_order": "order token",
    "storefront.unlock_order": "order token",
    "storefront.sign_up_after": "order token",
    "storefront.show_invoice": "order token",
    "storefront.show_withdrawal": "order token",
    "storefront.declare_withdrawal": "order token",
    "storefront.show_lookup": "anyone",
    "storefront.look_up_order": "anyone",
    "storefront.show_lookup_sent": "anyone",
    "storefront.show_sign_in": "anyone",
    "storefront.enter": "anyone",
    "storefront.leave": "anyone",
    "storefront.show_forgotten": "anyone",
    "storefront.ask_for_new_password": "anyone",
    "storefront.show_forgotten_sent": "anyone",
    "storefront.show_choice": "signed link",
    "storefront.choose": "signed link",
    "storefront.show_account": "own account",
    "storefront.show_password": "own account",
    "storefront.save_password": "own account",
    "storefront.new_address": "own account",
    "storefront.add_address": "own account",
    "storefront.edit_address": "own account",
    "storefront.change_address": "own account",
    "storefront.drop_address": "own account",
    "storefront.prefer_address": "own account",
    "test_gateway.show_charge": "gateway's id",
    "test_gateway.pay": "gateway's id",
    "webhooks.take_told": "gateway's signature",
    "photo_order.openapi": "anyone",
    "photo_order.guide": "anyone",
    "photo_order.create_order": "checkouts:write",
    "photo_order.read_order": "orders:read",
    "photo_order.checkout_order": "checkouts:write",
    "photo_order.receive_payload": "checkouts:write",
    "photo_order.acknowledge_status": "checkouts:write",
    "checkout_summary.openapi": "anyone",
    "checkout_summary.guide": "anyone",
    "checkout_summary.show_checkout": "checkouts:read",
    "checkout_summary.execute_checkout": "checkouts:write",
    "purchase_request.openapi": "anyone",
    "purchase_request.guide": "anyone",
    "purchase_request.verify_order": "checkouts:read",
    "purchase_request.checkout_order": "checkouts:write",
    "purchase_request.list_orders": "orders:read",
    "purchase_request.verify_asset": "checkouts:read",
    "purchase_request.checkout_asset": "checkouts:write",
    "emporix.openapi": "anyone",
    "emporix.guide": "anyone",
    "emporix.trigger_checkout": "checkouts:write",
    "api.openapi": "anyone",
    "api.guide": "anyone",
    "api.list_products": "products:read",
    "api.read_product": "products:read",
    "api.create_checkout": "checkouts:write",
    "api.read_checkout": "checkouts:read",
    "api.change_checkout": "checkouts:write",
    "api.preview_checkout": "checkouts:read",
    "api.cancel_checkout": "checkouts:write",
    "api.complete_checkout": "checkouts:write",
    "api.list_orders": "orders:read",
    "api.read_order": "orders:read",
    "api.report_shipment": "orders:write",
    "api.withdraw_from_order": "orders:write",
    "api.list_withdrawals": "orders:read",
    "api.cancel_order": "orders:write",
    "api.capture_order": "payments:write",
    "api.refund_order": "payments:write",
    "api.pay_order": "checkouts:write",
    "api.list_customers": "customers:read",
    "api.read_customer": "customers:read",
    "api.create_customer": "customers:write",
    "api.update_customer": "customers:write",
    "api.list_webhooks": "webhooks:read",
    "api.create_webhook": "webhooks:write",
    "api.read_webhook": "webhooks:read",
    "api.update_webhook": "webhooks:write",
    "api.replace_webhook_secret": "webhooks:write",
    "api.delete_webhook": "webhooks:write",
    "api.list_stored_methods": "customers:read",
    "api.create_stored_method": "customers:write",
    "api.remove_stored_method": "customers:write",
    "api.create_customer_token": "customers:write",
    "api.list_quotes": "quotes:read",
    "api.create_quote": "quotes:write",
    "api.read_quote": "quotes:read",
    "api.accept_quote": "checkouts:write",
    "api.withdraw_quote": "quotes:write",
    "api.list_custom_schemas": "schemas:read",
    "api.read_custom_schema": "schemas:read",
    "api.set_custom_schema": "schemas:write",
    "api.remove_custom_schema": "schemas:write",
    "api.create_gift_card": "credit:write",
    "api.read_gift_card": "credit:read",
    "api.grant_store_credit": "credit:write",
    "api.read_store_credit": "credit:read",
    "sylius.openapi": "anyone",
    "sylius.guide": "anyone",
    "sylius.read_checkout": "checkouts:read",
    "sylius.advance_checkout": "checkouts:write",
    "sylius.create_cart": "checkouts:write",
    "sylius.list_carts": "checkouts:read",
    "sylius.read_cart": "checkouts:read",
    "sylius.delete_cart": "checkouts:write",
    "sylius.add_item": "checkouts:write",
    "sylius.read_item": "checkouts:read",
    "sylius.change_item": "checkouts:write",
    "sylius.patch_item": "checkouts:write",
    "sylius.remove_item": "checkouts:write",
    "sylius.read_order": "checkouts:read",
    "sylius.read_shipment": "checkouts:read",
    "sylius.read_payment": "checkouts:read",
    "sylius.read_shipping_method": "checkouts:read",
    "sylius.read_payment_method": "checkouts:read",
    "sylius.read_zone": "checkouts:read",
    "sylius.read_channel": "checkouts:read",
    "sylius.list_countries": "checkouts:read",
    "sylius.read_country": "checkouts:read",
    "sylius.read_province": "checkouts:read",
    "sylius.read_product": "checkouts:read",
    "sylius.read_variant": "checkouts:read",
}
SCOPES = {
    *("products:read", "checkouts:read", "checkouts:write", "orders:read"),
    *("orders:write", "payments:write"),
    *("customers:read", "customers:write"),
    *("schemas:read", "schemas:write"),
    *("credit:read", "credit:write"),
    *("quotes:read", "quotes:write"),
}
PERSONAL = (ADA, berlin.name, berlin.line1)


def _routes(app: Flask, *policies: str) -> list[tuple[str, str, str]]:
    return [
        (rule.endpoint, method, rule.rule)
        for rule in app.url_map.iter_rules()
        if POLICY.get(rule.endpoint) in policies
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_every_route_has_a_policy_and_every_policy_a_route(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(POLICY)


def test_another_shopper_never_sees_or_changes_a_cart(
    app: Flask, ada: Guest, mallory: Guest
) -> None:
    ada.adds("mug-stoneware").ships_to()
    before = _orders(app)

    for _endpoint, method, rule in _routes(app, "own cart"):
        path = rule.replace("<slug>", "notebook-a5").replace("<int:line_id>", "1")
        answer = mallory.client.open(path, method=method, data={"quantity": "1"})
        text = answer.get_data(as_text=True)
        assert not any(secret in text for secret in PERSONAL), path

    assert _orders(app)[: len(before)] == before


@pytest.mark.parametrize("name", ["id", "public_id", "number", "random"])
def test_cve_2025_12919_an_order_is_never_read_by_its_id(
    app: Flask, ada: Guest, mallory: Guest, name: str
) -> None:
    ada.buys()
    with app.app_context():
        order = db.session.query(Order).one()
        guess = "AAAAAAAAAAAAAAAAAAAAAA" if name == "random" else str(getattr(order, name))

    for _endpoint, method, path in _routes(app, "order token"):
        answer = mallory.client.open(path.replace("<token>", guess), method=method)
        assert answer.status_code == 404, (method, path)


def test_the_link_of_an_order_alone_tells_nothing_personal(
    app: Flask, ada: Guest, mallory: Guest
) -> None:
    path = ada.buys()

    assert all(secret in ada.opens(path).html for secret in PERSONAL)
    for _endpoint, method, rule in _routes(app, "order token"):
        answer = mallory.client.open(rule.replace("/orders/<token>", path), method=method)
        text = answer.get_data(as_text=True)
        assert not any(secret in text for secret in PERSONAL), (method, rule)


def test_an_order_that_was_declined_is_nobody_elses_cart(
    app: Flask, ada: Guest, mallory: Guest
) -> None:
    ada.adds("mug-stoneware").ships_to()
    with app.app_context():
        path = f"/orders/{db.session.query(Order).one().token}"

    shown = [
        mallory.opens(each).html for each in (path, f"{path}/return", "/cart", "/checkout/review")
    ]

    assert not any(secret in page for page in shown for secret in PERSONAL)
    assert ada.opens(path).path == "/checkout/shipping"


def test_knowing_the_e_mail_address_of_an_order_opens_it(ada: Guest, mallory: Guest) -> None:
    path = ada.buys()

    wrong = mallory.opens(path).submits("email", email="eve@example.com").html
    right = mallory.opens(path).submits("email", email=ADA.upper()).html

    assert berlin.line1 not in wrong
    assert berlin.line1 in right


def test_an_account_is_only_its_owners(app: Flask, ada: Guest, mallory: Guest) -> None:
    secret, own = {"password": "a long password"}, "mallory@example.com"
    for guest, email in ((ada, ADA), (mallory, own)):
        guest.adds("mug-stoneware").ships_to(email=email).by("standard").pays_by("invoice")
        guest.opens(guest.places_order()).submits("password", **secret)
    with app.app_context():
        book = db.session.query(CustomerAddress).order_by(CustomerAddress.id)
        entries = [(each.id, each.address) for each in book]
    stranger = Guest(app.test_client())
    mallory.opens("/account/sign-in").submits("password", email=own, **secret)
    assert mallory.path == "/account"
    token = mallory.form_with("csrf_token").fields["csrf_token"]

    for _endpoint, method, rule in _routes(app, "own account"):
        path = rule.replace("<int:address_id>", str(entries[0][0]))
        nobody = stranger.client.open(path, method=method)
        assert nobody.status_code == 303, path
        assert nobody.location.startswith("/account/sign-in"), path
        another = mallory.client.open(path, method=method, data={"csrf_token": token})
        assert ADA not in another.get_data(as_text=True), path
        if rule.endswith(("<int:address_id>", "default")):
            assert another.status_code == 404, path

    with app.app_context():
        assert [(each.id, each.address) for each in db.session.query(CustomerAddress)] == entries


def test_a_forged_link_adopts_no_checkout(app: Flask, ada: Guest, mallory: Guest) -> None:
    ada.adds("mug-stoneware")
    with app.app_context():
        public_id = db.session.query(Order).one().public_id

    for guess in (public_id, f"{public_id}.AAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAA", "x"):
        mallory.opens(f"/checkout/continue/{guess}")
        assert "Stoneware mug" not in mallory.opens("/cart").html


#: What a body must have before anyone looks for the checkout.
BODIES = {
    "payments": {"payment": {"method": "card"}},
    "complete": {"expected_total": 1},
    "gift": {"schema": {}},
    "credit": {"amount": 1},
    "withdrawals": {"name": "Ada", "email": "ada@example.com"},
    "payment-methods": {"payment_method": "card", "token": "tok_visa", "label": "Visa"},
}


def _asked(client: FlaskClient, method: str, path: str, key: str | None) -> tuple[int, object]:
    headers = {"Idempotency-Key": "one"} | ({"Authorization": f"Bearer {key}"} if key else {})
    body = BODIES.get(path.rsplit("/", 1)[1], {}) if method != "GET" else None
    answer = client.open(path, method=method, json=body, headers=headers)
    return answer.status_code, answer.get_json()


def test_programs_need_a_key_with_the_scope_and_of_the_shop(
    app: Flask, ada: Guest, foreign_key: str
) -> None:
    ada.adds("mug-stoneware").ships_to()
    with app.app_context():
        public_id = db.session.query(Order).one().public_id
    before = _orders(app)

    for endpoint, method, rule in _routes(app, *SCOPES):
        if not endpoint.startswith("api."):
            continue  # what partners' contracts answer is in their own documents, and tested with them
        needed = POLICY[endpoint]
        path = rule.replace("<id>", public_id).replace("<sku>", "mug-stoneware")
        path = path.replace("<entity>", "order").replace("<name>", "gift")
        path = path.replace("<number>", "1")
        with app.app_context():
            scopeless = create_key("demo", sorted(SCOPES - {needed}))

        assert _asked(app.test_client(), method, path, None)[0] == 401, path
        assert _asked(app.test_client(), method, path, "sk_wrong")[0] == 401, path
        assert _asked(app.test_client(), method, path, scopeless)[0] == 403, path
        foreign = _asked(app.test_client(), method, path, foreign_key)
        if "<id>" in rule:
            nowhere = _asked(
                app.test_client(), method, rule.replace("<id>", "co_nowhere"), foreign_key
            )
            assert foreign[0] == 404, path
            assert foreign == nowhere, path
        assert not any(secret in str(foreign[1]) for secret in PERSONAL), path

    assert _orders(app)[: len(before)] == before


def _orders(app: Flask) -> list[tuple[int, int, str, str]]:
    with app.app_context():
        rows = db.session.query(Order).order_by(Order.id)
        return [(row.id, row.version, row.state, row.email) for row in rows]
