"""Signatures of what gateways tell: ours are those of the libraries, and one bit more or less is none."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as any_of
from standardwebhooks.webhooks import Webhook

from checkout.payments.signatures import (
    TOLERANCE,
    is_signed_as_stripe_does,
    is_signed_by_the_standard,
)

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 (of nobody)
OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
NOW = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)
BODY = '{"id": "evt_1", "größer": 1}'.encode()
STRIPE_HEADER = stripe.WebhookSignature.generate_signature_header(
    BODY.decode(), SECRET, int(NOW.timestamp())
)
STANDARD = {
    "Webhook-Id": "evt_1",
    "Webhook-Timestamp": str(int(NOW.timestamp())),
    "Webhook-Signature": Webhook(SECRET).sign("evt_1", NOW, BODY.decode()),
}


def test_what_stripes_library_signs_is_signed() -> None:
    assert is_signed_as_stripe_does(BODY, STRIPE_HEADER, (SECRET,), NOW)
    assert not is_signed_as_stripe_does(BODY, STRIPE_HEADER, (OTHER,), NOW)
    assert is_signed_as_stripe_does(BODY, STRIPE_HEADER, (OTHER, SECRET), NOW)
    assert not is_signed_as_stripe_does(BODY, STRIPE_HEADER, (), NOW)


def test_what_the_standards_library_signs_is_signed() -> None:
    assert is_signed_by_the_standard(BODY, STANDARD, (SECRET,), NOW)
    assert not is_signed_by_the_standard(BODY, STANDARD, (OTHER,), NOW)
    assert is_signed_by_the_standard(BODY, STANDARD, (OTHER, SECRET), NOW)
    assert not is_signed_by_the_standard(BODY, STANDARD, (), NOW)


def test_one_of_several_signatures_is_enough() -> None:
    seconds, given = STRIPE_HEADER.split(",")
    header = f"{seconds},v1={'0' * 64},v0={'1' * 64},{given}"
    assert is_signed_as_stripe_does(BODY, header, (SECRET,), NOW)
    header = f"{seconds},{given.replace('v1', 'v0')}"
    assert not is_signed_as_stripe_does(BODY, header, (SECRET,), NOW)
    several = STANDARD | {"Webhook-Signature": f"v1,AAAA {STANDARD['Webhook-Signature']} v2,x"}
    assert is_signed_by_the_standard(BODY, several, (SECRET,), NOW)


@pytest.mark.parametrize("header", ["", "t=", "t=1,v1=", "v1=abc", f"{STRIPE_HEADER},t=2", "é"])
def test_what_is_no_signature_is_none(header: str) -> None:
    assert not is_signed_as_stripe_does(BODY, header, (SECRET, ""), NOW)
    marked = STANDARD | {"Webhook-Signature": header}
    assert not is_signed_by_the_standard(BODY, marked, (SECRET, ""), NOW)


@pytest.mark.parametrize("seconds", [TOLERANCE, -TOLERANCE])
def test_five_minutes_either_way_are_allowed(seconds: int) -> None:
    just, more = (NOW + timedelta(seconds=each) for each in (seconds, seconds * 1.01))
    assert is_signed_as_stripe_does(BODY, STRIPE_HEADER, (SECRET,), just)
    assert is_signed_by_the_standard(BODY, STANDARD, (SECRET,), just)
    assert not is_signed_as_stripe_does(BODY, STRIPE_HEADER, (SECRET,), more)
    assert not is_signed_by_the_standard(BODY, STANDARD, (SECRET,), more)


@given(any_of.data())
def test_one_bit_flipped_anywhere_is_refused(data: Any) -> None:
    body = _flipped(data, BODY)
    assert not is_signed_as_stripe_does(body, STRIPE_HEADER, (SECRET,), NOW)
    assert not is_signed_by_the_standard(body, STANDARD, (SECRET,), NOW)
    header = _flipped(data, STRIPE_HEADER.encode()).decode("latin-1")
    assert not is_signed_as_stripe_does(BODY, header, (SECRET,), NOW)
    name = data.draw(any_of.sampled_from(sorted(STANDARD)))
    value = _flipped(data, STANDARD[name].encode()).decode("latin-1")
    assert not is_signed_by_the_standard(BODY, STANDARD | {name: value}, (SECRET,), NOW)


def test_a_header_as_long_as_a_book_takes_no_time() -> None:
    begun = time.perf_counter()
    assert not is_signed_as_stripe_does(BODY, "v1=a," * 200_000, (SECRET,), NOW)
    assert not is_signed_as_stripe_does(BODY, "t=" + "1" * 1_000_000, (SECRET,), NOW)
    assert time.perf_counter() - begun < 1


def _flipped(data: Any, text: bytes) -> bytes:
    bit = data.draw(any_of.integers(0, len(text) * 8 - 1))
    changed = bytearray(text)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
