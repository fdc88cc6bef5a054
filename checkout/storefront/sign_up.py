"""An account, offered where everything is known but a password: on the page of an order just placed."""

from dataclasses import dataclass

from flask import session

from ..controls import Control
from ..models import Order
from . import visit
from .password_fields import new_password
from .wording import _


@dataclass(frozen=True, slots=True)
class Offer:
    """The one field it takes, or, once it was sent, that it was."""

    password: Control
    is_taken: bool


def offer(order: Order, errors: dict[str, str]) -> Offer | None:
    """What the page of the order offers to this browser.

    It must not depend on whether there is an account, or on whose the order is, so that the page tells nobody.
    """
    if order.state != "placed" or visit.customer_id() is not None or not visit.may_see(order):
        return None
    password = new_password(errors, "password", _("Choose a password"))
    return Offer(password, session.get("signed_up") == order.token)


def take(order: Order) -> None:
    """Remembers that the offer was taken."""
    session["signed_up"] = order.token
