"""The verbs: the only code that opens a unit of work. Views call one of these and render what it answers."""

from .as_seen import change_seen_order
from .cancel import cancel
from .changes import UNSET, AddressPatch, CardWanted, Changes, LineWanted
from .credit import AccountNotFound, Grant, gift_card, grant_credit, issue_gift_card, store_credit
from .edit import (
    add_line,
    change_order,
    drop_coupon,
    drop_gift_card,
    open_order,
    set_quantity,
    use_coupon,
    use_gift_card,
)
from .gift_cards import Guesser, cards_with
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
from .refusals import (
    Fault,
    Invalid,
    OrderClosed,
    OrderNotFound,
    Refusal,
    StaleVersion,
    TooManyAttempts,
)
from .settle import settle
from .sweep import sweep

__all__ = [
    "UNSET",
    "AccountNotFound",
    "ActionNeeded",
    "AddressPatch",
    "CardWanted",
    "Changes",
    "Fault",
    "Grant",
    "Guesser",
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
    "TooManyAttempts",
    "TotalChanged",
    "Unmet",
    "add_line",
    "availability",
    "cancel",
    "cards_with",
    "change_order",
    "change_seen_order",
    "drop_coupon",
    "drop_gift_card",
    "find_order",
    "gift_card",
    "grant_credit",
    "issue_gift_card",
    "open_order",
    "place",
    "reconcile",
    "set_quantity",
    "settle",
    "store_credit",
    "sweep",
    "use_coupon",
    "use_gift_card",
]
