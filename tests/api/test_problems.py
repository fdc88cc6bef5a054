"""Whatever goes wrong below /api is a problem in JSON, and says nothing about our insides."""

from pathlib import Path

import pytest
from flask import Flask

from checkout.addresses import countries
from checkout.api.codes import CODES, DECLINE_REASONS, FAULTS, PROBLEMS, REQUIREMENTS
from checkout.payments.gateway import REASONS
from tests.api.client import COMPLETE, Program, problem

GUIDE = Path(__file__).parents[2] / "docs" / "api.md"


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v2/orders", "/api/v1", "/api/v1/nothing", "/api/docs/x"]
)
def test_unknown_paths(app: Flask, path: str) -> None:
    problem(app.test_client().get(path), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/checkouts", {"POST"}),
        ("DELETE", "/checkouts/x", {"GET", "PATCH"}),
        ("POST", "/orders", {"GET"}),
        ("GET", "/checkouts/x/complete", {"POST"}),
    ],
)
def test_unknown_methods_say_which_are_known(
    api: Program, method: str, path: str, allowed: set[str]
) -> None:
    refused = api.asks(method, path)

    problem(refused, 405, "method_not_allowed")
    assert allowed <= set(refused.headers["Allow"].split(", "))


def test_a_long_body_is_refused(api: Program) -> None:
    problem(api.asks("POST", "/checkouts", raw=b" " * (64 * 1024 + 1)), 413, "body_too_large")


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""]
)
def test_other_media_types_are_refused(api: Program, media_type: str) -> None:
    checkout = api.opens()
    refused = api.asks("POST", "/checkouts", raw=b"{}", content_type=media_type)
    problem(refused, 415, "unsupported_media_type")
    assert refused.headers["Accept"] == "application/json"
    path = f"/checkouts/{checkout['id']}"
    refused = api.asks("PATCH", path, raw=b"{}", content_type=media_type)
    problem(refused, 415, "unsupported_media_type")
    assert "application/merge-patch+json" in refused.headers["Accept-Patch"]


def test_a_merge_patch_creates_nothing(api: Program) -> None:
    media_type = "application/merge-patch+json"
    refused = api.asks("POST", "/checkouts", raw=b"{}", content_type=media_type)

    problem(refused, 415, "unsupported_media_type")


def test_other_sites_may_not_write(api: Program) -> None:
    refused = api.asks("POST", "/checkouts", {}, sec_fetch_site="cross-site")

    problem(refused, 403, "forbidden")


def test_a_bug_shows_nothing_of_itself(api: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("SELECT secret FROM orders")

    monkeypatch.setattr("checkout.api.checkouts.find_order", breaks)
    refused = api.asks("GET", "/checkouts/co_" + "0" * 20)

    problem(refused, 500, "internal_error")
    assert b"SELECT" not in refused.data
    assert b"Traceback" not in refused.data


def test_pages_of_the_shop_keep_their_own_errors(app: Flask) -> None:
    assert app.test_client().get("/apiary").mimetype != "application/problem+json"


def test_every_code_is_explained_in_the_guide() -> None:
    guide = GUIDE.read_text()

    assert [code for code in CODES if f"`{code}`" not in guide] == []


def test_every_reason_of_a_decline_is_a_known_code() -> None:
    assert set(REASONS) == set(DECLINE_REASONS)


def test_every_requirement_is_a_known_code(api: Program) -> None:
    odd = {
        "name": "www.example.com",
        "line1": "ada@example.com",
        "city": "12345",
        "region": "Nowhere",
        "postal_code": "!",
        "phone": "call me",
    }
    seen = set()
    for country, _ in countries("en"):
        for address in ({}, odd, {"phone": "1"}):
            checkout = api.opens(shipping_address={**address, "country": country})
            seen |= {each["code"] for each in checkout["requirements"]}
    for email in ("ada", "a da@x.de", "a@b@c.de", "ada@host", "@x.de"):
        checkout = api.opens(email=email, lines=COMPLETE["lines"])
        seen |= {each["code"] for each in checkout["requirements"]}

    assert seen <= set(REQUIREMENTS)
    assert len(seen) > 20


def test_codes_of_one_kind_mean_one_thing() -> None:
    assert set(PROBLEMS).isdisjoint(FAULTS)
    assert set(PROBLEMS).isdisjoint(REQUIREMENTS)
