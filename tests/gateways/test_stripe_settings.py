"""What sets Stripe up, what is missing without it, and what is never shown of it."""

import sys
from pathlib import Path

import pytest
from flask import Flask

from checkout import create_app
from checkout.config import SettingError, read_settings
from checkout.payments.stripe import StripeGateway, StripeTeller
from tests.concurrency.witnesses import write
from tests.conftest import environ_of
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.gateways.stripe_backend import KEY
from tests.shopper import Shopper

SECRETS = "whsec_new, whsec_old"
METHOD = "UPDATE payment_methods SET gateway = 'stripe' WHERE code = 'card'"


def test_a_key_sets_it_up(tmp_path: Path) -> None:
    app = create_app(_environ(tmp_path, STRIPE_SECRET_KEY=KEY, STRIPE_WEBHOOK_SECRETS=SECRETS))
    assert isinstance(app.extensions["gateways"]["stripe"], StripeGateway)
    assert app.extensions["tellers"]["stripe"] == StripeTeller(
        ("whsec_new", "whsec_old"), is_live=False
    )
    policy = app.test_client().get("/healthz").headers["Content-Security-Policy"]
    assert "form-action 'self' https://checkout.stripe.com" in policy


@pytest.mark.parametrize("key", ["sk_live_of_nobody", "rk_live_of_nobody"])
def test_a_live_key_believes_no_play_money(tmp_path: Path, key: str) -> None:
    app = create_app(_environ(tmp_path, STRIPE_SECRET_KEY=key))
    assert app.extensions["tellers"]["stripe"].is_live


def test_without_a_key_it_is_not_there(tmp_path: Path) -> None:
    app = create_app(_environ(tmp_path))
    assert "stripe" not in app.extensions["gateways"]
    assert "stripe" not in app.extensions["tellers"]
    assert "stripe.com" not in str(app.test_client().get("/healthz").headers)


def test_a_key_without_the_extra_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("checkout.payments.stripe")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "stripe", None)
    with pytest.raises(SettingError, match="extra"):
        create_app(_environ(tmp_path, STRIPE_SECRET_KEY=KEY))


def test_in_production_the_key_never_travels_in_clear(tmp_path: Path) -> None:
    environ = _environ(tmp_path, STRIPE_BASE_URL="http://127.0.0.1:8420/")
    assert read_settings(environ).stripe_base_url == "http://127.0.0.1:8420"
    with pytest.raises(SettingError, match="https"):
        read_settings(environ | {"CHECKOUT_ENV": "production"})


def test_settings_show_no_secret_of_it(tmp_path: Path) -> None:
    environ = _environ(tmp_path, STRIPE_SECRET_KEY=KEY, STRIPE_WEBHOOK_SECRETS=SECRETS)
    shown = repr(read_settings(environ))
    assert KEY not in shown
    assert "whsec_new" not in shown


def test_what_cannot_be_paid_by_is_not_offered_and_the_doctor_says_why(app: Flask) -> None:
    write(app, METHOD)
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    assert door.confirm(door.total_shown(), "card").outcome == "Unmet"
    said = _doctor(app)
    assert (
        "Shop demo: gateway 'stripe' is not set up (STRIPE_SECRET_KEY is not set); "
        "its ways to pay are not offered."
    ) in said


def test_the_doctor_says_that_webhooks_are_refused(app: Flask) -> None:
    write(app, METHOD)
    app.extensions["gateways"]["stripe"] = app.extensions["gateways"]["offline"]
    app.extensions["tellers"]["stripe"] = StripeTeller((), is_live=False)
    said = _doctor(app)
    assert "Shop demo: STRIPE_WEBHOOK_SECRETS is not set" in said


def _doctor(app: Flask) -> str:
    with app.app_context():
        said = app.test_cli_runner().invoke(args=["doctor"])
    assert said.exit_code == 0
    return said.output


def _environ(folder: Path, **more: str) -> dict[str, str]:
    return environ_of(f"sqlite:///{folder / 'empty.sqlite'}", folder) | more
