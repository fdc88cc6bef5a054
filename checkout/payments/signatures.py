"""Signed notifications, in two schemes: Stripe's (`t=…,v1=…`) and Standard Webhooks (`v1,…`). Both are HMAC-SHA256."""

import base64
import binascii
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime

#: seconds that a signature's instant and ours may be apart, either way
TOLERANCE = 300
#: characters; secrets that overlap make several signatures of 64 at most
LONGEST = 1000


def is_signed_as_stripe_does(
    body: bytes, header: str, secrets: Iterable[str], at: datetime
) -> bool:
    """Whether one of the secrets signed these very bytes, at most five minutes from `at`."""
    parts = [part.strip().partition("=") for part in _short(header).split(",")]
    times = [value for name, _, value in parts if name == "t"]
    given = [value for name, _, value in parts if name == "v1"]
    if len(times) != 1 or not _is_now(times[0], at):
        return False
    wanted = [_mac(each.encode(), f"{times[0]}.", body).hex() for each in secrets if each]
    return _is_one_of(given, wanted)


def is_signed_by_the_standard(
    body: bytes, headers: Mapping[str, str], secrets: Iterable[str], at: datetime
) -> bool:
    """Whether one of the secrets ("whsec_" and base64) signed the id, the instant and these very bytes; the rest as above."""
    id_, seconds = _short(headers.get("Webhook-Id", "")), headers.get("Webhook-Timestamp", "")
    if not id_ or not _is_now(seconds, at):
        return False
    signatures = _short(headers.get("Webhook-Signature", ""))
    marked = [part.partition(",") for part in signatures.split(" ")]
    given = [value for version, _, value in marked if version == "v1"]
    keys = [_decoded(each.removeprefix("whsec_")) for each in secrets]
    macs = [_mac(key, f"{id_}.{seconds}.", body) for key in keys if key]
    return _is_one_of(given, [base64.b64encode(mac).decode() for mac in macs])


def _is_now(seconds: str, at: datetime) -> bool:
    is_number = seconds.isascii() and seconds.isdigit() and len(seconds) < 12
    return is_number and abs(at.timestamp() - int(seconds)) <= TOLERANCE


def _short(header: str) -> str:
    """The header, or nothing where it is longer than any or has characters that none has."""
    return header if len(header) <= LONGEST and header.isascii() else ""


def _mac(key: bytes, before: str, body: bytes) -> bytes:
    return hmac.digest(key, before.encode() + body, "sha256")


def _decoded(secret: str) -> bytes:
    try:
        return base64.b64decode(secret, validate=True)
    except binascii.Error:
        return b""


def _is_one_of(given: list[str], wanted: list[str]) -> bool:
    return any(hmac.compare_digest(one, other) for one in wanted for other in given)
