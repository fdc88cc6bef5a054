"""Two shipments in the pages: each with its choices, and all of them through to the order."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from tests.concurrency.witnesses import rows
from tests.conftest import Clock
from tests.shipping_shop import producer, speed, window
from tests.web.browsing import Browser, Page


@pytest.fixture
def two(app: Flask, visitor: Browser) -> Browser:
    """A visitor with a mug of the shop and a lamp of a workshop, at the shipping step."""
    with app.app_context():
        producer("workshop", "lamp-desk")
    visitor.adds("mug-stoneware").adds("lamp-desk").says_where()
    assert visitor.page.path == "/checkout/shipping"
    return visitor


def test_each_shipment_has_its_own_ways_to_ship(two: Browser) -> None:
    page = two.page
    assert page.shows("shipment-1")
    assert page.shows("shipment-2")
    assert "Shipment 2 of 2: Workshop" in page.text
    form = page.form_with("shipping_method-main").values
    assert form["shipping_method-main"] == form["shipping_method-workshop"] == "standard"


def test_both_choices_are_kept_and_shown_on_the_review_and_the_order(two: Browser) -> None:
    page = two.sends("shipping_method-main", **{"shipping_method-workshop": "express"})
    assert page.path == "/checkout/payment"
    page = two.sends("payment_method", payment_method="invoice")
    assert len(page.all("p", data_testid="shipment")) == 2
    assert "Standard delivery, €4.90" in page.text
    assert "Express delivery, €12.90" in page.text
    assert _total_of(page, "shipping") == "€17.80"

    page = two.sends("expected_total")
    assert page.shows("confirmation")
    assert len(page.all("p", data_testid="shipment")) == 2
    assert len(page.all("dd", data_testid="arrives")) == 2


def test_what_is_looked_at_shows_its_total(two: Browser) -> None:
    asked = "/checkout/shipping?shipping_method-main=standard&shipping_method-workshop=express"
    assert _total_of(two.opens(asked), "shipping") == "€17.80"


def test_a_form_without_a_choice_says_so_beside_the_shipment(two: Browser) -> None:
    page = two.sends("shipping_method-main", **{"shipping_method-workshop": ""})
    assert page.status == 422
    assert page.shows("shipping_method-workshop-error")
    assert not page.shows("shipping_method-main-error")


def test_a_form_from_before_the_split_still_counts(two: Browser) -> None:
    form = two.page.form_with("shipping_method-main")
    token = {"csrf_token": form.values["csrf_token"]}
    page = two.posts(form.action, token | {"shipping_method": "express"})
    assert page.path == "/checkout/payment"


def _total_of(page: Page, kind: str) -> str:
    amounts = page.text.split(f'data-testid="total-{kind}"')[1:]
    cents = 0
    for each in amounts:
        text = each[each.index("<dd>") + 4 : each.index("</dd>")]
        cents += int(text.removeprefix("€").replace(".", ""))
    return f"€{cents // 100}.{cents % 100:02}"


@pytest.fixture
def made_to_order(app: Flask, visitor: Browser, clock: Clock) -> Browser:
    """A visitor with a lamp that is made to order and delivered in windows, at the shipping step."""
    with app.app_context():
        made_by = producer("workshop", "lamp-desk")
        for position, (code, price, days) in enumerate((("Normal", 0, 5), ("Faster", 1500, 1))):
            speed(code, price, days, position=position, producer_id=made_by)
        for day in (20, 22):
            at = datetime(2026, 6, day, 14, tzinfo=UTC)
            window(at, method="standard", capacity=day - 20)
    assert clock.instant.day == 10
    visitor.adds("lamp-desk").says_where()
    return visitor


def _windows(app: Flask) -> list[str]:
    """The ids of the windows made here: the demo shop's own have a zone."""
    found = rows(app, "SELECT id FROM delivery_windows WHERE zone_id IS NULL ORDER BY starts_at")
    return [str(id_) for (id_,) in found]


def test_speed_hold_and_window_are_chosen_together(app: Flask, made_to_order: Browser) -> None:
    _, later = _windows(app)
    page = made_to_order.sends("shipping_method")
    assert page.status == 422
    assert page.shows("delivery_window-error")
    page = made_to_order.sends(
        "shipping_method", production_speed="Faster", hold_until="2026-06-11", delivery_window=later
    )
    assert page.status == 422
    assert page.shows("hold_until-error")
    assert "until June 12, 2026 at the earliest" in page.text
    assert page.form_with("hold_until").values["hold_until"] == "2026-06-11"
    page = made_to_order.sends("shipping_method", hold_until="soon")
    assert "Enter a day like this: 2026-06-30." in page.text
    page = made_to_order.sends("shipping_method", hold_until="2026-06-15")
    assert page.path == "/checkout/payment"
    page = made_to_order.sends("payment_method", payment_method="invoice")
    assert "Faster, €15.00" in page.text
    assert "Monday, June 22, 4:00\u202fPM" in page.text
    page = made_to_order.sends("expected_total")
    assert page.shows("confirmation")
    assert "Monday, June 22, 4:00\u202fPM" in page.text
    assert "Monday, June 15" in page.text


def test_a_full_window_is_told_beside_its_field(app: Flask, made_to_order: Browser) -> None:
    full, _ = _windows(app)
    page = made_to_order.sends("shipping_method", delivery_window=full)
    assert page.status == 422
    assert page.shows("delivery_window-error")
    assert "The next free one is Monday, June 22" in page.text
