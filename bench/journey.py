"""A whole guest checkout over real HTTP, as pages and as JSON. Standard library only, so the client costs little."""

import http.client
import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

ADDRESS = {
    "email": "ada@example.com",
    "name": "Ada Lovelace",
    "line1": "Torstraße 1",
    "postal_code": "10119",
    "city": "Berlin",
    "country": "DE",
}
A, B = "mug-stoneware", "notebook-a5"


class WentWrong(Exception):
    """The server did not answer as a checkout should."""


@dataclass
class Form:
    """A form as a browser would send it untouched."""

    action: str
    values: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(has.get("action", "")))
        elif not self.forms:
            return
        elif tag == "input" and "name" in has:
            if has.get("type") not in {"radio", "checkbox"} or "checked" in has:
                self.forms[-1].values[has["name"]] = has.get("value", "on")
        elif tag == "select":
            self._select = has.get("name", "")
        elif tag == "option" and "selected" in has:
            self.forms[-1].values[self._select] = has.get("value", "")


class Browser:
    """One shopper: a connection, cookies, and the page before them."""

    def __init__(self, base_url: str) -> None:
        at = urlsplit(base_url)
        self._connection = http.client.HTTPConnection(
            at.hostname or "127.0.0.1", at.port or 80, timeout=30
        )
        self._cookies: dict[str, str] = {}
        self.path = "/"
        self.page = ""
        self.bytes = 0
        #: (method, path) -> bytes of the page, for the floor to be as large
        self.sizes: dict[str, int] = {}

    def close(self) -> None:
        self._connection.close()

    def get(self, path: str, page_name: str) -> None:
        status, _ = self._send("GET", path, None, {})
        if status != 200:
            raise WentWrong(f"GET {path} answered {status}")
        self.path = path
        self.sizes[page_name] = len(self.page.encode())

    def submit(self, having: str, page_name: str, **values: str) -> None:
        """Sends the form that has the field `having`, and follows to its page."""
        parser = _Forms()
        parser.feed(self.page)
        form = next((each for each in parser.forms if having in each.values), None)
        if form is None:
            raise WentWrong(f"no form with {having} on {self.path}")
        path = urljoin(self.path, form.action)
        body = urlencode(form.values | values).encode()
        status, location = self._send(
            "POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"}
        )
        if status not in {302, 303}:
            raise WentWrong(f"POST {path} answered {status}")
        at = urlsplit(location)
        self.get(at.path + (f"?{at.query}" if at.query else ""), page_name)

    def _send(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, str]:
        if self._cookies:
            headers = headers | {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        self.bytes += len(content) + sum(len(k) + len(v) + 4 for k, v in answer.getheaders())
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            key, _, value = cookie.split(";", 1)[0].partition("=")
            self._cookies[key] = value
        self.page = content.decode()
        return answer.status, answer.headers.get("Location", "")


def buy_by_pages(base_url: str, *, list_page: bool = True) -> Browser:
    """Buys two things through every page and returns the browser, on the order's page."""
    browser = Browser(base_url)
    if list_page:
        browser.get("/", "list")
    browser.get(f"/products/{A}", "product")
    browser.submit("quantity", "cart", quantity="1")
    browser.get(f"/products/{B}", "product")
    browser.submit("quantity", "cart", quantity="1")
    browser.get("/cart", "cart")
    browser.get("/checkout/address", "address")
    browser.submit("email", "shipping", **ADDRESS)
    browser.submit("shipping_method", "payment", shipping_method="standard")
    browser.submit("payment_method", "review", payment_method="invoice")
    browser.submit("expected_total", "order")
    if "/orders/" not in browser.path:
        raise WentWrong(f"placing ended on {browser.path}")
    browser.close()
    return browser


def buy_by_json(base_url: str, key: str) -> int:
    """Buys the same two things through the API; the bytes it was sent."""
    at = urlsplit(base_url)
    connection = http.client.HTTPConnection(at.hostname or "127.0.0.1", at.port or 80, timeout=30)
    received = 0

    def call(method: str, path: str, body: object = None, **headers: str) -> dict[str, object]:
        nonlocal received
        sent = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"} | headers
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        answer = connection.getresponse()
        content = answer.read()
        received += len(content)
        if answer.status >= 300:
            raise WentWrong(f"{method} {path} answered {answer.status}: {content[:300]!r}")
        return dict(json.loads(content))

    call("GET", "/api/v1/products")
    call("GET", f"/api/v1/products/{A}")
    checkout = call("POST", "/api/v1/checkouts", {"lines": [{"sku": A, "quantity": 1}]})
    path = f"/api/v1/checkouts/{checkout['id']}"
    call("GET", f"/api/v1/products/{B}")
    call("PATCH", path, {"lines": [{"sku": A, "quantity": 1}, {"sku": B, "quantity": 1}]})
    call("GET", path)
    address = {name: value for name, value in ADDRESS.items() if name != "email"}
    call("PATCH", path, {"email": ADDRESS["email"], "shipping_address": address})
    call("PATCH", path, {"shipping_method": "standard"})
    seen = call("PATCH", path, {"payment_method": "invoice"})
    wish = {"expected_total": seen["total"], "payment": {"method": "invoice"}}
    call("POST", f"{path}/complete", wish, **{"Idempotency-Key": str(checkout["id"])})
    call("GET", f"/api/v1/orders/{checkout['id']}")
    connection.close()
    return received
