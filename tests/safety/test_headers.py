"""What every answer carries, and what no request gets past."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from checkout import create_app
from checkout.config import SettingError, read_settings
from tests.guest import Guest

PATHS = (
    "/",
    "/cart",
    "/products/mug-stoneware",
    "/no-such-page",
    "/api/v1/products",
    "/api/docs",
    "/healthz",
)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_closed_to_scripts_frames_and_sniffing(
    client: FlaskClient, path: str
) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]

    for part in (
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/cart", "/checkout/address", "/api/v1/products"])
def test_nothing_personal_may_be_cached(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_on_another_site_changes_nothing(ada: Guest, site: str) -> None:
    ada.opens("/products/mug-stoneware")
    form = ada.form_with("quantity")

    answer = ada.client.post(
        "/products/mug-stoneware", data=form.fields, headers={"Sec-Fetch-Site": site}
    )

    assert answer.status_code == 403
    assert "Stoneware mug" not in ada.opens("/cart").html


def test_a_body_over_the_limit_is_refused(ada: Guest, api_key: str) -> None:
    page = ada.client.post("/language", data={"language": "x" * 70_000})
    program = ada.client.post(
        "/api/v1/checkouts",
        json={"note": "x" * 70_000},
        headers={"Authorization": f"Bearer {api_key}"},
    )

    assert (page.status_code, program.status_code) == (413, 413)


def test_production_needs_a_secret_of_its_own(tmp_path: object) -> None:
    with pytest.raises(SettingError, match="SECRET_KEY"):
        read_settings({"CHECKOUT_ENV": "production", "INSTANCE_PATH": str(tmp_path)})
    with pytest.raises(SettingError, match="SECRET_KEY"):
        read_settings({"FLASK_ENV": "production", "INSTANCE_PATH": str(tmp_path)})


def test_in_production_cookies_are_of_this_host_and_secure(app: Flask, tmp_path: object) -> None:
    production = create_app(
        {
            "CHECKOUT_ENV": "production",
            "SECRET_KEY": "long enough for a test",
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "INSTANCE_PATH": str(tmp_path),
        }
    )

    answer = production.test_client().get(
        "/products/mug-stoneware", base_url="https://shop.example"
    )

    cookie = _cookie(answer)
    assert cookie.startswith("__Host-")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_in_development_cookies_work_on_plain_http(client: FlaskClient) -> None:
    cookie = _cookie(client.get("/products/mug-stoneware"))

    assert "Secure" not in cookie
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


def _cookie(answer: TestResponse) -> str:
    return answer.headers["Set-Cookie"]
