"""A guest at the pages without a browser: real requests, forms read from the page and sent as they stand."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self
from urllib.parse import urljoin

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from checkout.addresses import Address
from tests.factories import ADA, berlin


@dataclass
class Form:
    """A form as it stands on a page."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(has.get("action", "")))
        elif self.forms and has.get("name"):
            self._field(tag, has)
        elif tag == "option" and "selected" in has and self.forms:
            self.forms[-1].fields[self._select] = has.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.forms[-1].fields[self._textarea] += data

    def _field(self, tag: str, has: dict[str, str]) -> None:
        fields, name = self.forms[-1].fields, has["name"]
        if tag == "select":
            self._select = name
            fields.setdefault(name, "")
        elif tag == "textarea":
            self._textarea = name
            fields[name] = ""
        elif tag == "input" and (has.get("type") not in {"radio", "checkbox"} or "checked" in has):
            fields[name] = has.get("value", "on")


def forms_in(html: str) -> list[Form]:
    """The forms of a page, with what a browser would send."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


class Guest:
    """Somebody with a cookie jar, looking at one page after the other."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.path = "/"
        self.seen: TestResponse | None = None

    @property
    def html(self) -> str:
        """The page being looked at."""
        assert self.seen is not None
        return self.seen.get_data(as_text=True)

    def opens(self, path: str) -> Self:
        self.seen, self.path = self.client.get(path), path
        while self.seen.status_code in {302, 303}:
            self.path = urljoin(self.path, self.seen.location)
            self.seen = self.client.get(self.path)
        return self

    def form_with(self, name: str) -> Form:
        return next(form for form in forms_in(self.html) if name in form.fields)

    def sends(self, having: str, **fields: str) -> TestResponse:
        """Sends the form that has the field `having`; the bare answer, not followed."""
        form = self.form_with(having)
        answer = self.client.post(urljoin(self.path, form.action), data=form.fields | fields)
        self.seen = answer
        return answer

    def submits(self, having: str, **fields: str) -> Self:
        """Sends the form and follows to its page."""
        answer = self.sends(having, **fields)
        return self.opens(urljoin(self.path, answer.location)) if answer.location else self

    def adds(self, sku: str, quantity: int = 1) -> Self:
        return self.opens(f"/products/{sku}").submits("quantity", quantity=str(quantity))

    def ships_to(self, address: Address = berlin, email: str = ADA) -> Self:
        fields = {name: value for name, value in address.to_dict().items() if value}
        return self.opens("/checkout/address").submits("email", email=email, **fields)

    def by(self, method: str) -> Self:
        return self.opens("/checkout/shipping").submits("shipping_method", shipping_method=method)

    def pays_by(self, method: str) -> Self:
        return self.opens("/checkout/payment").submits("payment_method", payment_method=method)

    def places_order(self) -> str:
        """Buys; the path of the order's page."""
        self.opens("/checkout/review").submits("expected_total")
        assert self.path.startswith("/orders/"), (self.path, self.html[:2000])
        return self.path

    def buys(self, sku: str = "mug-stoneware") -> str:
        return self.adds(sku).ships_to().by("standard").pays_by("invoice").places_order()
