"""The rows. One aggregate a file; everything below belongs to one shop."""

from .catalog import Price, Product, Variant
from .customer import Customer, CustomerAddress, CustomerFacts
from .idempotency import IdempotencyRecord
from .order import Adjustment, Order, OrderEvent, OrderLine, Shipment
from .payment import Payment, PaymentEvent
from .promotion import Coupon
from .shipping import ShippingMethod
from .shop import ApiKey, PaymentMethod, Shop, ShopHost
from .stock import StockHold, StockItem
from .tax import TaxRate
from .throttle import ThrottleBucket

__all__ = [
    "Adjustment",
    "ApiKey",
    "Coupon",
    "Customer",
    "CustomerAddress",
    "CustomerFacts",
    "IdempotencyRecord",
    "Order",
    "OrderEvent",
    "OrderLine",
    "Payment",
    "PaymentEvent",
    "PaymentMethod",
    "Price",
    "Product",
    "Shipment",
    "ShippingMethod",
    "Shop",
    "ShopHost",
    "StockHold",
    "StockItem",
    "TaxRate",
    "ThrottleBucket",
    "Variant",
]
