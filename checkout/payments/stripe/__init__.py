"""Stripe, as a gateway. Needs the extra `stripe`; nothing of it is imported where no secret key is set."""

from .gateway import StripeGateway
from .notifications import StripeTeller

__all__ = ["StripeGateway", "StripeTeller"]
