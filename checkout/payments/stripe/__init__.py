"""Stripe, as a gateway. Needs the extra `stripe`; nothing of it is imported where no secret key is set."""

from .events import StripeTeller
from .gateway import StripeGateway

__all__ = ["StripeGateway", "StripeTeller"]
