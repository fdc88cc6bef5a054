"""Whole purchases, each in a browser with scripts, in one without, and in one that htmx never reaches."""

from playwright.sync_api import expect

from tests.browser.modes import in_every_mode
from tests.browser.pages import Pages
from tests.browser.wishes import all_but_payment, cart_of
from tests.factories import berlin, new_york, vienna
from tests.shopper import Shopper

pytestmark = in_every_mode


def test_a_guest_buys_by_invoice(shopper: Shopper) -> None:
    shopper.adds("mug-stoneware", 2).ships_to(berlin).by("standard")
    receipt = shopper.pays_by_invoice().places_order()
    assert receipt.state == "placed"
    assert receipt.total == 2 * 2400 + 490
    assert receipt.lines == (("mug-stoneware", 2),)


def test_a_guest_buys_by_card_from_new_york(shopper: Shopper) -> None:
    shopper.adds("throw-wool-moss").ships_to(new_york).by("express")
    receipt = shopper.pays_by_card().places_order()
    assert (receipt.state, receipt.total) == ("placed", 15900 + 1290)


def test_an_invoice_goes_to_another_country(shopper: Shopper, pages: Pages) -> None:
    shopper.adds("notebook-a5").ships_to(berlin, vienna).by("standard")
    receipt = shopper.pays_by_invoice().places_order()
    order = pages.shop.order(receipt.number)
    assert order.billing_address == vienna
    assert order.shipping_address == berlin


def test_a_voucher_takes_ten_percent_off_the_items(shopper: Shopper) -> None:
    shopper.adds("lamp-desk").uses("WELCOME10").ships_to(berlin).by("standard")
    receipt = shopper.pays_by_invoice().places_order()
    assert receipt.total == 12900 - 1290 + 490


def test_a_gift_note_travels_by_no_parcel(pages: Pages, email: str) -> None:
    pages.adds("gift-note").goes_to_checkout().lives_at(email, berlin).continues()
    pages.is_at("/checkout/payment").chooses("payment_method", "invoice").continues()
    pages.is_at("/checkout/review")
    expect(pages.has("review-shipping")).to_have_count(0)
    assert pages.buys().total() == 300
    expect(pages.has("confirmation")).to_be_visible()


def test_a_programs_link_opens_this_very_checkout(pages: Pages, email: str) -> None:
    document = pages.shop.begins_checkout(**all_but_payment(email))
    pages.opens(document["page"]).is_at("/checkout/payment")
    pages.chooses("payment_method", "invoice").continues().buys()
    order = pages.shop.order(pages.has("order-number").inner_text())
    assert order.id == document["order_id"]
    assert order.state == "placed"


def test_the_total_is_on_every_page_from_the_cart_on(pages: Pages, email: str) -> None:
    pages.goes_on_with(cart_of())
    expect(pages.has("total")).to_contain_text("Estimated total€28.90")
    pages.lives_at(email, berlin).continues().is_at("/checkout/shipping")
    assert pages.total() == 2890
    pages.chooses("shipping_method", "express").continues().is_at("/checkout/payment")
    assert pages.total() == 3690
    pages.chooses("payment_method", "invoice").continues().is_at("/checkout/review")
    assert pages.total() == 3690
    expect(pages.has("place")).to_have_text("Buy now \N{EN DASH} pay €36.90")
