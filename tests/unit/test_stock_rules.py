"""The doctor names what is wrong with stock and bundles, whoever wrote it."""

import pytest
from flask import Flask

from checkout.operations.unit_keeping import keep_by_unit
from tests.concurrency.guards import drop_the_checks_on_stock
from tests.concurrency.witnesses import broken_rules, write
from tests.doors import OperationsDoor
from tests.factories import berlin, stock_up
from tests.shopper import Shopper

LAMP = "(SELECT id FROM variants WHERE sku = 'lamp-desk')"
SET = "(SELECT id FROM variants WHERE sku = 'tea-set')"
MUG = "(SELECT id FROM variants WHERE sku = 'mug-stoneware')"
ON_SHELF = (
    "INSERT INTO stock_items (variant_id, location_id, on_hand, held, backorder_limit) VALUES"
)
NUMBERED = "(SELECT id FROM variants WHERE sku = 'notebook-a5')"
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
    "a limit beside the units": (
        f"UPDATE stock_items SET backorder_limit = 1 WHERE variant_id = {NUMBERED}",
        "What is kept by unit has no numbers beside its units, and no backorder.",
    ),
    "a hold of units that are not there": (
        "DELETE FROM stock_units WHERE hold_id IS NOT NULL",
        "Where stock is kept by unit, a hold or a sale has as many units as it says.",
    ),
    "a unit in a hold of something else": (
        (
            f"UPDATE stock_units SET hold_id = (SELECT min(id) FROM stock_holds WHERE variant_id = {LAMP}) "
            "WHERE id = (SELECT min(id) FROM stock_units WHERE hold_id IS NULL)"
        ),
        "A unit belongs to a hold on its own shelf.",
    ),
    "a unit among what is counted": (
        f"UPDATE stock_units SET variant_id = {LAMP} WHERE hold_id IS NULL",
        "Units lie where stock is kept by unit.",
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
    if "unit" in wrong:
        _sell_a_lamp_and_a_notebook_of_which_there_is_one_more(shop_app)
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


def _sell_a_lamp_and_a_notebook_of_which_there_is_one_more(app: Flask) -> None:
    with app.app_context():
        stock_up("notebook-a5", 2)
        keep_by_unit("demo", "notebook-a5")
    buyer = Shopper(OperationsDoor(app)).adds("lamp-desk").adds("notebook-a5")
    assert buyer.ships_to(berlin).by("standard").places_order().outcome == "Placed"


def _give_the_brass_pen_to_another_shop(app: Flask) -> None:
    write(app, f"DELETE FROM stock_items WHERE variant_id = {STRANGER}")
    write(
        app,
        "UPDATE variants SET shop_id = (SELECT id FROM shops WHERE code = 'print') "
        "WHERE sku = 'pen-brass'",
    )
