"""Who may not execute a checkout, and what cannot be understood: the document's envelope, and nothing has changed."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import update

from checkout.db import db
from checkout.models import Order
from tests.contracts.conftest import PartnerMaker
from tests.contracts.partner import Partner
from tests.contracts.summary_client import CHICAGO, PrintPartner, told


def test_an_order_that_is_not_there_is_told_alike_whoever_has_it(
    printer: PrintPartner, partner_of: PartnerMaker
) -> None:
    theirs = PrintPartner(printer.app, partner_of("cloud"))
    order = printer.order()
    before = printer.native.rows()

    names = (order, 999_999, 0, -1, 2**63, 2**70, "one", "1.0", "%00", "9" * 400)
    answers = [theirs.contract.asks(*ask) for ask in _asks(names)]

    assert {each.status_code for each in answers} == {400}
    assert len({each.data for each in answers}) == 1
    assert "no order with this id" in told(answers[0], 400)["errors"][0]
    assert printer.native.rows() == before


def _asks(names: Any) -> Iterator[tuple[Any, ...]]:
    for name in names:
        yield "GET", f"/v1/order/{name}/checkout"
        yield "POST", f"/v1/order/{name}/checkout", {"autoBill": True}


def test_an_order_that_was_given_up(printer: PrintPartner) -> None:
    order = printer.order()
    with printer.app.app_context():
        db.session.execute(update(Order).where(Order.id == order).values(state="cancelled"))
        db.session.commit()

    assert printer.prices(order, status=400)["errors"] == ["The order was cancelled."]
    assert printer.executes(order, 400)["errors"] == ["The order was cancelled."]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"postageType": 1}',
        b'{"autoBill": "yes"}',
        b'{"holdUntilDate": 1e999}',
        b'{"productionSpeed": {"a": 1}}',
        b'{"postageType": "' + b"x" * 5000 + b'"}',
    ],
)
def test_a_body_that_cannot_be_understood(printer: PrintPartner, raw: bytes) -> None:
    order = printer.order()
    before = printer.native.rows()

    told(printer.contract.asks("POST", f"/v1/order/{order}/checkout", raw=raw), 400)

    assert printer.native.rows() == before
    assert printer.stored(order).state == "open"


def test_bodies_of_other_kinds(printer: PrintPartner) -> None:
    path = f"/v1/order/{printer.order()}/checkout"
    ask = printer.contract.asks

    told(
        ask("POST", path, raw=b"autoBill=true", Content_Type="application/x-www-form-urlencoded"),
        400,
    )
    told(ask("POST", path, raw=b'{"note": "' + b"x" * 70_000 + b'"}'), 413)
    told(ask("PUT", path, {}), 405)
    told(ask("GET", "/v1/order"), 404)
    told(ask("POST", path, {}, Sec_Fetch_Site="cross-site"), 403)
    body = told(ask("POST", path, {"unknown": {"a": [1]}, "lines": [1] * 10_000}), 200)
    assert body["payload"]["status"] == "Placed"


def test_what_breaks_on_our_side_writes_nothing(
    printer: PrintPartner, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = printer.order(customer=printer.customer("tok_visa"))
    before = printer.native.rows()

    def breaks(*_: object) -> None:
        raise RuntimeError(CHICAGO["line1"])

    monkeypatch.setattr(import_module("checkout.operations.place"), "begin_payment", breaks)
    body = printer.executes(order, 500, autoBill=True)

    assert CHICAGO["line1"] not in str(body)
    assert printer.native.rows() == before
    assert printer.stored(order).state == "open"


def test_keys_that_do_not_count_are_told_in_the_envelope(
    printer: PrintPartner, partner_of: PartnerMaker
) -> None:
    path = f"/v1/order/{printer.order()}/checkout"
    nobody = Partner(printer.app, None)
    reader = Partner(printer.app, partner_of("print", "checkouts:read").key, header="X-API-KEY")

    assert told(nobody.asks("GET", path), 401)["profile"] is None
    assert "checkouts:write" in told(reader.asks("POST", path, {}), 403)["errors"][0]
    assert told(reader.asks("GET", path), 200)["payload"]["status"] == "Draft"
    # the key goes in its own header and nowhere else
    told(printer.native.asks("GET", path), 401)
