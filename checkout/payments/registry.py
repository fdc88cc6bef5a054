"""Which gateway serves a payment method, and who may tell us by itself what became of a payment."""

from flask import Flask, current_app

from ..config import SettingError, Settings, settings
from .gateway import Gateway
from .notifications import Teller
from .offline import OfflineGateway
from .sandbox import RemoteSandbox, SandboxGateway, SandboxTeller, UnrulyGateway


def gateway_of(code: str) -> Gateway:
    """The gateway of that code. Raises `KeyError` for one that is not set up."""
    gateways: dict[str, Gateway] = current_app.extensions["gateways"]
    return gateways[code]


def offered_gateways() -> frozenset[str]:
    """The codes of gateways that may be offered: those that are set up, the test gateway only where it is wanted."""
    codes: dict[str, Gateway] = current_app.extensions["gateways"]
    return frozenset(codes) if settings().test_gateway else frozenset(codes) - {"test"}


def teller_of(code: str) -> Teller | None:
    """Who tells about payments at the gateway of that code; none: nobody does."""
    tellers: dict[str, Teller] = current_app.extensions["tellers"]
    return tellers.get(code)


def page_origins(app: Flask) -> list[str]:
    """Where gateways have pages of their own that a shopper is sent to."""
    gateways: dict[str, Gateway] = app.extensions["gateways"]
    return sorted({each.page_origin for each in gateways.values()} - {""})


def set_up_gateways(settings: Settings) -> dict[str, Gateway]:
    """All gateways of this process. Raises `SettingError` for one that is asked for and cannot be had."""
    found: dict[str, Gateway] = {"offline": OfflineGateway(), "test": _test_gateway(settings)}
    if settings.stripe_secret_key:
        try:
            from .stripe import StripeGateway  # noqa: PLC0415 (an extra)
        except ModuleNotFoundError:
            words = "STRIPE_SECRET_KEY is set, but the extra `stripe` is not installed."
            raise SettingError(words) from None
        key, url = settings.stripe_secret_key, settings.stripe_base_url
        found["stripe"] = StripeGateway(key, url, settings.stripe_page_origin)
    return found


def set_up_tellers(settings: Settings) -> dict[str, Teller]:
    """Who may tell this process what became of a payment, with the secrets they sign with."""
    found: dict[str, Teller] = {}
    if settings.test_gateway:
        found["test"] = SandboxTeller((settings.test_gateway_secret,))
    if settings.stripe_secret_key:
        from .stripe import StripeTeller  # noqa: PLC0415 (an extra)

        is_live = settings.stripe_secret_key.startswith(("sk_live_", "rk_live_"))
        found["stripe"] = StripeTeller(settings.stripe_webhook_secrets, is_live=is_live)
    return found


def _test_gateway(settings: Settings) -> Gateway:
    """With a ledger of this shop's, or as another process."""
    if settings.test_gateway_url:
        return RemoteSandbox(settings.test_gateway_url)
    return UnrulyGateway(SandboxGateway(settings.instance / "test-gateway.sqlite"))
