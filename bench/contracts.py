"""What a whole checkout through a partner contract costs the server, beside the native API's.

uv run python bench/contracts.py [--database sqlite|postgresql|both] [--checkouts N]

Atomic checkout: a cart with its lines, then the one call, beside a native checkout opened with everything and completed.
Both sell the same two things to the same guest by invoice, each call in a connection that stays open.
"""

import argparse
import http.client
import json
import statistics
from collections.abc import Callable
from urllib.parse import urlsplit

from journey import ADDRESS, WentWrong
from journey import A as FIRST
from journey import B as SECOND
from measure import HEADINGS, Cost, run, typical
from servers import ROOT, Server, flask, prepared, serving

LINES = [{"sku": FIRST, "quantity": 1}, {"sku": SECOND, "quantity": 1}]
EMAIL = ADDRESS["email"]
NATIVE_ADDRESS = {name: value for name, value in ADDRESS.items() if name != "email"}
THEIRS = {
    "contactName": ADDRESS["name"],
    "street": ADDRESS["line1"],
    "zipCode": ADDRESS["postal_code"],
    "city": ADDRESS["city"],
    "country": ADDRESS["country"],
}
SHIPPING = {"methodId": "standard", "zoneId": "*", "methodName": "Standard", "amount": 4.9}
LIMIT = 1.5
ROUNDS = 8


def main() -> None:
    """Prints the report; its first line is the contract's CPU as a multiple of the native API's."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--checkouts", type=int, default=60, help="how many each run of a round makes"
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    given = parser.parse_args()
    engines = ("sqlite", "postgresql") if given.database == "both" else (given.database,)
    for engine in engines:
        print("\n".join(_report(engine, given.checkouts)), flush=True)


class Line:
    """A connection that stays open, with a key."""

    def __init__(self, server: Server, key: str) -> None:
        at = urlsplit(server.base_url)
        self._connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=30)
        self._key = key
        self.received = 0

    def post(self, path: str, body: object, **headers: str) -> dict[str, object]:
        """What is answered to a POST."""
        sent = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        self._connection.request("POST", path, json.dumps(body), sent | headers)
        answer = self._connection.getresponse()
        content = answer.read()
        self.received += len(content)
        if answer.status >= 300:
            raise WentWrong(f"POST {path} answered {answer.status}: {content[:300]!r}")
        return dict(json.loads(content))


def native(line: Line) -> int:
    """A checkout opened with everything, and completed."""
    before = line.received
    wish = {
        "lines": LINES,
        "email": EMAIL,
        "shipping_address": NATIVE_ADDRESS,
        "shipping_method": "standard",
    }
    checkout = line.post("/api/v1/checkouts", wish)
    completion = {"expected_total": checkout["total"], "payment": {"method": "invoice"}}
    key = {"Idempotency-Key": str(checkout["id"])}
    line.post(f"/api/v1/checkouts/{checkout['id']}/complete", completion, **key)
    return line.received - before


def atomic(line: Line) -> int:
    """A cart, and the one call."""
    before = line.received
    cart = line.post("/api/v1/checkouts", {"lines": LINES})
    wish = {
        "cartId": cart["id"],
        "currency": "EUR",
        "paymentMethods": [{"provider": "none", "method": "invoice"}],
        "shipping": SHIPPING,
        "addresses": [{**THEIRS, "type": "SHIPPING"}, {**THEIRS, "type": "BILLING"}],
        "customer": {"email": EMAIL, "firstName": "Ada", "guest": True},
    }
    line.post("/checkout/demo/checkouts/order", wish)
    return line.received - before


def _report(engine: str, checkouts: int) -> list[str]:
    with prepared(engine) as environment:
        new_key = ("api-key", "create", "--shop", "demo", "--scopes", "all")
        key = flask(environment, *new_key).splitlines()[-1]
        with serving("app:app", ROOT, environment) as server:
            line = Line(server, key)
            rounds = [
                (
                    _cost(server, lambda: native(line), checkouts),
                    _cost(server, lambda: atomic(line), checkouts),
                )
                for _ in range(ROUNDS)
            ]
    ratios = [theirs.cpu_ms / ours.cpu_ms for ours, theirs in rounds]
    ratio = statistics.median(ratios)
    spread = f"{min(ratios):.2f} to {max(ratios):.2f} in {ROUNDS} rounds"
    return [
        f"{engine}: atomic checkout {ratio:.2f} times the native CPU ({spread}; limit {LIMIT})",
        HEADINGS,
        f"{typical([each for each, _ in rounds]).row()}  native",
        f"{typical([each for _, each in rounds]).row()}  atomic",
        "",
    ]


def _cost(server: Server, journey: Callable[[], int], checkouts: int) -> Cost:
    return run(server.base_url, server.pid, journey, 1, checkouts)


if __name__ == "__main__":
    main()
