"""The demo shop's catalogue, in the order its shelves show it."""

from .desk import DESK
from .later import LATER
from .paper import PAPER
from .product import DemoProduct, DemoVariant
from .room import ROOM
from .tableware import TABLE

__all__ = ["PRODUCTS", "SHOP_NAME", "DemoProduct", "DemoVariant"]

SHOP_NAME = "Feldspat"

PRODUCTS: tuple[DemoProduct, ...] = (*TABLE, *PAPER, *DESK, *ROOM, *LATER)
