"""The photo order of the published document, and what its tests have in common."""

import copy
import io
import zipfile
from typing import Any

from werkzeug.test import TestResponse

from checkout.contracts.photo_order.openapi import ORDER
from tests.contracts.partner import Partner

#: the document's example
EXAMPLE: dict[str, Any] = copy.deepcopy(ORDER)
#: what of it an answer has its own values for
OWN = ("orderId", "orderdate", "status", "statusHistory")
#: what a partner knows before the checkout
BEGINNING = {name: value for name, value in EXAMPLE.items() if name not in {*OWN, "customer"}}
ZIP = "application/zip"


def changed(document: dict[str, Any], *path: str | int, to: Any) -> dict[str, Any]:
    """A copy of the document with another value at the path."""
    copied = copy.deepcopy(document)
    place: Any = copied
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = to
    return copied


def begin(partner: Partner, document: dict[str, Any] | None = None) -> dict[str, Any]:
    """A temporary order."""
    answer = partner.asks("POST", "/v1/orders", BEGINNING if document is None else document)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    order: dict[str, Any] = answer.get_json()
    return order


def finish(
    partner: Partner, order: dict[str, Any], document: dict[str, Any] | None = None
) -> TestResponse:
    """The answer to its checkout."""
    path = f"/v1/orders/{order['orderId']}/checkout"
    return partner.asks("POST", path, EXAMPLE if document is None else document)


def read(partner: Partner, order: dict[str, Any]) -> dict[str, Any]:
    """The order as it is now."""
    answer = partner.asks("GET", f"/v1/orders/{order['orderId']}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def send(partner: Partner, order: dict[str, Any], data: bytes, media: str = ZIP) -> TestResponse:
    """The answer to data that is sent as it is."""
    path = f"/v1/orders/{order['orderId']}/data"
    return partner.asks("POST", path, raw=data, Content_Type=media)


def archive(*names: str, content: bytes = b"a picture") -> bytes:
    """A zip archive with these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names or ("picture.jpg",):
            file.writestr(name, content)
    return made.getvalue()


def error(answer: TestResponse) -> tuple[int, str, str]:
    """Status and words of an error, whose form is the document's."""
    body = answer.get_json()
    assert set(body) == {"status", "timestamp", "message", "debugMessage"}, body
    return answer.status_code, body["status"], body["message"]
