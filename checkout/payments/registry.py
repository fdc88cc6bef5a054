"""Which gateway serves a payment method."""

from pathlib import Path

from flask import Flask, current_app

from .gateway import Gateway
from .offline import OfflineGateway
from .sandbox import RemoteSandbox, SandboxGateway, UnrulyGateway


def gateway_of(code: str) -> Gateway:
    """The gateway of that code. Raises `KeyError` for one that is not set up."""
    gateways: dict[str, Gateway] = current_app.extensions["gateways"]
    return gateways[code]


def page_origins(app: Flask) -> list[str]:
    """Where gateways have pages of their own that a shopper is sent to."""
    gateways: dict[str, Gateway] = app.extensions["gateways"]
    return sorted({each.page_origin for each in gateways.values()} - {""})


def set_up_gateways(ledger: Path, test_gateway_url: str = "") -> dict[str, Gateway]:
    """All gateways of this process: the test gateway with a ledger of this shop's, or as another process at that URL."""
    test: Gateway
    if test_gateway_url:
        test = RemoteSandbox(test_gateway_url)
    else:
        test = UnrulyGateway(SandboxGateway(ledger))
    return {"offline": OfflineGateway(), "test": test}
