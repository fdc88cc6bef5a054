"""Two shipments, each with its own way to ship, in a browser with scripts, in one without, and in one that htmx never reaches."""

from playwright.sync_api import expect

from tests.browser.modes import in_every_mode
from tests.browser.pages import Pages
from tests.browser.wishes import MUG, all_but_payment

pytestmark = in_every_mode
TRAY = {"sku": "tray-oak", "quantity": 1}


def test_each_shipment_travels_its_own_way(pages: Pages, email: str) -> None:
    pages.shop.has_made_elsewhere("tray-oak")
    pages.goes_on_with(all_but_payment(email, MUG, TRAY)).opens("/checkout/shipping")
    expect(pages.has("shipment-2")).to_contain_text("Shipment 2 of 2: Workshop")
    before = pages.total()
    pages.chooses("shipping_method-workshop", "express")
    if pages.scripted:
        assert pages.total() == before + 800
    pages.continues().is_at("/checkout/payment")
    assert pages.total() == before + 800

    pages.chooses("payment_method", "invoice").continues().is_at("/checkout/review")
    expect(pages.has("shipment")).to_have_count(2)
    pages.buys()
    expect(pages.has("confirmation")).to_be_visible()
    expect(pages.has("arrives")).to_have_count(2)
    order = pages.shop.order(pages.has("order-number").inner_text())
    assert [(each.origin, each.method, each.price) for each in order.shipments] == [
        ("main", "standard", 490),
        ("workshop", "express", 1290),
    ]
