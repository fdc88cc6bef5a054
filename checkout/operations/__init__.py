"""The verbs: the only code that opens a unit of work. Views call one of these and render what it answers."""

from .accepting import Acceptor, accept_quote
from .address_book import address_book, make_default, remove_address, save_address
from .as_seen import change_seen_order
from .belonging import OrderGlance, attach_cart, cart_at_sign_in, newest_cart, orders_of
from .cancel import cancel
from .changes import UNSET, AddressPatch, CardWanted, Changes, LineWanted
from .credit import GiftCardNotFound, Grant, gift_card, grant_credit, issue_gift_card, store_credit
from .customers import (
    BookEntry,
    CustomerChanges,
    KnownCustomer,
    add_customer,
    change_customer,
    customer_by_number,
    find_customer,
)
from .edit import (
    NewOrder,
    add_line,
    change_order,
    draft_order,
    drop_coupon,
    drop_gift_card,
    open_order,
    set_quantity,
    use_coupon,
    use_gift_card,
)
from .gift_cards import Guesser, cards_with
from .load import OrderRef, availability, find_by_external_id, find_order
from .merge import merge_carts
from .place import PlaceWish, place, place_new
from .placement import (
    ActionNeeded,
    DroppedCode,
    LineChange,
    OutcomeUnknown,
    PaymentDeclined,
    Placed,
    Placement,
    TotalChanged,
    Unmet,
)
from .preview import preview_order
from .quote_reading import KnownQuote, QuoteSearch, find_quote, find_quotes
from .quotes import QuoteLineWanted, QuoteWish, make_quote, withdraw_quote
from .reconcile import reconcile
from .refusals import (
    AddressNotFound,
    CustomerNotFound,
    Fault,
    Invalid,
    OrderClosed,
    OrderNotFound,
    QuoteClosed,
    QuoteNotFound,
    Refusal,
    StaleVersion,
    TooManyAttempts,
)
from .settle import settle
from .shipment_wishes import ShipmentWish, choices_of
from .sign_in import (
    SignedIn,
    WrongPassword,
    change_password,
    find_book_of,
    find_signed_in,
    sign_in,
    sign_out_everywhere,
)
from .sign_up import sign_up
from .sweep import sweep

__all__ = [
    "UNSET",
    "Acceptor",
    "ActionNeeded",
    "AddressNotFound",
    "AddressPatch",
    "BookEntry",
    "CardWanted",
    "Changes",
    "CustomerChanges",
    "CustomerNotFound",
    "DroppedCode",
    "Fault",
    "GiftCardNotFound",
    "Grant",
    "Guesser",
    "Invalid",
    "KnownCustomer",
    "KnownQuote",
    "LineChange",
    "LineWanted",
    "NewOrder",
    "OrderClosed",
    "OrderGlance",
    "OrderNotFound",
    "OrderRef",
    "OutcomeUnknown",
    "PaymentDeclined",
    "PlaceWish",
    "Placed",
    "Placement",
    "QuoteClosed",
    "QuoteLineWanted",
    "QuoteNotFound",
    "QuoteSearch",
    "QuoteWish",
    "Refusal",
    "ShipmentWish",
    "SignedIn",
    "StaleVersion",
    "TooManyAttempts",
    "TotalChanged",
    "Unmet",
    "WrongPassword",
    "accept_quote",
    "add_customer",
    "add_line",
    "address_book",
    "attach_cart",
    "availability",
    "cancel",
    "cards_with",
    "cart_at_sign_in",
    "change_customer",
    "change_order",
    "change_password",
    "change_seen_order",
    "choices_of",
    "customer_by_number",
    "draft_order",
    "drop_coupon",
    "drop_gift_card",
    "find_book_of",
    "find_by_external_id",
    "find_customer",
    "find_order",
    "find_quote",
    "find_quotes",
    "find_signed_in",
    "gift_card",
    "grant_credit",
    "issue_gift_card",
    "make_default",
    "make_quote",
    "merge_carts",
    "newest_cart",
    "open_order",
    "orders_of",
    "place",
    "place_new",
    "preview_order",
    "reconcile",
    "remove_address",
    "save_address",
    "set_quantity",
    "settle",
    "sign_in",
    "sign_out_everywhere",
    "sign_up",
    "store_credit",
    "sweep",
    "use_coupon",
    "use_gift_card",
    "withdraw_quote",
]
