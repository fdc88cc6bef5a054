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
from .registry import gateway_of

__all__ = [
    "Action",
    "Attempt",
    "Card",
    "Declined",
    "Done",
    "Gateway",
    "Movement",
    "NotFound",
    "Ok",
    "Outcome",
    "Unknown",
    "gateway_of",
]
