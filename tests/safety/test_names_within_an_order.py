"""Published holes of other shops: one's own cart or order, and within the request the name of something that is somebody else's."""

from importlib import import_module
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from checkout import passwords
from checkout.api import serving
from checkout.db import db
from checkout.keys import create_key
from checkout.models import Customer, CustomerAddress
from tests.api.client import BERLIN, Program, card, codes_at, document, problem
from tests.factories import ADA, berlin
from tests.guest import Guest
from tests.safety.weakening import weaken

AS_A_FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "form"}


@pytest.fixture
def signed_in(app: Flask, api_key: str, mallory: Guest) -> Guest:
    """Mallory, signed in, with something in the cart; Ada has an address in her book."""
    api = Program(app, api_key)
    for email, book in (("ada@example.com", [BERLIN]), ("mallory@example.com", [])):
        document(api.asks("POST", "/customers", {"email": email, "addresses": book}), 201)
    mallory.adds("mug-stoneware")
    with app.app_context():
        known = db.session.query(Customer).filter_by(email="mallory@example.com").one()
        known.stamp, known.password_hash = "stamp", "of no password"
        db.session.commit()
        claim = {"id": known.public_id, "stamp": "stamp"}
    with mallory.client.session_transaction() as session:
        session["customer"] = claim
    return mallory


def _adas_address(app: Flask) -> int:
    with app.app_context():
        entries = db.session.query(CustomerAddress).join(
            Customer, Customer.id == CustomerAddress.customer_id
        )
        return entries.filter(Customer.email == "ada@example.com").one().id


# CVE-2026-31820, CVE-2026-22588: a fragment of a page, or a patch, took the id of anybody's address.


def _asks_for_adas_address(app: Flask, guest: Guest, headers: dict[str, str]) -> list[str]:
    """What is answered to who names an address of another's book, and what the order's address is by then."""
    id_ = _adas_address(app)
    form = guest.opens("/checkout/address").form_with("email")
    sent = form.fields | {"saved_address": str(id_), "email": "mallory@example.com"}
    answers = [
        guest.client.post("/checkout/address", data=sent | more, headers=headers)
        for more in ({"update": "saved_address"}, {})
    ]
    answers += [
        guest.client.get(path, headers=headers)
        for path in ("/checkout/address", f"/account/addresses/{id_}", "/checkout/review")
    ]
    return [answer.get_data(as_text=True) for answer in answers]


@pytest.mark.parametrize("headers", [{}, AS_A_FRAGMENT], ids=["page", "fragment"])
def test_cve_2026_31820_an_address_of_somebody_elses_book_is_not_there(
    app: Flask, signed_in: Guest, headers: dict[str, str]
) -> None:
    told = _asks_for_adas_address(app, signed_in, headers)
    assert not any(berlin.line1 in each or berlin.name in each for each in told)


@pytest.mark.parametrize("headers", [{}, AS_A_FRAGMENT], ids=["page", "fragment"])
def test_cve_2026_31820_without_the_owner_in_the_statement_it_would_be(
    app: Flask, signed_in: Guest, headers: dict[str, str]
) -> None:
    weaken(
        app,
        "FROM customers .*customer_addresses",
        r"customer_addresses\.customer_id = customers\.id",
        "1 = 1",
    )
    told = _asks_for_adas_address(app, signed_in, headers)
    assert any(berlin.line1 in each for each in told)


def _names_things_of_another_shop(app: Flask, api_key: str, foreign_key: str) -> list[TestResponse]:
    api, stranger = Program(app, api_key), Program(app, foreign_key)
    customer = document(api.asks("POST", "/customers", {"email": "ada@example.com"}), 201)["id"]
    grant = {"amount": 500}
    api.asks("POST", f"/customers/{customer}/credit", grant, idempotency_key="grant")
    card = document(api.asks("POST", "/gift-cards", grant), 201)
    mine = stranger.opens()
    wishes: tuple[dict[str, Any], ...] = (
        {"customer": customer, "use_store_credit": True},
        {"gift_cards": [{"code": card["code"]}]},
    )
    return [stranger.asks("PATCH", f"/checkouts/{mine['id']}", wish) for wish in wishes]


def test_cve_2026_22588_what_another_shop_has_is_unknown(
    app: Flask, api_key: str, foreign_key: str
) -> None:
    customer, card = _names_things_of_another_shop(app, api_key, foreign_key)
    assert codes_at(problem(customer, 422, "invalid")) == {"#/customer": "unknown_customer"}
    assert set(codes_at(problem(card, 422, "invalid")).values()) == {"unknown_gift_card"}


def test_cve_2026_22588_without_the_shop_in_the_statements_they_would_be_known(
    app: Flask, api_key: str, foreign_key: str
) -> None:
    weaken(app, "FROM customers", r"customers\.shop_id = \?", "(customers.shop_id = ? OR 1)")
    weaken(app, "FROM credit_accounts JOIN shops", r"shops\.code = \?", "(shops.code = ? OR 1)")
    customer, card = _names_things_of_another_shop(app, api_key, foreign_key)
    assert document(customer, 200)["customer"]
    document(card, 200)  # told apart from a wrong code; another guard keeps it from being spent


# CVE-2025-10570, CVE-2026-9712: being somebody was enough to do what needs leave.


def _refunds_with_a_key_that_may_only_look(app: Flask, api_key: str) -> TestResponse:
    order = Program(app, api_key).buys(card("tok_visa"))
    with app.app_context():
        looking = create_key("demo", ["checkouts:read", "orders:read"])
    asked = {"amount": 100, "reason": "goodwill"}
    path = f"/orders/{order['id']}/refunds"
    return Program(app, looking).asks("POST", path, asked, idempotency_key="refund")


def test_cve_2025_10570_who_may_look_may_not_act(app: Flask, api_key: str) -> None:
    problem(_refunds_with_a_key_that_may_only_look(app, api_key), 403, "scope_missing")


def test_cve_2025_10570_without_asking_for_the_scope_anybody_might(
    app: Flask, api_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "require", lambda *_: None)
    document(_refunds_with_a_key_that_may_only_look(app, api_key), 200)


# CVE-2025-61922: whoever came with a known e-mail address was signed in, and no password was asked for.

HER_HOME = "Geheimer Weg 1"
MADE_UP = {"password": "made up by Mallory"}


def _buys_as_ada_and_asks_for_her_account(app: Flask, api_key: str, mallory: Guest) -> str:
    """All that Mallory sees after an order with Ada's address, for whom he makes up a password."""
    known = {"email": ADA, "addresses": [BERLIN | {"line1": HER_HOME}]}
    document(Program(app, api_key).asks("POST", "/customers", known), 201)
    with app.app_context():
        ada = db.session.query(Customer).filter_by(email=ADA).one()
        ada.stamp, ada.password_hash = "hers", passwords.hashed("known to Ada alone")
        db.session.commit()
    path = mallory.buys()
    seen = [mallory.submits("password", **MADE_UP).html]
    sign_in = mallory.opens("/account/sign-in")
    seen.append(sign_in.submits("password", email=ADA, **MADE_UP).html)
    mallory.adds("mug-stoneware")
    return "".join(
        [*seen, *(mallory.opens(each).html for each in ("/account", "/checkout/address", path))]
    )


def test_cve_2025_61922_buying_with_a_known_e_mail_address_signs_nobody_in(
    app: Flask, api_key: str, mallory: Guest
) -> None:
    assert HER_HOME not in _buys_as_ada_and_asks_for_her_account(app, api_key, mallory)
    with mallory.client.session_transaction() as session:
        assert "customer" not in session


def test_cve_2025_61922_if_no_password_were_asked_for_the_book_would_be_open(
    app: Flask, api_key: str, mallory: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in = import_module(
        "checkout.operations.sign_in"
    )  # the package has a function of this name
    monkeypatch.setattr(sign_in, "matches", lambda *_: True)
    assert HER_HOME in _buys_as_ada_and_asks_for_her_account(app, api_key, mallory)
