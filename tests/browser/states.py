"""Every page of the shop in every state a shopper may see it in, by name."""

from collections.abc import Callable
from typing import Any

from tests.browser.accounts import (
    at_address_step,
    has_account,
    opens_account,
    saves_another_address,
    signs_in,
)
from tests.browser.pages import Pages
from tests.browser.wishes import MUG, all_but_payment, cart_of, ready_to_buy
from tests.factories import berlin, vienna

State = Callable[[Pages, str], object]

REPRICED = "notepad-desk"
LONG_NAME = {"sku": "organiser-oak", "quantity": 1}
FORTY_LINES: list[dict[str, Any]] = [
    {"sku": "mug-stoneware", "quantity": 1, "options": {"Engraving": f"For guest number {each}"}}
    for each in range(39)
] + [LONG_NAME]


def _at_card_page(pages: Pages, email: str) -> Pages:
    return pages.goes_on_with(ready_to_buy(email, method="card")).buys()


def _two_shipments(pages: Pages, email: str) -> Pages:
    pages.shop.has_made_elsewhere("tray-oak")
    return pages.goes_on_with(all_but_payment(email, MUG, {"sku": "tray-oak", "quantity": 1}))


def _with_errors(pages: Pages) -> Pages:
    return pages.goes_on_with(cart_of()).types({"email": "ada@", "postal_code": "1"}).continues()


def _with_another_price(pages: Pages, email: str) -> None:
    pages.goes_on_with(ready_to_buy(email, {"sku": REPRICED, "quantity": 1}))
    pages.shop.reprices(REPRICED, 1700)
    try:
        pages.buys()
    finally:
        pages.shop.reprices(REPRICED, 1600)


def _order_of_another(pages: Pages, email: str) -> None:
    pages.goes_on_with(ready_to_buy(email)).buys()
    pages.page.context.clear_cookies()
    pages.page.reload()


def _bought_before(pages: Pages, email: str) -> None:
    pages.goes_on_with(ready_to_buy(email)).buys()
    pages.goes_on_with(ready_to_buy(email))


def _withdrawing(pages: Pages, email: str) -> Pages:
    return pages.goes_on_with(ready_to_buy(email)).buys().presses("withdraw-link")


def _looking_for(pages: Pages, number: str, email: str) -> Pages:
    pages.opens("/find-order").types({"number": number, "email": email})
    return pages.presses("send-link")


def _in_german(pages: Pages, email: str) -> None:
    pages.goes_on_with(ready_to_buy(email)).opens("/checkout/shipping").presses("language-de")
    pages.opens("/checkout/review")


SHOP: dict[str, State] = {
    "catalogue": lambda pages, _: pages.opens("/"),
    "product": lambda pages, _: pages.opens("/products/mug-stoneware"),
    "product with variants": lambda pages, _: pages.opens("/products/apron-linen"),
    "product sold out": lambda pages, _: pages.opens("/products/clock-wall"),
    "help": lambda pages, _: pages.opens("/help"),
    "page not found": lambda pages, _: pages.opens("/no-such-page"),
    "guide to the API": lambda pages, _: pages.opens("/api/docs"),
}
CART: dict[str, State] = {
    "cart": lambda pages, _: pages.goes_on_with(cart_of(MUG, LONG_NAME)).opens("/cart"),
    "empty cart": lambda pages, _: pages.opens("/cart"),
    "cart, voucher refused": lambda pages, _: (
        pages.goes_on_with(cart_of()).opens("/cart").hands_in("NOPE")
    ),
    "cart, voucher applied": lambda pages, _: (
        pages.goes_on_with(cart_of()).opens("/cart").hands_in("WELCOME10")
    ),
    "cart, quantity refused": lambda pages, _: (
        pages.goes_on_with(cart_of()).opens("/cart").wants("Stoneware mug", "many")
    ),
    "cart, too few left": lambda pages, _: pages.adds("lamp-paper", 4),
    "cart of forty lines": lambda pages, _: pages.goes_on_with(cart_of(*FORTY_LINES)).opens(
        "/cart"
    ),
}
STEPS: dict[str, State] = {
    "address": lambda pages, _: pages.goes_on_with(cart_of()),
    "address, errors": lambda pages, _: _with_errors(pages),
    "address, another country": lambda pages, _: pages.goes_on_with(cart_of()).lives_in("US"),
    "address, two of them": lambda pages, email: (
        pages.goes_on_with(cart_of()).lives_at(email, berlin).bills_to(vienna)
    ),
    "shipping": lambda pages, email: pages.goes_on_with(all_but_payment(email)).opens(
        "/checkout/shipping"
    ),
    "shipping, another chosen": lambda pages, email: (
        pages.goes_on_with(all_but_payment(email))
        .opens("/checkout/shipping")
        .chooses("shipping_method", "express")
    ),
    "shipping, two shipments": lambda pages, email: _two_shipments(pages, email).opens(
        "/checkout/shipping"
    ),
    "payment": lambda pages, email: pages.goes_on_with(all_but_payment(email)),
    "payment, card declined": lambda pages, email: _at_card_page(pages, email).enters_card(
        "4000000000000002"
    ),
    "review": lambda pages, email: pages.goes_on_with(ready_to_buy(email, MUG, LONG_NAME)),
    "review in German": _in_german,
    "review of what was bought a moment ago": _bought_before,
    "review, total changed": _with_another_price,
    "review of forty lines": lambda pages, email: pages.goes_on_with(
        ready_to_buy(email, *FORTY_LINES)
    ),
}
AFTERWARDS: dict[str, State] = {
    "order": lambda pages, email: pages.goes_on_with(ready_to_buy(email)).buys(),
    "order, to be paid by bank transfer": lambda pages, email: pages.goes_on_with(
        ready_to_buy(email, method="bank-transfer")
    ).buys(),
    "order seen by others": _order_of_another,
    "withdrawal": _withdrawing,
    "withdrawal, errors": lambda pages, email: (
        _withdrawing(pages, email).types({"name": "", "email": "ada"}).presses("check-withdrawal")
    ),
    "withdrawal, to be confirmed": lambda pages, email: _withdrawing(pages, email).presses(
        "check-withdrawal"
    ),
    "withdrawal, declared": lambda pages, email: (
        _withdrawing(pages, email).presses("check-withdrawal").presses("withdraw")
    ),
    "find an order": lambda pages, _: pages.opens("/find-order"),
    "find an order, errors": lambda pages, _: _looking_for(pages, "12", "ada"),
    "find an order, sent": lambda pages, email: _looking_for(pages, "K7M4-QX3D", email),
    "payment not finished": lambda pages, email: _at_card_page(pages, email).opens("/checkout"),
    "payment being checked": lambda pages, email: _at_card_page(pages, email).enters_card(
        "4000000000000119"
    ),
    "card page": _at_card_page,
    "card page, errors": lambda pages, email: _at_card_page(pages, email).presses("pay"),
    "bank's question": lambda pages, email: (
        _at_card_page(pages, email).enters_card("4000000000003220").has("approve").wait_for()
    ),
}
ACCOUNT: dict[str, State] = {
    "sign-in": lambda pages, _: pages.opens("/account/sign-in"),
    "sign-in, refused": lambda pages, email: signs_in(
        pages.opens("/account/sign-in"), email, "no such password"
    ),
    "password forgotten": lambda pages, _: pages.opens("/account/password/forgotten"),
    "password forgotten, errors": lambda pages, _: pages.opens(
        "/account/password/forgotten"
    ).presses("send-password-link"),
    "password forgotten, sent": lambda pages, _: pages.opens("/account/password/sent"),
    "order, account opened": lambda pages, email: opens_account(
        pages.goes_on_with(ready_to_buy(email)).buys()
    ),
    "order, password refused": lambda pages, email: (
        pages.goes_on_with(ready_to_buy(email)).buys().presses("sign-up-submit")
    ),
    "account": lambda pages, email: saves_another_address(has_account(pages, email), "Institute"),
    "one address": lambda pages, email: has_account(pages, email).presses("edit-address"),
    "another password": lambda pages, email: has_account(pages, email).opens("/account/password"),
    "address, saved ones": at_address_step,
    "address, another than the saved ones": lambda pages, email: at_address_step(
        pages, email
    ).chooses("saved_address", "new"),
}
STATES = SHOP | CART | STEPS | AFTERWARDS | ACCOUNT
