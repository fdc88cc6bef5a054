"""What the test gateway tells by itself: webhooks after the Standard Webhooks scheme, written down before they are sent."""

import json
import secrets
import sqlite3
import time

from ...webhook_signatures import signature_headers

#: state of a charge -> type of the event that tells of it; of the others nothing is told
TYPES = {
    "authorized": "payment.authorized",
    "captured": "payment.captured",
    "refused": "payment.failed",
    "void": "payment.canceled",
}


def write_notice(books: sqlite3.Connection, charge: sqlite3.Row) -> None:
    """Writes down what is to be told of the charge as it is now, in the transaction that made it so."""
    type_ = "payment.refunded" if charge["refunded"] else TYPES.get(charge["state"])
    if type_ is None:
        return
    id_, now = f"evt_{secrets.token_urlsafe(12)}", int(time.time())
    told = ("idempotency_key", "order_number", "amount", "captured", "refunded", "currency")
    data = {name: charge[name] for name in told} | {
        "reference": charge["id"],
        "authorized": charge["amount"] - charge["released"],
        "reason": charge["reason"],
    }
    body = json.dumps({"id": id_, "type": type_, "created": now, "data": data})
    books.execute(
        "INSERT INTO notices (id, body, written_at) VALUES (?, ?, ?)",
        (id_, body, time.time_ns() // 1_000_000),
    )


def signed(secret: str, id_: str, body: bytes, at: int) -> dict[str, str]:
    """The headers of a webhook: its id, when it is sent (seconds since 1970), and what proves that it is ours."""
    return {"Content-Type": "application/json", **signature_headers([secret], id_, at, body)}
