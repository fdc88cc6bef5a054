"""The database carries the truth: what would break an invariant is refused, also to plain SQL."""

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests.concurrency.witnesses import rows, write
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.shopper import Shopper

LAMP = "variant_id = (SELECT id FROM variants WHERE sku = 'lamp-desk')"
ORDER_COLUMNS = (
    "shop_id, state, version, source, currency, locale, email, phone, note, coupon_codes, total, "
    "quoted, created_at, updated_at, expires_at"
)
PAYMENT_COLUMNS = "order_id, method, gateway, amount, currency, created_at, updated_at"

FORBIDDEN = {
    "overselling": f"UPDATE stock_items SET held = on_hand + 1 WHERE {LAMP}",
    "holding less than nothing": f"UPDATE stock_items SET held = -1 WHERE {LAMP}",
    "promising beyond the limit": (
        f"UPDATE stock_items SET backorder_limit = 2, on_hand = -1, held = 2 WHERE {LAMP}"
    ),
    "a limit below nothing": f"UPDATE stock_items SET backorder_limit = -1 WHERE {LAMP}",
    "numbers beside units": f"UPDATE stock_items SET by_unit = true WHERE {LAMP}",
    "two units with one serial number": (
        "INSERT INTO stock_units (variant_id, location_id, serial) "
        f"SELECT variant_id, location_id, 'N-1' FROM stock_items WHERE {LAMP} "
        f"UNION ALL SELECT variant_id, location_id, 'N-1' FROM stock_items WHERE {LAMP}"
    ),
    "a bundle of itself": (
        "INSERT INTO bundle_parts (bundle_variant_id, part_variant_id, quantity) "
        "SELECT id, id, 1 FROM variants WHERE sku = 'lamp-desk'"
    ),
    "a bundle of nothing": (
        "INSERT INTO bundle_parts (bundle_variant_id, part_variant_id, quantity) "
        "SELECT min(id), max(id), 0 FROM variants"
    ),
    "a shelf with less than nothing": f"UPDATE stock_items SET on_hand = -1 WHERE {LAMP}",
    "holding stock twice for one order": (
        "INSERT INTO stock_holds (order_id, variant_id, location_id, quantity, expires_at) "
        "SELECT order_id, variant_id, location_id, quantity, expires_at FROM stock_holds"
    ),
    "holding nothing": "UPDATE stock_holds SET quantity = 0",
    "a second live payment": (
        f"INSERT INTO payments ({PAYMENT_COLUMNS}, state, idempotency_key) "
        f"SELECT {PAYMENT_COLUMNS}, 'captured', 'another key' FROM payments"
    ),
    "two attempts with one key": (
        f"INSERT INTO payments ({PAYMENT_COLUMNS}, state, idempotency_key) "
        f"SELECT {PAYMENT_COLUMNS}, 'declined', idempotency_key FROM payments"
    ),
    "paying nothing": "UPDATE payments SET amount = 0",
    "one event of a payment twice": (
        "INSERT INTO payment_events (payment_id, kind, amount, reference, occurred_at) "
        "SELECT payment_id, kind, amount, reference, occurred_at FROM payment_events"
    ),
    "the history of a payment rewritten": "UPDATE payment_events SET amount = 100000",
    "an event of a payment gone": "DELETE FROM payment_events",
    "an order in no known state": "UPDATE orders SET state = 'paid'",
    "a placed order without a number": "UPDATE orders SET number = NULL",
    "a negative total": "UPDATE orders SET total = -1",
    "a number used twice": (
        f"INSERT INTO orders ({ORDER_COLUMNS}, number, public_id, token) "
        f"SELECT {ORDER_COLUMNS}, number, 'another id', 'another token' FROM orders"
    ),
    "a token used twice": (
        f"INSERT INTO orders ({ORDER_COLUMNS}, number, public_id, token) "
        f"SELECT {ORDER_COLUMNS}, 'ANOTHER', 'another id', token FROM orders"
    ),
    "ordering nothing": "UPDATE order_lines SET quantity = 0",
    "ordering far too much": "UPDATE order_lines SET quantity = 10000",
    "a negative price": "UPDATE variants SET price = -1",
    "a product gone that was ordered": "DELETE FROM variants WHERE sku = 'lamp-desk'",
    "an order gone that was paid": "DELETE FROM orders",
    "a gift card below zero": "UPDATE credit_accounts SET balance = -1",
    "a ledger rewritten": "UPDATE credit_entries SET amount = 100000",
    "a note in the ledger mended": "UPDATE credit_entries SET note = 'another reason'",
    "an entry of a ledger gone": "DELETE FROM credit_entries",
}


@pytest.mark.parametrize("forbidden", FORBIDDEN)
def test_the_database_refuses(app: Flask, forbidden: str) -> None:
    door = OperationsDoor(app)
    shopper = Shopper(door).adds("lamp-desk").ships_to(berlin).by("standard")
    # the bank's question is open: the order is being placed, its lamp held, its payment begun
    assert shopper.pays_by_card("tok_3ds").places_order().state == "placing"
    before = rows(app, "SELECT state, number, total FROM orders")
    with pytest.raises(IntegrityError):
        write(app, FORBIDDEN[forbidden])
    assert rows(app, "SELECT state, number, total FROM orders") == before
