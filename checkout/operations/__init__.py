"""The verbs: the only code that opens a unit of work. Views call one of these and render what it answers."""

from .as_seen import change_seen_order
from .cancel import cancel
from .changes import UNSET, AddressPatch, Changes, LineWanted
from .edit import add_line, change_order, drop_coupon, open_order, set_quantity, use_coupon
from .load import OrderRef, availability, find_order
from .place import PlaceWish, place
from .placement import (
    ActionNeeded,
    LineChange,
    OutcomeUnknown,
    PaymentDeclined,
    Placed,
    Placement,
    TotalChanged,
    Unmet,
)
from .reconcile import reconcile
from .refusals import Fault, Invalid, OrderClosed, OrderNotFound, Refusal, StaleVersion
from .settle import settle
from .sweep import sweep

__all__ = [
    "UNSET",
    "ActionNeeded",
    "AddressPatch",
    "Changes",
    "Fault",
    "Invalid",
    "LineChange",
    "LineWanted",
    "OrderClosed",
    "OrderNotFound",
    "OrderRef",
    "OutcomeUnknown",
    "PaymentDeclined",
    "PlaceWish",
    "Placed",
    "Placement",
    "Refusal",
    "StaleVersion",
    "TotalChanged",
    "Unmet",
    "add_line",
    "availability",
    "cancel",
    "change_order",
    "change_seen_order",
    "drop_coupon",
    "find_order",
    "open_order",
    "place",
    "reconcile",
    "set_quantity",
    "settle",
    "sweep",
    "use_coupon",
]
