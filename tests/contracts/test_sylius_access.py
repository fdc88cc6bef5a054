"""Who gets in where, and what is somebody else's."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from checkout.contracts.contract import Route
from checkout.contracts.sylius import CONTRACT
from checkout.db import db, unit_of_work
from checkout.keys import SCOPES, create_key
from checkout.models import ApiKey
from tests.api.conftest import _open_another_shop
from tests.conftest import Clock
from tests.contracts.sylius_client import CARD, NEW_YORK, Partner, refused

every_route = pytest.mark.parametrize("route", CONTRACT.routes, ids=lambda route: route.name)


@pytest.fixture
def stranger(app: Flask) -> Partner:
    """A partner of another shop who may do everything there."""
    with app.app_context():
        _open_another_shop()
        return Partner(app, create_key("other", ["all"], "stranger"), "json")


def test_without_a_key_that_counts_nobody_gets_in(
    app: Flask, sylius: Partner, clock: Clock
) -> None:
    cart = sylius.fills()
    with app.app_context():
        old = create_key("demo", ["all"], "old", expires_at=clock.instant + timedelta(days=1))
        gone = create_key("demo", ["all"], "gone")
        _revoke("gone")
    clock.forward(days=2)

    for route in CONTRACT.routes:
        answers = [_try(Partner(app, key), route, cart) for key in (None, "sk_x", old, gone)]
        for answer in answers:
            refused(answer, 401)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert (answer.data, answer.headers) == (answers[0].data, answers[0].headers)


def test_a_key_needs_the_scope_and_no_more(app: Flask, sylius: Partner) -> None:
    with app.app_context():
        keys = {
            scope: create_key("demo", [each for each in SCOPES if each != scope])
            for scope in ("checkouts:read", "checkouts:write")
        }
    cart = sylius.prepares()
    before = sylius.gets(f"/orders/{cart}")

    for route in CONTRACT.routes:
        refused(_try(Partner(app, keys[route.scope]), route, cart), 403)
    assert sylius.gets(f"/orders/{cart}") == before


def test_what_is_anothers_is_not_there(sylius: Partner, stranger: Partner) -> None:
    cart = sylius.prepares()
    order = sylius.confirms()["id"]
    before = [sylius.gets(f"/orders/{each}") for each in (cart, order)]

    for own in (cart, order):
        for route in CONTRACT.routes:
            if "<" not in route.path or "countries" in route.path:
                continue
            foreign, missing = (
                _try(stranger, route, id_, form)
                for form in _forms(route)[:1]
                for id_ in (own, 10**9)
            )
            refused(foreign, 404)
            assert (foreign.data, foreign.headers) == (missing.data, missing.headers), route.path
        for form in (None, CARD, {"payments": [{"method": 1}]}):
            refused(stranger.asks("PUT", f"/checkouts/{own}", form), 404)
    assert [sylius.gets(f"/orders/{each}") for each in (cart, order)] == before
    assert stranger.gets("/carts")["total"] == 0


def test_another_shop_shows_its_own_catalogue_only(stranger: Partner, sylius: Partner) -> None:
    cart = sylius.fills()
    item = sylius.gets(f"/carts/{cart}")["items"][0]
    channel = sylius.gets(f"/carts/{cart}")["channel"]["_links"]["self"]["href"]

    for href in (*(each["href"] for each in item["_links"].values()), channel):
        refused(stranger.asks("GET", href.removeprefix("/api")), 404)
    refused(stranger.asks("GET", "/countries/276"), 404)
    assert [each["code"] for each in stranger.gets("/countries")["_embedded"]["items"]] == ["CH"]


def test_no_answer_is_kept_by_a_cache(sylius: Partner) -> None:
    cart = sylius.fills()

    for path in (f"/checkouts/{cart}", "/carts", "/channels/1"):
        assert sylius.asks("GET", path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_of_another_site_changes_nothing(sylius: Partner, site: str) -> None:
    refused(sylius.asks("POST", "/carts", {}, Sec_Fetch_Site=site), 403)

    assert sylius.gets("/carts")["total"] == 0


def _try(partner: Partner, route: Route, id_: int, form: Any = None) -> Any:
    path = route.path.removeprefix("/api")
    for part in ("order_id", "cart_id", "product_id", "country_id"):
        path = path.replace(f"<{part}>", str(id_))
    for part in ("shipment_id", "payment_id"):
        path = path.replace(f"<{part}>", f"{id_}001")
    for part in ("method_id", "zone_id", "channel_id", "item_id", "variant_id", "province_id"):
        path = path.replace(f"<{part}>", "1")
    return partner.asks(route.method, path, form)


def _forms(route: Route) -> list[Any]:
    forms = {
        "advance_checkout": {"shippingAddress": NEW_YORK},
        "add_item": {"variant": "mug-stoneware"},
        "change_item": {"quantity": 1},
        "patch_item": {"quantity": 1},
    }
    return [forms.get(route.name)]


@unit_of_work
def _revoke(name: str) -> None:
    key = db.session.query(ApiKey).filter_by(name=name).one()
    key.revoked_at = key.created_at
