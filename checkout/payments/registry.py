"""Which gateway serves a payment method."""

from pathlib import Path

from flask import current_app

from .gateway import Gateway
from .offline import OfflineGateway
from .sandbox import SandboxGateway


def gateway_of(code: str) -> Gateway:
    """The gateway of that code. Raises `KeyError` for one that is not set up."""
    gateways: dict[str, Gateway] = current_app.extensions["gateways"]
    return gateways[code]


def set_up_gateways(ledger: Path) -> dict[str, Gateway]:
    """All gateways of this process."""
    return {"offline": OfflineGateway(), "test": SandboxGateway(ledger)}
