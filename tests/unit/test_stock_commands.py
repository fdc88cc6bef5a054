"""Stock that is kept by unit, as the shop's owner sees it at the command line."""

from flask import Flask

from tests.api.client import Program
from tests.api.test_statements import statements
from tests.concurrency.witnesses import broken_rules, stock_of
from tests.doors import OperationsDoor
from tests.factories import berlin, stock_up
from tests.shopper import Shopper

LAMP = "lamp-desk"


def said(app: Flask, *words: str) -> list[str]:
    with app.app_context():
        output: str = app.test_cli_runner().invoke(args=words).output
    return output.splitlines()


def test_units_with_serial_numbers_come_in_and_go_to_orders(app: Flask) -> None:
    with app.app_context():
        stock_up(LAMP, 0)
    assert said(app, "stock-units", "keep", LAMP) == [f"{LAMP} is kept by unit."]
    assert said(app, "stock-units", "add", LAMP, "N-1", "N-2", "N-3") == [f"3 of {LAMP} came in."]
    assert said(app, "set-stock", LAMP, "4") == [f"4 of {LAMP} are on hand."]
    number = _buys(app, "tok_visa")
    _buys(app, "tok_declined")
    assert said(app, "stock-units", "remove", LAMP, "N-3") == [f"N-3 of {LAMP} is gone."]
    assert stock_of(app, LAMP) == (2, 1)
    units = said(app, "stock-units", "list", LAMP)
    assert units[0] == f"N-1 main sold {number}"
    assert units[1].startswith("N-2 main held ")
    assert units[2:] == ["- main free"]


def test_what_cannot_be_is_refused_with_the_reason(app: Flask) -> None:
    said(app, "set-stock", LAMP, "1", "--backorder-limit", "2")
    assert "with a backorder limit of 0" in said(app, "stock-units", "keep", LAMP)[0]
    assert "is counted there" in said(app, "stock-units", "add", LAMP, "N-1")[0]
    assert "no lamp-desk at moon" in said(app, "stock-units", "keep", LAMP, "--location", "moon")[0]
    said(app, "set-stock", LAMP, "1", "--backorder-limit", "0")
    said(app, "stock-units", "keep", LAMP)
    said(app, "stock-units", "add", LAMP, "N-1")
    assert "names one unit: N-1" in said(app, "stock-units", "add", LAMP, "N-2", "N-1")[0]
    assert "names one unit: N-2" in said(app, "stock-units", "add", LAMP, "N-2", "N-2")[0]
    assert "No unit N-2" in said(app, "stock-units", "remove", LAMP, "N-2")[0]
    for wrong in (["0"], ["3", "--backorder-limit", "1"], ["10001"]):
        assert "keeps it by unit" in said(app, "set-stock", LAMP, *wrong)[0]
    assert stock_of(app, LAMP) == (2, 0)
    assert broken_rules(app) == set()


def test_what_orders_hold_and_have_bought_becomes_units_too(app: Flask) -> None:
    with app.app_context():
        stock_up(LAMP, 4)
    number = _buys(app, "tok_visa")
    _buys(app, "tok_declined")
    for _twice in range(2):
        said(app, "stock-units", "keep", LAMP)
    assert stock_of(app, LAMP) == (3, 1)
    assert broken_rules(app) == set()
    said(app, "order", "cancel", number, "--shop", "demo")
    assert stock_of(app, LAMP) == (4, 1)


def test_pages_and_programs_see_no_difference_and_ask_no_more_often(
    app: Flask, api_key: str
) -> None:
    api = Program(app, api_key)
    with app.app_context():
        stock_up(LAMP, 3)

    def seen() -> tuple[object, str, int]:
        with statements(app) as sent:
            lamp = api.reads(f"/products/{LAMP}")
            page = app.test_client().get(f"/products/{LAMP}").text
        told = page.partition('data-testid="stock"')[2].partition("</p>")[0]
        return lamp, told, len(sent)

    seen()  # the first look reads the catalogue
    counted = seen()
    said(app, "stock-units", "keep", LAMP)
    assert seen() == counted
    assert "3 left" in counted[1]


def _buys(app: Flask, card: str) -> str:
    buyer = Shopper(OperationsDoor(app)).adds(LAMP).ships_to(berlin).by("standard")
    return buyer.pays_by_card(card).places_order().number
