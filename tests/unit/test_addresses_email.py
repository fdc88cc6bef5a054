"""E-mail addresses: form, and the hint for slips."""

import pytest

from checkout.addresses import check_email, suggest_email


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "email_missing"),
        ("   ", "email_missing"),
        ("ada", "email_without_at"),
        ("ada.example.com", "email_without_at"),
        ("ada@@example.com", "email_with_two_ats"),
        ("ada@example.com,bob@example.com", "email_with_two_ats"),
        ("ada love@example.com", "email_with_space"),
        ("ada@exam ple.com", "email_with_space"),
        ("ada@example", "email_domain_without_dot"),
        ("ada@", "email_domain_without_dot"),
        ("@example.com", "email_malformed"),
        ("ada..love@example.com", "email_malformed"),
        ("ada@example.com.", "email_malformed"),
        ("ada@-example.com", "email_malformed"),
        ("ada@[127.0.0.1]", "email_malformed"),
        ("a" * 243 + "@example.com", "email_too_long"),
    ],
)
def test_each_fault_of_an_email_has_its_own_cause(typed: str, code: str) -> None:
    fault = check_email(typed)
    assert fault is not None
    assert (fault.field, fault.code) == ("email", code)
    assert fault.message % fault.params


@pytest.mark.parametrize(
    "typed",
    [
        "ada@example.com",
        " ada@example.com ",
        "ada@shop.test",
        "ada@mail.shop.test",
        "ada@shop.example",
        "o'brien+shop@example.ie",
        "JOhn@Example.COM",
        "müller@straße.de",
        "ada@example.museum",
        "a" * 64 + "@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 63 + ".de",
    ],
)
def test_a_usable_email_has_no_fault(typed: str) -> None:
    assert check_email(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("homtail.com", "hotmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("hotnail.com", "hotmail.com"),
        ("homtail.con", "hotmail.com"),
        ("gmial.com", "gmail.com"),
        ("gamil.com", "gmail.com"),
        ("gmal.com", "gmail.com"),
        ("GMIAL.COM", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmail.cm", "gmail.com"),
        ("gmail", "gmail.com"),
        ("googlemial.com", "googlemail.com"),
        ("yahooo.com", "yahoo.com"),
        ("yhoo.com", "yahoo.com"),
        ("outlok.com", "outlook.com"),
        ("outloook.de", "outlook.de"),
        ("iclod.com", "icloud.com"),
        ("icould.com", "icloud.com"),
        ("gmx.dee", "gmx.de"),
        ("t-onlin.de", "t-online.de"),
        ("protonmial.com", "protonmail.com"),
        ("comcast.nte", "comcast.net"),
        ("acme.con", "acme.com"),
        ("mail.acme.ogr", "mail.acme.org"),
    ],
)
def test_a_slip_is_pointed_out(typed: str, meant: str) -> None:
    assert suggest_email(f"Ada.L@{typed}") == f"Ada.L@{meant}"


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "ymail.com",
        "mail.com",
        "hotmail.de",
        "hotmail.be",
        "yahoo.com.br",
        "me.com",
        "we.com",
        "love.com",
        "small.com",
        "acme.co",
        "acme.cm",
        "example.com",
        "shop.test",
    ],
)
def test_a_plausible_domain_is_not_questioned(domain: str) -> None:
    assert suggest_email(f"ada@{domain}") is None


@pytest.mark.parametrize("typed", ["", "ada", "@gmial.com", "ada@", "ada@."])
def test_there_is_no_hint_for_half_an_email(typed: str) -> None:
    assert suggest_email(typed) is None
