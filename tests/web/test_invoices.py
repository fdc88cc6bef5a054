"""Invoices: who gets them, how they are numbered, what they say, and in which letters."""

import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from checkout.db import db, end_reading
from checkout.invoices import content_of, drawn
from checkout.invoices.content import InvoiceContent
from checkout.invoices.drawing import InvoicePages
from checkout.models import Adjustment, Invoice, Order, OrderLine, Shipment, Shop
from checkout.operations import OrderRef
from checkout.operations.invoices import NoInvoice, issue_invoice
from tests.web.browsing import ADA, Browser

ISSUED = datetime(2026, 6, 11, 9, tzinfo=UTC)
SELLER = {"name": "Feldspat GmbH", "address": "Torstraße 1\n10119 Berlin", "vat_id": "DE123456789"}


def buys(browser: Browser) -> str:
    """The path of the page of an order of two mugs with a voucher."""
    browser.adds("mug-stoneware", 2).opens("/cart")
    browser.sends("coupon_code", coupon_code="WELCOME10")
    browser.gets_to_review()
    return browser.sends("expected_total").path


def content(**order: object) -> InvoiceContent:
    """An invoice of two mugs with a voucher on them, shipped, at 19 %."""
    facts: dict[str, object] = {
        "number": "K7M4-QX3D",
        "currency": "EUR",
        "locale": "en",
        "taxed": "included",
    }
    facts |= {"vat_id": "", "total": 4810, "placed_at": ISSUED, "shipping_address_data": None}
    made = Order(**facts | order)
    made.lines = [OrderLine(id=1, name="Mug", quantity=2, unit_price=2400, options={})]
    amounts = (("promotion", "WELCOME10", -480, 1, None), ("shipping", "Standard", 490, None, 1))
    taxes = (("tax", "VAT 19 %", 690, 1, None), ("tax", "VAT 19 %", 78, None, 1))
    rows = [
        Adjustment(
            type=type_, label=label, amount=amount, line_id=line, shipment_id=by, included=included
        )
        for included, several in ((False, amounts), (True, taxes))
        for type_, label, amount, line, by in several
        if not (type_ == "tax" and made.taxed == "reverse_charge")
    ]
    shop = Shop(name="Feldspat", time_zone="Europe/Berlin", contact_email="", contact_phone="")
    invoice = Invoice(number=42, issued_at=ISSUED, seller=SELLER)
    return content_of(invoice, made, shop, rows, [Shipment(id=1)])


def letters_missing(said: InvoiceContent) -> bool:
    """Whether the drawing owns up to letters it does not have."""
    pages = InvoicePages(said, ())
    pages.draw()
    for font in pages.fonts.values():
        font.ttfont.close()  # type: ignore[union-attr]
    return pages.is_lossy


def pages_of(pdf: bytes) -> int:
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    assert any(zlib.decompress(each) for each in streams if each[:1] == b"x")
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


def test_who_may_see_the_order_gets_its_invoice(app: Flask, visitor: Browser) -> None:
    path = buys(visitor)
    link = visitor.page.all(data_testid="invoice")[0]["href"]
    answer = visitor.client.get(link)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-")
    assert "000001.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"

    stranger = Browser(app)
    assert not stranger.opens(path).shows("invoice")
    assert stranger.client.get(link).status_code == 303
    stranger.opens(path)
    stranger.sends("email", email=ADA["email"])
    assert stranger.client.get(link).data.startswith(b"%PDF-")


def test_numbers_have_no_gaps_and_stay(app: Flask, visitor: Browser) -> None:
    paths = [buys(visitor) for _ in range(3)]
    for path in (paths[2], paths[0], paths[2], paths[1]):
        visitor.client.get(f"{path}/invoice.pdf")
    with app.app_context():
        orders = {each.token: each.id for each in db.session.query(Order)}
        numbers = {each.order_id: each.number for each in db.session.query(Invoice)}
    assert [numbers[orders[path.rsplit("/", 1)[1]]] for path in paths] == [2, 3, 1]


def test_a_number_that_was_rolled_back_is_given_out_again(
    app: Flask, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = [buys(visitor).rsplit("/", 1)[1] for _ in range(2)]
    with app.app_context():
        monkeypatch.setattr("checkout.operations.invoices.Invoice", None)
        with pytest.raises(TypeError):
            issue_invoice(OrderRef("demo", token=tokens[0]))
        monkeypatch.undo()
        end_reading()
        assert issue_invoice(OrderRef("demo", token=tokens[1])).number == 1


def test_a_cart_has_no_invoice(app: Flask, visitor: Browser) -> None:
    visitor.adds("mug-stoneware")
    with app.app_context():
        token = db.session.query(Order.token).scalar()
        end_reading()
        with pytest.raises(NoInvoice):
            issue_invoice(OrderRef("demo", token=token))
    assert visitor.client.get(f"/orders/{token}/invoice.pdf").status_code == 303


def test_it_says_what_is_taxed_at_which_rate() -> None:
    (rate,) = content().taxes
    assert (rate.label, rate.net, rate.tax) == ("VAT 19 %", "€40.42", "€7.68")
    assert content().sums == (
        ("Items", "€48.00"),
        ("WELCOME10", "\N{MINUS SIGN}€4.80"),
        ("Standard", "€4.90"),
    )
    assert content().total == ("To pay", "€48.10")
    on_top = content(taxed="on_top").taxes[0]
    assert (on_top.net, on_top.tax) == ("€48.10", "€7.68")


def test_where_the_buyer_owes_the_tax_it_says_so() -> None:
    said = content(taxed="reverse_charge", vat_id="ATU12345675")
    assert said.taxes == ()
    assert "Reverse charge" in said.notes[0]
    assert "Your VAT number: ATU12345675" in said.billed_to
    german = content(taxed="reverse_charge", vat_id="ATU12345675", locale="de")
    assert german.notes[0].startswith("Steuerschuldnerschaft des Leistungsempfängers")
    assert german.title == "Rechnung"


def test_the_seller_is_named_as_of_then() -> None:
    assert content().seller == (
        "Feldspat GmbH",
        "Torstraße 1",
        "10119 Berlin",
        "VAT number: DE123456789",
    )


@pytest.mark.parametrize(
    ("name", "is_lossy"),
    [("Łukasz Żółć-Ὀδυσσεύς Сыновья", False), ("田中 花子 カタカナ 髙﨑", False), ("שלום", True)],
)
def test_names_are_drawn_in_their_own_letters_or_it_is_said(name: str, is_lossy: bool) -> None:
    place = {"name": name, "line1": "Währinger Straße 17", "city": "Wien", "country": "AT"}
    said = content(shipping_address_data=place)
    pdf = drawn(said)
    assert pages_of(pdf) == 1
    assert (b"NotoSansJP" in pdf) is ("花" in name)
    assert letters_missing(said) is is_lossy


def test_a_hundred_lines_take_several_pages() -> None:
    long = content()
    name = "A name of a product that goes on and on " * 8
    rows = tuple(
        type(long.items[0])(f"{name}{index}", "1", "€1.00", "€1.00") for index in range(100)
    )
    assert pages_of(drawn(replace(long, items=rows))) > 5
