"""The demo shop's catalogue, in the order its shelves show it."""

from checkout.demo.desk import DESK
from checkout.demo.paper import PAPER
from checkout.demo.product import DemoProduct, DemoVariant
from checkout.demo.room import ROOM
from checkout.demo.tableware import TABLE

__all__ = ["PRODUCTS", "SHOP_NAME", "DemoProduct", "DemoVariant"]

SHOP_NAME = "Feldspat"

PRODUCTS: tuple[DemoProduct, ...] = (*TABLE, *PAPER, *DESK, *ROOM)
