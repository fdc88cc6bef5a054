"""Any cart through the pages of any shop: no step ever breaks, and none shows a higher total without saying so."""

import re
from contextlib import suppress
from random import Random

import pytest
from flask import Flask
from hypothesis import given, note
from hypothesis import strategies as any_of

from checkout.addresses import Address
from checkout.operations import Changes, Invalid, LineWanted, OrderRef, change_order, open_order
from tests.any_cart import any_standing
from tests.any_shop import CODES, SKUS, any_amount, one_in
from tests.factories import berlin, new_york, reprice, tokyo, vienna
from tests.filled_shop import fill
from tests.properties import in_a_whole_shop
from tests.web.browsing import Browser, Page

STEPS = {"shipping": "shipping_method", "payment": "payment_method"}
PLACES = (berlin, vienna, new_york, tokyo)
TOTAL = re.compile(r'data-testid="total">.*?<dd>(.*?)</dd>', re.DOTALL)


@pytest.mark.usefixtures("clock")
def test_no_step_breaks_and_no_total_rises_in_silence(app: Flask) -> None:
    @in_a_whole_shop()
    @given(any_of.integers(0, 2**32), any_of.integers(1, 40))
    def try_out(seed: int, lines: int) -> None:
        note(f"seed {seed}, {lines} lines")
        dice = Random(seed)
        cart = any_standing(seed, lines)
        with app.app_context():
            fill(app, cart.catalog, cart.available)
        sold = sorted(cart.catalog.variant_by_sku)
        Visit(app, dice).goes_through([dice.choice(sold) for _ in range(lines)])

    try_out()


class Visit:
    """Somebody on the way through the steps, who remembers the total shown last."""

    def __init__(self, app: Flask, dice: Random) -> None:
        self.app, self.dice, self.shown = app, dice, 0
        self.browser = Browser(app)

    def goes_through(self, skus: list[str]) -> None:
        """From a cart as far as the shop lets them."""
        with self.app.app_context():
            token = _cart(self.dice, skus)
        with self.browser.client.session_transaction() as session:
            session.update(cart=token, shop="demo")
        self.sees(self.browser.opens("/cart"), may_rise=True)
        self.sees(self.browser.opens("/checkout/address"))
        for place in self.dice.sample(PLACES, 3):
            if self.browser.page.path.endswith("/address"):
                self.says_where(place)
        for step, field in STEPS.items():
            if self.browser.page.path.endswith(step):
                self.chooses(field)
        if self.browser.page.path.endswith("review"):
            self.buys()

    def sees(self, page: Page, *, may_rise: bool = False) -> None:
        """Whatever page that is, it is whole, and says it when its total is higher than the one before."""
        assert page.status in {200, 409, 422}, (page.status, page.path)
        found = TOTAL.search(page.text)
        if found:
            total = int(re.sub(r"\D", "", found[1]))
            said = may_rise or page.shows("changed")
            assert total <= self.shown or said, (page.path, self.shown, total)
            self.shown = total

    def says_where(self, place: Address) -> None:
        values = {name: value for name, value in place.to_dict().items() if value}
        self.sees(
            self.browser.sends(
                "email", email="ada@example.com", country=values["country"], update="country"
            )
        )
        self.meanwhile()
        self.sees(self.browser.sends("email", **values))

    def chooses(self, field: str) -> None:
        """A choice is looked at with its total before it is sent."""
        form = next(
            each
            for each in self.browser.page.forms
            if any(n.startswith(field) for n in each.values)
        )
        radios = [
            each
            for each in self.browser.page.all("input", type="radio")
            if each["name"] in form.values
        ]
        chosen = {each["name"]: each["value"] for each in self.dice.sample(radios, len(radios))}
        if field == "shipping_method":
            query = "&".join(f"{name}={value}" for name, value in chosen.items())
            self.sees(self.browser.opens(f"{form.action}?{query}"), may_rise=True)
        self.meanwhile()
        self.sees(self.browser.posts(form.action, form.values | chosen))

    def meanwhile(self) -> None:
        """Now and then the shop changes a price."""
        if one_in(self.dice, 3):
            with self.app.app_context():
                reprice(self.dice.choice(SKUS), any_amount(self.dice))

    def buys(self) -> None:
        self.meanwhile()
        self.sees(self.browser.sends("expected_total"))
        self.sees(self.browser.opens("/checkout/review"))


def _cart(dice: Random, skus: list[str]) -> str:
    """The token of a new cart of things that are sold, with codes as far as they are taken."""
    wanted = tuple(
        LineWanted(sku, dice.choice((1, 1, 2, 7)), (("Number", str(number)),))
        for number, sku in enumerate(skus)
    )
    codes = tuple(dice.sample(CODES, dice.randrange(4)))
    standing = open_order("demo", "storefront", "en", Changes(lines=wanted))
    stays = not one_in(dice, 8)
    wrong = {
        each.field.split("/")[1] for each in standing.missing if each.field.startswith("lines/")
    }
    sold = tuple(each for n, each in enumerate(wanted) if not (stays and str(n) in wrong))
    ref = OrderRef("demo", token=standing.order.token)
    with suppress(Invalid):
        change_order(ref, Changes(lines=sold))
        change_order(ref, Changes(coupon_codes=codes))
    return standing.order.token
