"""What a shop without a back office does about its orders at the command line."""

from click.testing import Result
from flask import Flask

from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.shopper import Shopper


def bought(app: Flask, method: str = "card") -> str:
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware", 2).ships_to(berlin).by("standard")
    return door.confirm(5290, method, "tok_visa" if method == "card" else "").number


def run(app: Flask, verb: str, number: str, *options: str) -> Result:
    return app.test_cli_runner().invoke(args=["order", verb, number, "--shop", "demo", *options])


def test_money_is_given_back_in_parts_and_then_the_order_is_cancelled(app: Flask) -> None:
    number = bought(app)
    part = run(app, "refund", number, "--amount", "1000", "--reason", "damaged", "--note", "Chip")
    assert part.output.splitlines() == [
        f"{number} is placed, partially_refunded: 5290 EUR.",
        "captured 5290, promised 0, given back 1000",
    ]
    assert run(app, "refund", number, "--amount", "9999").output == "Error: nothing_to_move\n"
    over = run(app, "cancel", number, "--reason", "out_of_stock")
    assert over.output.startswith(f"{number} is cancelled, refunded: 5290 EUR.")


def test_an_invoice_is_paid_and_its_parcel_handed_over(app: Flask) -> None:
    number = bought(app, "invoice")
    assert "partially_paid" in run(app, "capture", number, "--amount", "290").output
    sent = run(app, "ship", number, "--carrier", "Post", "--tracking-number", "42")
    assert sent.exit_code == 0
    assert run(app, "cancel", number).output == "Error: not_cancellable: shipped\n"
    assert "is placed, paid: 5290 EUR." in run(app, "capture", number, "--note", "Rest").output


def test_what_has_no_answer_yet_is_told(app: Flask) -> None:
    number = bought(app)
    app.extensions["gateways"]["test"].switches.set({"drop_answers": 1})
    assert "refund of 5290 is unknown" in run(app, "refund", number).output
    assert run(app, "show", "ABCD-2345").output == "Error: The shop demo has no order ABCD-2345.\n"
