"""What a program hands over when a test begins in the middle: the browser goes on from there."""

from typing import Any

from tests.factories import berlin

MUG = {"sku": "mug-stoneware", "quantity": 1}


def cart_of(*lines: dict[str, Any]) -> dict[str, Any]:
    """A checkout with these lines and nothing else."""
    return {"lines": list(lines or (MUG,))}


def all_but_payment(email: str, *lines: dict[str, Any]) -> dict[str, Any]:
    """A checkout that still has to say how it is paid."""
    address = {name: text for name, text in berlin.to_dict().items() if text}
    known = {"email": email, "shipping_address": address, "shipping_method": "standard"}
    return cart_of(*lines) | known


def ready_to_buy(email: str, *lines: dict[str, Any], method: str = "invoice") -> dict[str, Any]:
    """A checkout that lacks nothing."""
    return all_but_payment(email, *lines) | {"payment_method": method}
