"""Identifiers tell nothing and repeat never; keys are shown once and kept as digests."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from checkout import clock, ids
from checkout.db import db
from checkout.keys import SCOPES, UnknownScope, create_key, digest_of
from checkout.models import ApiKey


def test_tokens_and_numbers_do_not_repeat() -> None:
    for make in (ids.new_token, ids.new_number, lambda: ids.new_public_id("co")):
        assert len({make() for _ in range(2000)}) == 2000


def test_a_token_has_128_bits_and_fits_an_address() -> None:
    token = ids.new_token()
    assert len(token) == 22
    assert token.replace("-", "").replace("_", "").isalnum()


def test_an_order_number_can_be_read_out_on_the_phone() -> None:
    number = ids.new_number()
    assert len(number) == 9
    assert number[4] == "-"
    assert set(number) <= set(ids.ALPHABET) | {"-"}
    assert not set(ids.ALPHABET) & set("0O1IL2Z5SU")


def test_a_key_is_not_to_be_found_in_the_database(app: Flask) -> None:
    with app.app_context():
        key = create_key("demo", ["all"], "warehouse", clock.now() + timedelta(days=1))
        row = db.session.scalars(select(ApiKey)).one()
        assert row.digest == digest_of(key)
        assert key not in repr(vars(row))
        assert sorted(row.scopes) == sorted(SCOPES)
        assert (row.name, row.revoked_at) == ("warehouse", None)


def test_a_key_has_the_scopes_it_was_given_and_no_others(app: Flask) -> None:
    with app.app_context():
        create_key("demo", ["products:read"])
        assert db.session.scalars(select(ApiKey)).one().scopes == ["products:read"]
        with pytest.raises(UnknownScope, match="orders:burn"):
            create_key("demo", ["products:read", "orders:burn"])
        with pytest.raises(LookupError):
            create_key("elsewhere", ["all"])
