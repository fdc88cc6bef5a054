"""Settings: a wrong one stops the start, and the message names it."""

import stat
from pathlib import Path

import pytest

from checkout.config import SettingError, read_settings


@pytest.mark.parametrize("name", ["CHECKOUT_ENV", "FLASK_ENV"])
def test_production_needs_its_secret_from_the_environment(tmp_path: Path, name: str) -> None:
    environ = {name: "production", "INSTANCE_PATH": str(tmp_path)}
    with pytest.raises(SettingError, match="SECRET_KEY"):
        read_settings(environ)
    secret = "thirty-two random characters, say"  # noqa: S105
    settings = read_settings({**environ, "SECRET_KEY": secret})
    assert settings.production
    assert settings.secret_key == secret


def test_production_has_no_play_money_unless_asked_for(tmp_path: Path) -> None:
    environ = {"CHECKOUT_ENV": "production", "SECRET_KEY": "s" * 40, "INSTANCE_PATH": str(tmp_path)}
    assert not read_settings(environ).test_gateway
    assert read_settings({**environ, "TEST_GATEWAY": "1"}).test_gateway


def test_a_development_start_makes_a_secret_and_keeps_it_to_itself(tmp_path: Path) -> None:
    environ = {"INSTANCE_PATH": str(tmp_path / "new")}
    first = read_settings(environ)
    assert len(first.secret_key) >= 32
    assert read_settings(environ).secret_key == first.secret_key
    assert stat.S_IMODE((tmp_path / "new" / "secret-key").stat().st_mode) == 0o600


def test_defaults_are_those_of_a_newcomer(tmp_path: Path) -> None:
    settings = read_settings({"INSTANCE_PATH": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path / 'checkout.sqlite'}"
    assert (settings.port, settings.default_shop, settings.metrics) == (5000, "demo", False)
    assert settings.test_gateway
    assert not settings.production


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "http"),
        ("PORT", "-1"),
        ("PORT", "5e3"),
        ("PORT", "\u0665\u0660"),
        ("HOLD_SECONDS", "0"),
        ("CART_DAYS", "1.5"),
        ("METRICS", "yes"),
        ("TEST_GATEWAY", "2"),
        ("DATABASE_URL", "mysql://shop"),
        ("DATABASE_URL", "postgresql://shop"),
    ],
)
def test_a_malformed_setting_is_named(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(SettingError, match=name):
        read_settings({"INSTANCE_PATH": str(tmp_path), name: text})
