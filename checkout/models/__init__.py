"""The rows. One aggregate a file; everything below belongs to one shop."""

from .callback import Callback
from .catalog import BundlePart, Price, Product, Variant
from .credit import CreditAccount, CreditEntry
from .custom import CustomSchema
from .customer import Customer, CustomerAddress, CustomerFacts
from .idempotency import IdempotencyRecord
from .invoice import Invoice, InvoiceCounter
from .link_request import LinkRequest
from .notification import GatewayNotification, ParkedNotification
from .order import Adjustment, Order, OrderEvent, OrderLine, Shipment
from .outbox import Notice, OutboxMessage, WebhookSubscription
from .password_request import PasswordRequest
from .payment import MoneyRequest, Payment, PaymentEvent
from .producer import ClosedDay, Producer, ProductionSpeed
from .production import EventReceipt, ProductionData
from .promotion import Coupon, Promotion, PromotionLimit, PromotionUse
from .quote import Quote, QuoteLine
from .shipping import ShippingMethod, ShippingZone
from .shop import ApiKey, PaymentMethod, Shop, ShopHost
from .stock import StockHold, StockItem, StockLocation, StockUnit
from .stored_method import StoredMethod
from .subscription import SubscriptionTerm
from .tax import TaxRate
from .throttle import ThrottleBucket
from .window import DeliveryWindow, WindowHold
from .withdrawal import Withdrawal

__all__ = [
    "Adjustment",
    "ApiKey",
    "BundlePart",
    "Callback",
    "ClosedDay",
    "Coupon",
    "CreditAccount",
    "CreditEntry",
    "CustomSchema",
    "Customer",
    "CustomerAddress",
    "CustomerFacts",
    "DeliveryWindow",
    "EventReceipt",
    "GatewayNotification",
    "IdempotencyRecord",
    "Invoice",
    "InvoiceCounter",
    "LinkRequest",
    "MoneyRequest",
    "Notice",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OutboxMessage",
    "ParkedNotification",
    "PasswordRequest",
    "Payment",
    "PaymentEvent",
    "PaymentMethod",
    "Price",
    "Producer",
    "Product",
    "ProductionData",
    "ProductionSpeed",
    "Promotion",
    "PromotionLimit",
    "PromotionUse",
    "Quote",
    "QuoteLine",
    "Shipment",
    "ShippingMethod",
    "ShippingZone",
    "Shop",
    "ShopHost",
    "StockHold",
    "StockItem",
    "StockLocation",
    "StockUnit",
    "StoredMethod",
    "SubscriptionTerm",
    "TaxRate",
    "ThrottleBucket",
    "Variant",
    "WebhookSubscription",
    "WindowHold",
    "Withdrawal",
]
