"""Every setting is an environment variable; docs/settings.md lists them all. Nothing else reads the environment."""

import contextlib
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app

ROOT = Path(__file__).resolve().parent.parent

#: what a demo shop shares with its own test gateway, where no money moves
TEST_GATEWAY_SECRET = "whsec_dGhlIHRlc3QgZ2F0ZXdheSBvZiBhIGRlbW8gc2hvcA=="  # noqa: S105


class SettingError(Exception):
    """A setting is missing or malformed. The message names it and says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """The server that takes letters; no host: they are kept as files."""

    host: str
    port: int
    #: "starttls", "tls" from the first byte, or "none"
    tls: str
    user: str
    password: str = field(repr=False)
    #: for each step of a conversation
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment decides, read once at start-up."""

    production: bool
    instance: Path
    database_url: str
    secret_key: str
    default_shop: str
    port: int
    metrics: bool
    test_gateway: bool
    test_gateway_url: str
    test_gateway_secret: str
    hold_seconds: int
    cart_days: int
    outbox_days: int
    trusted_proxies: int
    database_pool: int
    log_level: str
    worker_seconds: int
    upload_megabytes: int
    private_callbacks: bool
    stripe_base_url: str
    #: where Stripe's own pages are
    stripe_page_origin: str
    stripe_secret_key: str = field(repr=False)
    #: newest first; several while one takes the other's place
    stripe_webhook_secrets: tuple[str, ...] = field(repr=False)
    public_url: str
    smtp: SmtpSettings
    #: whom letters are from; empty: the shop's own contact address
    mail_from: str


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises `SettingError` for one that is missing or malformed."""
    env = os.environ if environ is None else environ
    production = "production" in (env.get("CHECKOUT_ENV"), env.get("FLASK_ENV"))
    instance = Path(env.get("INSTANCE_PATH") or ROOT / "instance")
    instance.mkdir(parents=True, exist_ok=True)
    return Settings(
        production=production,
        instance=instance,
        database_url=_database_url(env, instance),
        secret_key=_secret_key(env, instance, production=production),
        default_shop=env.get("DEFAULT_SHOP") or "demo",
        port=_integer(env, "PORT", 5000, low=0),
        metrics=_switch(env, "METRICS", default=False),
        test_gateway=_switch(env, "TEST_GATEWAY", default=not production),
        test_gateway_url=_base_url(env, "TEST_GATEWAY_URL"),
        test_gateway_secret=env.get("TEST_GATEWAY_SECRET") or TEST_GATEWAY_SECRET,
        hold_seconds=_integer(env, "HOLD_SECONDS", 1800),
        cart_days=_integer(env, "CART_DAYS", 60),
        outbox_days=_integer(env, "OUTBOX_DAYS", 30, low=4),
        trusted_proxies=_integer(env, "TRUSTED_PROXIES", 0, low=0),
        database_pool=_integer(env, "DATABASE_POOL", 10),
        log_level=env.get("LOG_LEVEL") or "INFO",
        worker_seconds=_integer(env, "WORKER_SECONDS", 15),
        upload_megabytes=_integer(env, "UPLOAD_MEGABYTES", 100),
        private_callbacks=_switch(env, "PRIVATE_CALLBACKS", default=False),
        stripe_base_url=_stripe_base_url(env, production=production),
        stripe_page_origin=_base_url(env, "STRIPE_PAGE_ORIGIN") or "https://checkout.stripe.com",
        stripe_secret_key=(env.get("STRIPE_SECRET_KEY") or "").strip(),
        stripe_webhook_secrets=_list(env.get("STRIPE_WEBHOOK_SECRETS")),
        public_url=_public_url(env),
        smtp=_smtp(env),
        mail_from=_mail_from(env),
    )


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions["settings"]
    return found


def _database_url(env: Mapping[str, str], instance: Path) -> str:
    url = env.get("DATABASE_URL") or f"sqlite:///{instance / 'checkout.sqlite'}"
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingError(
            "DATABASE_URL must start with sqlite:/// or postgresql+psycopg://; "
            "write the driver in full."
        )
    return url


def _public_url(env: Mapping[str, str]) -> str:
    url = env.get("PUBLIC_URL") or f"http://127.0.0.1:{_integer(env, 'PORT', 5000, low=0)}"
    if not url.startswith(("https://", "http://")) or not url.isprintable() or " " in url:
        raise SettingError(f"PUBLIC_URL must be an address like https://shop.example, not {url!r}.")
    return url


def _smtp(env: Mapping[str, str]) -> SmtpSettings:
    tls = env.get("SMTP_TLS") or "starttls"
    if tls not in {"starttls", "tls", "none"}:
        raise SettingError(f"SMTP_TLS must be starttls, tls or none, not {tls!r}.")
    return SmtpSettings(
        host=(env.get("SMTP_HOST") or "").strip(),
        port=_integer(env, "SMTP_PORT", 587),
        tls=tls,
        user=env.get("SMTP_USER") or "",
        password=env.get("SMTP_PASSWORD") or "",
        seconds=_integer(env, "SMTP_SECONDS", 10),
    )


def _mail_from(env: Mapping[str, str]) -> str:
    address = (env.get("MAIL_FROM") or "").strip()
    if address and (address.count("@") != 1 or " " in address or not address.isprintable()):
        raise SettingError(f"MAIL_FROM must be an address like shop@example.com, not {address!r}.")
    return address


def _secret_key(env: Mapping[str, str], instance: Path, *, production: bool) -> str:
    if secret := env.get("SECRET_KEY"):
        return secret
    if production:
        raise SettingError(
            "SECRET_KEY is not set. In production it must come from the environment: "
            "at least 32 random characters, the same for every process."
        )
    return kept_secret(instance / "secret-key", lambda: secrets.token_urlsafe(48))


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """The secret kept in `path`, readable by its owner alone; `make()` supplies it the first time."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(make())
        with contextlib.suppress(FileExistsError):  # another process was first: its secret counts
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


def _base_url(env: Mapping[str, str], name: str) -> str:
    url = (env.get(name) or "").rstrip("/")
    if url and not url.startswith(("http://", "https://")):
        raise SettingError(f"{name} must start with http:// or https://, not {url!r}.")
    return url


def _stripe_base_url(env: Mapping[str, str], *, production: bool) -> str:
    """The secret key goes wherever this leads, so in production never in clear."""
    url = _base_url(env, "STRIPE_BASE_URL") or "https://api.stripe.com"
    if production and not url.startswith("https://"):
        raise SettingError("STRIPE_BASE_URL must start with https:// in production.")
    return url


def _list(text: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (each.strip() for each in (text or "").split(","))))


def _integer(env: Mapping[str, str], name: str, default: int, *, low: int = 1) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or int(text) < low:
        raise SettingError(f"{name} must be a whole number of at least {low}, not {text!r}.")
    return int(text)


def _switch(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = (env.get(name) or str(int(default))).lower()
    if text not in {"0", "1", "true", "false"}:
        raise SettingError(f"{name} must be 1 or 0, not {text!r}.")
    return text in {"1", "true"}
