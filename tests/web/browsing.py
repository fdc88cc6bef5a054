"""A browser without JavaScript: reads pages, keeps what is in their forms, sends them, and follows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

ADA = {
    "email": "ada@example.com",
    "country": "DE",
    "name": "Ada Lovelace",
    "line1": "Torstraße 12",
    "postal_code": "10119",
    "city": "Berlin",
}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@dataclass
class Element:
    """A start tag: its name and attributes."""

    tag: str
    attributes: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")


@dataclass
class Form:
    """A form and what a browser would send of it, untouched."""

    action: str
    values: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """What is on a page: its elements in order, its forms, its title."""

    def __init__(self, response: TestResponse, path: str) -> None:
        super().__init__()
        self.status, self.text, self.path = response.status_code, response.text, path
        self.headers = response.headers
        self.elements: list[Element] = []
        self.forms: list[Form] = []
        self._inside: Form | None = None
        self._select = self._textarea = ""
        self.feed(self.text)

    @property
    def title(self) -> str:
        found = re.search(r"<title>(.*?)</title>", self.text)
        return found[1] if found else ""

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """The elements of that tag with those attributes; `_` in a name stands for `-`."""
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [
            each
            for each in self.elements
            if each.tag == (tag or each.tag) and wanted.items() <= each.attributes.items()
        ]

    def shows(self, testid: str) -> bool:
        return bool(self.all(data_testid=testid))

    def form_with(self, name: str) -> Form:
        return next(form for form in self.forms if name in form.values)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        name = element["name"]
        if tag == "form":
            self._inside = Form(element["action"] or self.path)
            self.forms.append(self._inside)
        elif self._inside is None:
            return
        elif tag == "input" and name:
            if element["type"] not in {"radio", "checkbox"} or "checked" in element.attributes:
                self._inside.values[name] = element["value"]
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in element.attributes:
            self._inside.values[self._select] = element["value"]
        elif tag == "textarea":
            self._textarea = name
            self._inside.values[name] = ""

    def handle_data(self, data: str) -> None:
        if self._textarea and self._inside is not None:
            self._inside.values[self._textarea] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = None
        elif tag == "textarea":
            self._textarea = ""


class Browser:
    """Someone's browser: cookies, and the page before them."""

    def __init__(self, app: Flask, language: str = "en-GB") -> None:
        self.client = app.test_client()
        self.headers = {"Accept-Language": language}
        self.page = self.opens("/")

    def opens(self, url: str) -> Page:
        """Follows a link to its end."""
        return self._followed(self.client.get(_local(url), headers=self.headers), url)

    def sends(self, having: str, **values: str) -> Page:
        """Sends the form that has the field `having`, and follows to where that leads."""
        form = self.page.form_with(having)
        return self.posts(form.action, form.values | values)

    def posts(self, url: str, values: Mapping[str, str]) -> Page:
        answer = self.client.post(_local(url), data=values, headers=self.headers)
        return self._followed(answer, url)

    def asks(
        self, url: str, values: Mapping[str, str] | None = None, target: str = "main#content"
    ) -> TestResponse:
        """What htmx would get for an element, without following."""
        headers = (
            self.headers | HTMX | {"HX-Target": target, "HX-Current-URL": f"http://localhost{url}"}
        )
        if values is None:
            return self.client.get(url, headers=headers)
        return self.client.post(url, data=values, headers=headers)

    def adds(self, slug: str, quantity: int = 1) -> "Browser":
        self.opens(f"/products/{slug}")
        self.sends("quantity", quantity=str(quantity))
        return self

    def says_where(self, **values: str) -> "Browser":
        self.opens("/checkout/address")
        self.sends("email", **(ADA | values))
        return self

    def gets_to_review(self, payment: str = "invoice") -> "Browser":
        self.says_where()
        if "shipping" in self.page.path:
            self.sends("shipping_method")
        if "payment" in self.page.path:
            self.sends("payment_method", payment_method=payment)
        assert self.page.path == "/checkout/review"
        return self

    def pays_with(self, number: str) -> Page:
        """Fills in the card page of the test gateway."""
        return self.sends("number", number=number, expiry="09/31", code="123", do="pay")

    def _followed(self, answer: TestResponse, url: str) -> Page:
        for _hop in range(8):
            if answer.status_code != 303:
                break
            url = answer.headers["Location"]
            answer = self.client.get(_local(url), headers=self.headers)
        self.page = Page(answer, urlsplit(url).path)
        return self.page


def _local(url: str) -> str:
    at = urlsplit(url)
    return f"{at.path}?{at.query}" if at.query else at.path
