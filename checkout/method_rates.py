"""What a shop's ways to ship cost and what its ways to pay need, read from their rows, which are not trusted."""

from collections.abc import Callable
from typing import TypeVar

from .bank_transfer import account_from
from .models import PaymentMethod, ShippingMethod
from .shipping import Calculator, calculator_from
from .shipping.calculators import FreeFrom

Given = TypeVar("Given")
Read = TypeVar("Read")


def calculator_of(method: ShippingMethod) -> Calculator:
    """What a shipment costs by this method. ValueError says what is wrong with its rates."""
    flat = method.calculator == "flat" and method.rates is None
    rates = {"amount": method.price} if flat else method.rates
    calculator = calculator_from(method.calculator, rates)
    return calculator if method.free_from is None else FreeFrom(method.free_from, calculator)


def valid(read: Callable[[Given], Read], given: Given) -> Read | None:
    """What `read` makes of it; none where it says that the data is wrong."""
    try:
        return read(given)
    except ValueError:
        return None


def fault_in(read: Callable[[Given], object], given: Given) -> str:
    """What `read` says is wrong with it; empty: nothing."""
    try:
        read(given)
    except ValueError as error:
        return str(error)
    return ""


def fault_of_transfer(method: PaymentMethod) -> str:
    """What is wrong with what a way to pay says of bank transfers; empty: nothing, or it says nothing."""
    return fault_in(account_from, method.transfer) if method.transfer else ""
