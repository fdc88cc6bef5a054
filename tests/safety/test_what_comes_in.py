"""Published holes of other shops, about what is sent to them: scripts, files, floods and forgeries. Each with its negative control."""

import base64
import json
import pickle  # what an attacker would send
import secrets
from email import message_from_bytes, policy
from email.message import EmailMessage
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from argon2.exceptions import VerificationError
from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface

from checkout import passwords
from checkout.api import patch
from checkout.api.inputs import LineInput
from checkout.operations import LineWanted
from checkout.storefront import visit
from tests.api.client import BERLIN, COMPLETE, Program
from tests.factories import ADA
from tests.guest import Guest

# CVE-2026-22849: what one had typed came back as a script.

SCRIPT = "\"'><svg/onload=alert(1)>"
SHOWN = "&lt;svg/onload"


def _pages_with_a_script_in_every_field(app: Flask, key: str) -> list[str]:
    """The pages that show what was typed, by whoever typed it; the last are the placed order and its letter."""
    fields = ("name", "company", "line1", "line2", "city")
    address = BERLIN | {field: f"{field} {SCRIPT}" for field in fields}
    wishes: dict[str, Any] = COMPLETE | {
        "shipping_address": address,
        "billing_address": address,
        "note": SCRIPT,
        "lines": [{"sku": "mug-stoneware", "options": {SCRIPT: SCRIPT}}],
        "payment_method": "invoice",
    }
    guest = Guest(app.test_client())
    page = Program(app, key).opens(**wishes)["page"]
    guest.opens(urlsplit(page).path)
    shown = [
        guest.opens(f"/{step}").html for step in ("cart", "checkout/address", "checkout/review")
    ]
    guest.places_order()
    return [*shown, guest.html, _letter(app)]


def _letter(app: Flask) -> str:
    """The letter that confirms the order, as a page."""
    with app.app_context():
        import_module("checkout.operations.sweep").sweep()
    (written,) = (Path(app.instance_path) / "outbox").iterdir()
    letter = message_from_bytes(written.read_bytes(), policy=policy.default)
    page = letter.get_body(("html",))
    assert isinstance(page, EmailMessage)
    return str(page.get_content())


def test_cve_2026_22849_nothing_that_was_typed_becomes_a_script(app: Flask, api_key: str) -> None:
    pages = _pages_with_a_script_in_every_field(app, api_key)
    assert not any("<svg/onload" in page for page in pages)
    assert all(SHOWN in page for page in pages[1:])


def test_cve_2026_22849_without_escaping_it_would(app: Flask, api_key: str) -> None:
    for environment in app.extensions["environments"].values():
        environment.autoescape, environment.bytecode_cache = False, None
    assert any("<svg/onload" in page for page in _pages_with_a_script_in_every_field(app, api_key))


# PolyShell: a file within the wishes for a line of a cart was written to the disk.

SHELL = b"GIF89a<?php system($_GET['c']); ?>"
UPLOADS: tuple[Any, ...] = (
    {"file_info": {"base64_encoded_data": base64.b64encode(SHELL).decode(), "name": "a.php"}},
    {"file": base64.b64encode(SHELL).decode()},
    {"../../static/shell.php": SHELL.decode()},
)


def _files(app: Flask) -> set[str]:
    places = (Path(app.instance_path), Path(app.root_path).parent / "static")
    files = {str(path) for place in places for path in place.rglob("*") if path.is_file()}
    return {each for each in files if ".sqlite" not in each}


def _uploads(app: Flask, key: str) -> list[int]:
    program = Program(app, key)
    lines = [[{"sku": "mug-stoneware", "options": options}] for options in UPLOADS]
    return [program.asks("POST", "/checkouts", {"lines": each}).status_code for each in lines]


def test_polyshell_a_wish_for_a_line_is_text_and_never_a_file(app: Flask, api_key: str) -> None:
    before = _files(app)
    assert _uploads(app, api_key) == [422, 201, 201]
    assert _files(app) == before


def test_polyshell_if_somebody_unpacked_it_a_file_would_be_there(
    app: Flask, api_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, as_it_is = _files(app), patch._line  # noqa: SLF001

    def unpack(line: LineInput) -> LineWanted:
        for name, value in (line.options or {}).items():
            Path(app.instance_path, Path(name).name).write_text(value)
        return as_it_is(line)

    monkeypatch.setattr(patch, "_line", unpack)
    _uploads(app, api_key)
    assert _files(app) > before


# CVE-2026-33756, CVE-2026-35401: one request asked for any number of things.


def _batch(app: Flask, key: str, lines: int) -> tuple[int, str]:
    wanted = [{"sku": "mug-stoneware", "options": {"n": str(n)}} for n in range(lines)]
    answer = Program(app, key).asks("POST", "/checkouts", {"lines": wanted})
    return answer.status_code, answer.get_json().get("code", "")


def test_cve_2026_33756_a_batch_without_end_is_refused_unread(app: Flask, api_key: str) -> None:
    assert _batch(app, api_key, 10_000) == (413, "body_too_large")
    assert _batch(app, api_key, 101) == (422, "invalid")


def test_cve_2026_33756_without_the_limit_it_would_all_be_read(app: Flask, api_key: str) -> None:
    app.config["MAX_CONTENT_LENGTH"] = None
    assert _batch(app, api_key, 10_000) == (422, "invalid")


# CVE-2026-39851: the text of an error told whether an e-mail address is known; so does the time it takes.


def test_cve_2026_39851_where_there_is_no_password_one_is_tried_all_the_same(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _tries_for_nobody(app, monkeypatch) == 1


def test_cve_2026_39851_answering_at_once_would_tell(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_is = passwords.matches
    monkeypatch.setattr(
        import_module("checkout.operations.sign_in"),
        "matches",
        lambda given, stored: bool(stored) and as_it_is(given, stored),
    )
    assert _tries_for_nobody(app, monkeypatch) == 0


def _tries_for_nobody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a password is hashed for somebody without an account."""
    tried: list[str] = []

    class Watching:
        def verify(self, stored: str, given: str) -> None:
            tried.append(stored)
            raise VerificationError

    monkeypatch.setattr(passwords, "HASHER", Watching())
    monkeypatch.setattr(passwords, "_nobodys", str)
    guest = Guest(app.test_client()).opens("/account/sign-in")
    answer = guest.sends("password", email="nobody@example.com", password=secrets.token_hex())
    assert answer.status_code == 422
    return len(tried)


# CVE-2026-45247, CVE-2018-13784: a cookie was unpacked by what is in it, or could be forged.


def test_cve_2026_45247_the_trap_springs_for_who_unpickles_it(tmp_path: Path) -> None:
    """The negative control: the poison of the test beside it is one."""
    trap = tmp_path / "sprung"
    pickle.loads(pickle.dumps(_Touch(str(trap)))).close()  # noqa: S301
    assert trap.exists()


class _Touch:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return (open, (self.path, "w"))


def _forged(app: Flask, token: str, secret: str) -> str:
    """A session cookie that says the cart of that token is this browser's, signed with a secret."""
    app.secret_key, own = secret, app.secret_key
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    app.secret_key = own
    assert signer
    return str(signer.dumps({"cart": token, "shop": "demo"}))


@pytest.mark.parametrize("signed", ["not at all", "by somebody else", "by the shop itself"])
def test_cve_2018_13784_a_cookie_counts_only_with_the_shops_own_signature(
    app: Flask, ada: Guest, mallory: Guest, signed: str
) -> None:
    """Signed by the shop itself it does: that is the negative control."""
    ada.adds("mug-stoneware")
    with ada.client.session_transaction() as session:
        token = session["cart"]
    own = signed == "by the shop itself"
    if signed == "not at all":
        forged = base64.urlsafe_b64encode(json.dumps({"cart": token}).encode()).decode()
    else:
        forged = _forged(app, token, str(app.secret_key) if own else signed)
    mallory.client.set_cookie(app.config["SESSION_COOKIE_NAME"], forged)
    assert ("Stoneware mug" in mallory.opens("/cart").html) is own


# CVE-2023-28121: a header said who one is.


def test_cve_2023_28121_if_a_header_were_believed_the_order_would_be_shown(
    ada: Guest, mallory: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the test that no header says who someone is."""
    path = ada.buys()
    header = "X-Wcpay-Platform-Checkout-User"
    monkeypatch.setattr(visit, "may_see", lambda order: request.headers.get(header) == order.email)
    answer = mallory.client.get(path, headers={header: ADA})
    assert ADA in answer.get_data(as_text=True)
