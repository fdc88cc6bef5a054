"""A walk over every page that has a form, typing a card number into each of its fields in turn."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import cycle
from urllib.parse import urlsplit

from flask import Flask

from checkout import clock
from checkout.db import db, end_reading
from checkout.links import sign_password
from checkout.models import Customer, Order
from checkout.operations import Grant, grant_credit
from tests.factories import new_gift_card
from tests.safety.card_trials import NUMBERS, UNKNOWN, kept_numbers
from tests.web.accounts import PASSWORD, signs_in
from tests.web.browsing import ADA, Browser

TYPED = {"", "text", "email", "tel", "password", "search", "number", "url", "textarea"}


@dataclass(frozen=True)
class Trial:
    """A card number in one field of one form, and how that was answered."""

    endpoint: str
    name: str
    #: whether a shopper types into it
    is_typed: bool
    status: int
    #: whether the answer is the bare page of the last net
    is_refused_without_words: bool


@dataclass
class _Form:
    action: str
    values: dict[str, str] = field(default_factory=dict)
    #: name -> kind of the control
    controls: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    """Every form of a page with every control in it, also those that a browser would not send."""

    def __init__(self, html: str, path: str) -> None:
        super().__init__()
        self.found: list[_Form] = []
        self._path, self._select = path, ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        name, kind = has.get("name", ""), has.get("type", "")
        if tag == "form":
            self.found.append(_Form(has.get("action") or self._path))
        elif tag == "option" and self.found and "selected" in has:
            self.found[-1].values[self._select] = has.get("value", "")
        elif self.found and name and tag in {"input", "select", "textarea", "button"}:
            self._select = name
            form = self.found[-1]
            form.controls[name] = kind if tag == "input" else tag
            if tag == "input" and (kind not in {"radio", "checkbox"} or "checked" in has):
                form.values[name] = has.get("value", "")


def try_every_form(app: Flask) -> tuple[list[Trial], set[str]]:
    """Every form of the shop's pages, every field of it; and the numbers that were kept at any moment."""
    trials: dict[tuple[str, str], Trial] = {}
    kept = set[str]()
    for browser in _walk(app):
        for form in _Forms(browser.page.text, browser.page.path).found:
            for trial in _tried(app, browser, form, set(trials)):
                trials[trial.endpoint, trial.name] = trial
            kept |= kept_numbers(app)
        if kept:  # whose cart has a card number for an address does not get to the end
            break
    return list(trials.values()), kept


def _tried(
    app: Flask, browser: Browser, form: _Form, already: set[tuple[str, str]]
) -> Iterator[Trial]:
    endpoint = _endpoint(app, form.action)
    numbers = cycle(NUMBERS)
    for name, kind in {**form.controls, UNKNOWN: "hidden", NUMBERS[0]: "hidden"}.items():
        if endpoint.startswith("storefront.") and (endpoint, name) not in already:
            usual = {each: ADA[each] for each in form.controls if each in ADA}
            sent = form.values | usual | {name: next(numbers)}
            answer = browser.client.post(form.action, data=sent, headers=browser.headers)
            bare = 'data-testid="error-page"' in answer.get_data(as_text=True)
            yield Trial(endpoint, name, kind in TYPED, answer.status_code, bare)


def _endpoint(app: Flask, action: str) -> str:
    adapter = app.url_map.bind("localhost")
    endpoint, _ = adapter.match(urlsplit(action).path, method="POST")
    return str(endpoint)


def _walk(app: Flask) -> Iterator[Browser]:
    """Somebody's browser at one page after the other, until every form was there."""
    guest = Browser(app)
    yield from _buying(app, guest)
    path = guest.page.path
    yield guest
    yield from _by_the_link(app, path)
    guest.opens(path)
    guest.sends("password", password=PASSWORD)
    yield from _account(app, signs_in(guest))
    yield from _waiting_for_the_provider(app, guest)


def _buying(app: Flask, guest: Browser) -> Iterator[Browser]:
    guest.opens("/products/mug-stoneware")
    yield guest
    guest.adds("mug-stoneware").opens("/cart")
    yield guest
    guest.opens("/cart")
    guest.sends("coupon_code", coupon_code="WELCOME10")
    yield guest
    guest.opens("/checkout/address")
    yield guest
    guest.opens("/checkout/address")
    form = guest.page.form_with("email")
    elsewhere = {name: text for name, text in form.values.items() if name != "billing_same"}
    guest.posts(form.action, elsewhere | {"update": "1"})  # the invoice goes elsewhere
    yield guest
    guest.says_where().opens("/checkout/shipping")
    yield guest
    guest.opens("/checkout/shipping")
    guest.sends("shipping_method")
    yield guest
    guest.opens("/checkout/payment")
    with app.app_context():
        code = new_gift_card(500)
    guest.sends("gift_card", gift_card=code)
    yield guest
    guest.opens("/checkout/payment")
    guest.sends("payment_method", payment_method="card")
    yield guest
    guest.opens("/checkout/review")
    guest.sends("expected_total")
    guest.pays_with("4000000000003220")
    guest.opens(f"/orders/{_token(app)}")
    yield guest
    guest.opens(f"/orders/{_token(app)}")
    guest.posts(f"{guest.page.path}/give-up", {"csrf_token": _csrf(guest)})
    guest.sends("payment_method", payment_method="invoice")
    guest.sends("expected_total")


def _by_the_link(app: Flask, path: str) -> Iterator[Browser]:
    other = Browser(app)
    other.opens(path)
    other.sends("email", email=ADA["email"])
    other.opens(f"{path}/cancel")
    yield other
    other = Browser(app)
    other.opens(path)
    yield other
    other.opens(f"{path}/withdraw")
    yield other
    other.opens(f"{path}/withdraw")
    other.sends("name", name=ADA["name"], email=ADA["email"], step="check")
    yield other
    for page in ("/find-order", "/account/sign-in", "/account/password/forgotten"):
        other.opens(page)
        yield other


def _account(app: Flask, browser: Browser) -> Iterator[Browser]:
    browser.opens("/account/addresses/new")
    yield browser
    browser.opens("/account/addresses/new")
    browser.sends("line1", **{name: text for name, text in ADA.items() if name != "email"})
    for page in ("/account", "/account/password"):
        browser.opens(page)
        yield browser
    browser.opens("/account")
    browser.opens(browser.page.all(data_testid="edit-address")[0]["href"])
    yield browser
    with app.app_context():
        customer = db.session.query(Customer).filter_by(email=ADA["email"]).one()
        public_id = customer.public_id
        end_reading()
        grant_credit("demo", public_id, Grant(100, "tests"))
        signed = sign_password("demo", public_id, customer.stamp or "", clock.now())
    browser.opens(f"/account/password/choose/{signed}")
    yield browser
    browser.adds("notebook-a5").gets_to_review()
    browser.opens("/checkout/payment")
    yield browser


def _waiting_for_the_provider(app: Flask, browser: Browser) -> Iterator[Browser]:
    browser.gets_to_review("card")
    browser.sends("expected_total")
    browser.pays_with("4000000000000119")
    browser.opens(f"/orders/{_token(app)}")
    yield browser


def _token(app: Flask) -> str:
    """Of the order that was changed last."""
    with app.app_context():
        token = db.session.query(Order.token).order_by(Order.updated_at.desc()).limit(1).scalar()
        end_reading()
    return str(token)


def _csrf(browser: Browser) -> str:
    return str(browser.page.form_with("csrf_token").values["csrf_token"])
