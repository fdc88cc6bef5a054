"""Gateways: the other side of the counter. Everything here may call another system; nothing here opens a transaction."""

from .gateway import (
    Action,
    Attempt,
    Card,
    Declined,
    Done,
    Gateway,
    Movement,
    NotFound,
    Ok,
    Outcome,
    Unknown,
)
from .notifications import NotGenuine, Notification, Unreadable
from .registry import gateway_of, offered_gateways, teller_of

__all__ = [
    "Action",
    "Attempt",
    "Card",
    "Declined",
    "Done",
    "Gateway",
    "Movement",
    "NotFound",
    "NotGenuine",
    "Notification",
    "Ok",
    "Outcome",
    "Unknown",
    "Unreadable",
    "gateway_of",
    "offered_gateways",
    "teller_of",
]
