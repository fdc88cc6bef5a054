"""The shop behind the browser: its address, and what its owner can see and change in the database."""

import json
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from checkout import create_app
from checkout.db import db
from checkout.keys import create_key
from checkout.models import Order, Payment, Product, Variant
from tests import factories, shipping_shop
from tests.conftest import environ_of
from tests.databases import SqliteShops
from tests.servers import serving


@contextmanager
def serving_a_shop(shops: SqliteShops, folder: Path, **settings: str) -> Iterator["ServedShop"]:
    """A demo shop in `folder`, served with these settings as long as the block lasts."""
    with shops.shop(folder) as url:
        environ = environ_of(url, folder) | settings
        app = create_app(environ)
        with app.app_context():
            key = create_key("demo", ["all"], "tests")
        with serving(environ, workers=1) as server:
            yield ServedShop(server.url, app, key)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@dataclass(frozen=True)
class ServedShop:
    """A demo shop served on `url`; `app` looks at the same database from this process."""

    url: str
    app: Flask
    api_key: str

    def order(self, number: str) -> Order:
        """The order of that number, read anew."""
        with self._reading():
            order = db.session.scalars(select(Order).where(Order.number == number)).one()
            _ = (order.lines, order.adjustments, order.shipments)
            return order

    def orders_of(self, email: str) -> list[str]:
        """The states of all orders that somebody has."""
        with self._reading():
            return list(db.session.scalars(select(Order.state).where(Order.email == email)))

    def payments_of(self, email: str) -> list[str]:
        """The states of all attempts to pay that somebody made."""
        mine = select(Payment.state).join(Order).where(Order.email == email).order_by(Payment.id)
        with self._reading():
            return list(db.session.scalars(mine))

    def count_of_orders(self) -> int:
        """How many orders were placed in all."""
        placed = select(func.count()).select_from(Order).where(Order.number.is_not(None))
        with self._reading():
            return db.session.scalar(placed) or 0

    def reprices(self, sku: str, amount: int) -> None:
        """Gives a SKU another price."""
        with self.app.app_context():
            factories.reprice(sku, amount)

    def has_left(self, sku: str, on_hand: int) -> None:
        """Puts so many units of a SKU on the shelf."""
        with self.app.app_context():
            factories.stock_up(sku, on_hand)

    def has_made_elsewhere(self, sku: str) -> None:
        """Gives a SKU a producer of its own, "workshop"; once for all tests that ask for it."""
        with self.app.app_context():
            made = select(Variant.id).join(Product).where(Variant.sku == sku)
            if db.session.scalar(made.where(Product.producer_id.is_not(None))) is None:
                shipping_shop.producer("workshop", sku)

    def begins_checkout(self, **wanted: Any) -> Mapping[str, Any]:
        """A checkout that a program begins by JSON, as the API answers it."""
        request = urllib.request.Request(
            f"{self.url}/api/v1/checkouts",
            json.dumps(wanted).encode(),
            {"Authorization": f"Bearer {self.api_key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            document: Mapping[str, Any] = json.load(answer)
        return document

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self.app.app_context():
            yield
            db.session.expunge_all()
            db.session.rollback()
