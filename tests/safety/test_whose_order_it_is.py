"""Published holes of other shops, about orders and carts that are somebody else's. Each with its negative control.

Where the guard is a condition of a statement, the control takes it out of the statement on its way to the database.
"""

from dataclasses import replace

import pytest
from flask import Flask, request
from werkzeug.test import TestResponse

from checkout.api import order_queries, serving
from checkout.callers import Caller
from checkout.db import db
from checkout.models import Order, Shop
from checkout.operations import OrderRef
from checkout.storefront import visit
from tests.factories import ADA, berlin
from tests.guest import Guest
from tests.safety.weakening import open_to_every_shop, weaken

PERSONAL = (ADA, berlin.name, berlin.line1)


def order_of(app: Flask) -> Order:
    with app.app_context():
        return db.session.query(Order).order_by(Order.id).first() or Order()


def tells(answer: TestResponse) -> bool:
    """Whether something personal is in it."""
    text = answer.get_data(as_text=True)
    return any(secret in text for secret in PERSONAL)


# CVE-2026-31821: adding to a cart by its token told whose it was.


def test_cve_2026_31821_who_adds_to_anothers_cart_is_told_nothing(
    app: Flask, ada: Guest, foreign_key: str
) -> None:
    ada.adds("mug-stoneware").ships_to()
    order = order_of(app)
    for key in ("", "sk_wrong", foreign_key):
        for answer in _adding(app, order, key):
            assert answer.status_code in {401, 404}
            assert not tells(answer)
    assert order_of(app).version == order.version


def test_cve_2026_31821_without_the_shop_in_the_statement_it_would_tell(
    app: Flask, ada: Guest, foreign_key: str
) -> None:
    ada.adds("mug-stoneware").ships_to()
    open_to_every_shop(app)
    assert any(tells(answer) for answer in _adding(app, order_of(app), foreign_key))


def _adding(app: Flask, order: Order, key: str) -> list[TestResponse]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    client = app.test_client()
    item = {"variant": "mug-stoneware", "quantity": 1}
    line = {"lines": [{"sku": "mug-stoneware", "quantity": 9}]}
    return [
        client.post(f"/api/v1/carts/{order.token}/items/", json=item, headers=headers),
        client.patch(f"/api/v1/checkouts/{order.public_id}", json=line, headers=headers),
        client.patch(f"/api/v1/checkouts/{order.token}", json=line, headers=headers),
    ]


# CVE-2026-48016: the way to pay of an order was begun by somebody else.


def test_cve_2026_48016_who_pays_anothers_order_finds_none(
    app: Flask, ada: Guest, mallory: Guest, foreign_key: str
) -> None:
    ada.adds("mug-stoneware").ships_to().by("standard").pays_by("card")
    answer = _pays(app, foreign_key)
    assert answer.status_code == 404
    assert mallory.opens("/checkout/review").path == "/cart"
    assert order_of(app).state == "open"


def test_cve_2026_48016_without_the_shop_in_the_statement_it_would_be_begun(
    app: Flask, ada: Guest, foreign_key: str
) -> None:
    ada.adds("mug-stoneware").ships_to().by("standard").pays_by("card")
    open_to_every_shop(app)
    assert _pays(app, foreign_key).status_code == 202
    assert order_of(app).state == "placing"


def _pays(app: Flask, key: str) -> TestResponse:
    order = order_of(app)
    return app.test_client().post(
        f"/api/v1/checkouts/{order.public_id}/complete",
        json={"expected_total": order.total},
        headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "pays"},
    )


# CVE-2025-12919 and CVE-2026-31867: an id or a number was enough to read an order, or to take a cart over.


@pytest.mark.parametrize("name", ["id", "public_id", "number"])
def test_cve_2026_31867_asked_for_by_a_name_instead_of_the_token_the_order_would_open(
    app: Flask, ada: Guest, mallory: Guest, name: str
) -> None:
    """The negative control of the test that orders are never read by their id."""
    ada.buys()
    known = getattr(order_of(app), name)
    assert mallory.opens(f"/orders/{known}").seen.status_code == 404  # type: ignore[union-attr]
    weaken(app, "FROM orders", r"orders\.token = \?", f"orders.{name} = ?")
    assert order_of(app).number in mallory.opens(f"/orders/{known}").html  # type: ignore[operator]


# CVE-2026-46408: the id of a cart in the form of the checkout was believed.

INJECTED = ("cart", "cart_id", "order", "order_id", "id", "token", "public_id", "number")


def test_cve_2026_46408_no_field_names_the_cart(app: Flask, ada: Guest, mallory: Guest) -> None:
    _both_ready(ada, mallory)
    _buys_with_injected_names(app, mallory)
    assert _states(app) == ["open", "placed"]


def test_cve_2026_46408_if_a_field_named_it_it_would_be_bought(
    app: Flask, ada: Guest, mallory: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    _both_ready(ada, mallory)
    token = order_of(app).token
    monkeypatch.setattr(visit, "cart_ref", lambda: OrderRef("demo", token=token))
    monkeypatch.setattr(visit, "cart", lambda: visit.read(OrderRef("demo", token=token)))
    _buys_with_injected_names(app, mallory)
    assert _states(app) == ["placed", "open"]


def _both_ready(ada: Guest, mallory: Guest) -> None:
    for guest, email in ((ada, ADA), (mallory, "mallory@example.com")):
        guest.adds("mug-stoneware").ships_to(email=email).by("standard").pays_by("invoice")


def _buys_with_injected_names(app: Flask, mallory: Guest) -> None:
    order = order_of(app)
    values = {"token": order.token, "cart": order.token, "number": str(order.number)}
    injected = {name: values.get(name, str(order.id)) for name in INJECTED}
    mallory.opens("/checkout/review").submits("expected_total", **injected)


def _states(app: Flask) -> list[str]:
    with app.app_context():
        return [each.state for each in db.session.query(Order).order_by(Order.id)]


# CVE-2026-22589: no owner and nobody signed in were taken for the same person.


def test_cve_2026_22589_nobody_is_not_the_owner_of_what_has_none(
    ada: Guest, mallory: Guest
) -> None:
    path = ada.buys()
    assert not any(secret in mallory.opens(path).html for secret in PERSONAL)
    for guess in range(1, 4):
        assert mallory.opens(f"/account/addresses/{guess}").path.startswith("/account/sign-in")


def test_cve_2026_22589_compared_without_looking_for_nobody_the_order_would_be_shown(
    ada: Guest, mallory: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ada.buys()
    monkeypatch.setattr(visit, "may_see", lambda order: order.customer_id == visit.customer_id())
    assert all(secret in mallory.opens(path).html for secret in PERSONAL)


# CVE-2026-31887: a link that was one's own, with a filter of one's own, read all orders. CVE-2026-5600: a list was not scoped.

FILTERS = (
    *("filter[state]=placed", "filter=1", "filter[0][type]=equals", "where=1", "q=*"),
    *("include=customer", "associations[orders]=1", "fields=token", "sort=email", "page[size]=999"),
    *("shop=demo", "shop_id=1", "customer_id=1", "email[]=a", "limit=101", "cursor=1 OR 1"),
)


def test_cve_2026_31887_no_filter_of_ones_own_is_taken(
    app: Flask, ada: Guest, mallory: Guest, api_key: str, foreign_key: str
) -> None:
    path, own = ada.buys(), mallory.buys("notebook-a5")
    client = app.test_client()
    for injected in FILTERS:
        listed = client.get(f"/api/v1/orders?{injected}", headers=_bearer(api_key))
        assert listed.status_code == 400, injected
        assert (
            client.get(f"/api/v1/orders?{injected}", headers=_bearer(foreign_key)).status_code
            == 400
        )
        assert "Stoneware mug" not in mallory.opens(f"{own}?{injected}&token={path}").html
    assert client.get("/api/v1/orders", headers=_bearer(foreign_key)).json["items"] == []  # type: ignore[index]


def test_cve_2026_31887_a_filter_that_is_carried_out_is_refused_all_the_same(
    app: Flask, ada: Guest, foreign_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada.buys()
    monkeypatch.setattr(order_queries, "_of", _as_filtered)
    assert _lists_every_order_placed(app, foreign_key).status_code == 400


def test_cve_2026_31887_if_it_were_taken_too_it_would_read_every_shops_orders(
    app: Flask, ada: Guest, foreign_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada.buys()
    monkeypatch.setattr(order_queries, "_of", _as_filtered)
    monkeypatch.setattr(serving, "read_query", lambda _, model: model.model_construct())
    assert tells(_lists_every_order_placed(app, foreign_key))


def test_cve_2026_31887_a_link_and_a_token_in_a_filter_would_open_another_order(
    ada: Guest, mallory: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, own = ada.buys(), mallory.buys("notebook-a5")
    filtered = f"{own}?token={path.rpartition('/')[2]}"
    assert "Stoneware mug" not in mallory.opens(filtered).html
    as_it_is = visit.read
    monkeypatch.setattr(
        visit, "read", lambda ref: as_it_is(replace(ref, token=request.args.get("token")))
    )
    assert "Stoneware mug" in mallory.opens(filtered).html


def _lists_every_order_placed(app: Flask, key: str) -> TestResponse:
    return app.test_client().get("/api/v1/orders?filter[state]=placed", headers=_bearer(key))


def _as_filtered(caller: Caller) -> object:
    """What the caller may see, or what the filter says: as the published hole had it."""
    wanted = Order.state == request.args.get("filter[state]")
    return db.select(Order).where(db.or_(Order.shop_id == caller.catalog.shop.id, wanted))


def test_cve_2026_5600_a_list_that_is_not_scoped_would_show_every_shops_orders(
    app: Flask, ada: Guest, foreign_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada.buys()
    monkeypatch.setattr(order_queries, "_of", _everybodys)
    assert tells(app.test_client().get("/api/v1/orders", headers=_bearer(foreign_key)))


def _everybodys(_: Caller) -> object:
    return db.select(Order).join(Shop, Shop.id == Order.shop_id)


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}
