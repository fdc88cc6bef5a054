"""Card numbers get in nowhere; personal data gets out nowhere."""

from pathlib import Path

import pytest
from flask import Flask

from checkout.logs import mask, masked
from tests.factories import ADA, berlin
from tests.guest import Guest
from tests.servers import Served

PAN = "4242 4242 4242 4242"
TEXT_FIELDS = ("name", "company", "line1", "line2", "city", "note")


@pytest.mark.parametrize("field", TEXT_FIELDS)
def test_no_text_field_of_the_pages_takes_a_card_number(app: Flask, ada: Guest, field: str) -> None:
    ada.adds("mug-stoneware").opens("/checkout/address")

    address = berlin.to_dict() | {"email": ADA, field: PAN}
    answer = ada.sends("email", **{name: value for name, value in address.items() if value})

    assert answer.status_code == 422
    assert PAN.replace(" ", "").encode() not in _stored(app)
    assert PAN.encode() not in _stored(app)


@pytest.mark.parametrize("field", ["note", "external_id"])
def test_no_text_field_of_the_api_takes_a_card_number(app: Flask, api_key: str, field: str) -> None:
    answer = app.test_client().post(
        "/api/v1/checkouts", json={field: PAN}, headers={"Authorization": f"Bearer {api_key}"}
    )

    assert answer.status_code == 422
    assert PAN.encode() not in answer.data
    assert PAN.encode() not in _stored(app)


def test_our_pages_have_no_card_field(ada: Guest) -> None:
    ada.adds("mug-stoneware").ships_to().by("standard")
    pages = [ada.opens(f"/checkout/{step}").html for step in ("address", "shipping", "payment")]

    assert not any("cc-" in page or "cardnumber" in page.lower() for page in pages)


@pytest.mark.parametrize(
    ("told", "logged"),
    [
        ("mail to ada@example.com failed", "mail to [e-mail] failed"),
        ("key sk_abcDEF123-_x", "key [key]"),
        ("card 4242 4242 4242 4242", "card [card]"),
        ("GET /orders/AbCdEfGhIjKlMnOpQrStUv/return", "GET /orders/[token]/return"),
        ("order K7M4-QX3D placed", "order K7M4-QX3D placed"),
    ],
)
def test_logs_mask_what_is_nobodys_business(told: str, logged: str) -> None:
    assert masked(told) == logged


@pytest.mark.parametrize(
    "told",
    [
        {"body": {"card": "4242 4242 4242 4242"}},
        {"lines": ["5555-5555-5555-4444", ("378282246310005",)]},
        {"number": 4242424242424242},
        {"4242.4242.4242.4242": "as a name"},
        {"error": ValueError("x4242424242424242y")},
    ],
)
def test_logs_mask_card_numbers_wherever_they_hide(told: dict[str, object]) -> None:
    written = str(mask(None, "", {"event": "sent", "told": told}))

    assert "[card]" in written
    assert not any(part in written for part in ("4242", "5555", "378282246310005"))


def test_a_purchase_leaves_nothing_personal_in_the_log_and_urls(served: Served) -> None:
    import urllib.request  # noqa: PLC0415

    from bench.journey import ADDRESS, buy_by_pages  # noqa: PLC0415

    browser = buy_by_pages(served.server.url)
    urllib.request.urlopen(f"{served.server.url}{browser.path}").close()

    log = served.server.log.read_text()
    for secret in (
        ADDRESS["email"],
        ADDRESS["name"],
        ADDRESS["line1"],
        browser.path.rsplit("/", 1)[1],
    ):
        assert secret not in log
        assert secret == browser.path.rsplit("/", 1)[1] or secret not in browser.path


def test_passwords_are_written_nowhere(served: Served) -> None:
    from bench.journey import ADDRESS, WentWrong, buy_by_pages  # noqa: PLC0415

    browser = buy_by_pages(served.server.url)
    browser.get(browser.path, "order")
    right, wrong = "a-password-of-ours", "no-password-of-ours"
    browser.submit("username", "signed up", password=right)
    browser.get("/account/sign-in", "sign-in")
    with pytest.raises(WentWrong):
        browser.submit("password", "refused", email=ADDRESS["email"], password=wrong)
    browser.submit("password", "account", email=ADDRESS["email"], password=right)
    assert browser.path == "/account"
    browser.close()

    folder = served.server.log.parent
    written = b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())
    for password in (right, wrong):
        assert password.encode() not in written
    log = served.server.log.read_text()
    assert ADDRESS["email"] not in log


def _stored(app: Flask) -> bytes:
    """Everything the shop has written down, the test gateway's books included."""
    return b"".join(
        path.read_bytes() for path in Path(app.instance_path).glob("*") if path.is_file()
    )
