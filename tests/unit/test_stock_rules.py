"""The doctor names what is wrong with stock and bundles, whoever wrote it."""

import pytest
from flask import Flask

from tests.concurrency.guards import drop_the_checks_on_stock
from tests.concurrency.witnesses import broken_rules, write

LAMP = "(SELECT id FROM variants WHERE sku = 'lamp-desk')"
SET = "(SELECT id FROM variants WHERE sku = 'tea-set')"
MUG = "(SELECT id FROM variants WHERE sku = 'mug-stoneware')"
ON_SHELF = (
    "INSERT INTO stock_items (variant_id, location_id, on_hand, held, backorder_limit) VALUES"
)
STRANGER = "(SELECT id FROM variants WHERE sku = 'pen-brass')"
MAIN = "(SELECT id FROM stock_locations WHERE code = 'main' AND shop_id = (SELECT id FROM shops WHERE code = 'demo'))"
PARTS = "INSERT INTO bundle_parts (bundle_variant_id, part_variant_id, quantity) VALUES"

WRONG = {
    "units held that no order holds": (
        f"UPDATE stock_items SET held = 1 WHERE variant_id = {LAMP}",
        "Held stock equals the holds.",
    ),
    "less than nothing on a shelf": (
        f"UPDATE stock_items SET on_hand = -1 WHERE variant_id = {LAMP}",
        "No more is promised than is on hand or may be on backorder.",
    ),
    "goods on backorder for no day": (
        f"UPDATE stock_items SET backorder_limit = 5 WHERE variant_id = {LAMP}",
        "What may be on backorder says when it leaves.",
    ),
    "a bundle of nothing": (
        f"DELETE FROM bundle_parts WHERE bundle_variant_id = {SET}",
        "A bundle has parts.",
    ),
    "parts of what is no bundle": (
        f"{PARTS} ({LAMP}, {MUG}, 1)",
        "What has parts is a bundle.",
    ),
    "a bundle in a bundle": (
        f"UPDATE variants SET is_bundle = true WHERE id = {MUG}",
        "The parts of a bundle are no bundles.",
    ),
    "a bundle on a shelf": (
        f"{ON_SHELF} ({SET}, {MAIN}, 1, 0, 0)",
        "A bundle has no stock of its own.",
    ),
    "a part of another shop": (
        f"UPDATE bundle_parts SET part_variant_id = {STRANGER} WHERE part_variant_id = {MUG}",
        "The parts of a bundle are of its own shop.",
    ),
    "goods at a place of another shop": (
        f"{ON_SHELF} ({STRANGER}, {MAIN}, 1, 0, 0)",
        "Stock lies at a location of its own shop.",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_the_doctor_names(shop_app: Flask, wrong: str) -> None:
    drop_the_checks_on_stock(shop_app)
    _give_the_brass_pen_to_another_shop(shop_app)
    assert broken_rules(shop_app) == set()
    statement, rule = WRONG[wrong]
    assert write(shop_app, statement)
    assert rule in broken_rules(shop_app)


def test_the_command_says_which_row_and_fails(app: Flask) -> None:
    write(app, WRONG["a bundle of nothing"][0])
    with app.app_context():
        said = app.test_cli_runner().invoke(args=["doctor"])
    assert said.exit_code == 1
    assert "A bundle has parts. Broken by row " in said.output


def _give_the_brass_pen_to_another_shop(app: Flask) -> None:
    write(app, f"DELETE FROM stock_items WHERE variant_id = {STRANGER}")
    write(
        app,
        "UPDATE variants SET shop_id = (SELECT id FROM shops WHERE code = 'print') "
        "WHERE sku = 'pen-brass'",
    )
