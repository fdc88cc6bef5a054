"""Who may be on which step, where a form leads, and that a refused one loses nothing."""

import pytest
from flask import Flask

from tests.factories import reprice, stock_up
from tests.web.browsing import ADA, Browser

STEPS = ("address", "shipping", "payment", "review")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_cart_every_step_leads_to_the_cart(
    visitor: Browser, step: str, method: str
) -> None:
    page = (
        visitor.opens(f"/checkout/{step}")
        if method == "get"
        else visitor.posts(f"/checkout/{step}", {})
    )
    assert page.path == "/cart"


@pytest.mark.parametrize("step", STEPS[1:])
@pytest.mark.parametrize("method", ["get", "post"])
def test_jumping_ahead_leads_to_what_is_missing(visitor: Browser, step: str, method: str) -> None:
    visitor.adds("mug-stoneware")
    page = (
        visitor.opens(f"/checkout/{step}")
        if method == "get"
        else visitor.posts(f"/checkout/{step}", {})
    )
    assert page.path == "/checkout/address"


def test_every_saved_step_is_a_redirect_to_the_next(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").opens("/checkout/address")
    for field, values, following in (
        ("email", ADA, "/checkout/shipping"),
        ("shipping_method", {}, "/checkout/payment"),
        ("payment_method", {}, "/checkout/review"),
    ):
        form = visitor.page.form_with(field)
        answer = visitor.client.post(form.action, data=form.values | values)
        assert (answer.status_code, answer.headers["Location"]) == (303, following)
        visitor.opens(following)


def test_a_change_link_leads_straight_back_to_the_review(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").gets_to_review()
    for key, field in (
        ("address", "email"),
        ("shipping", "shipping_method"),
        ("payment", "payment_method"),
    ):
        link = visitor.page.all("a", data_testid=f"change-{key}")[0]
        visitor.opens(link["href"])
        assert visitor.sends(field).path == "/checkout/review"


def test_a_refused_address_keeps_all_that_was_typed(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").opens("/checkout/address")
    typed = ADA | {
        "email": "ada",
        "company": "Analytical <Engines> & Co",
        "note": "Ring\ntwice",
        "phone": "x",
    }
    page = visitor.sends("email", **typed)

    assert page.status == 422
    assert page.title.startswith("Error: Address \N{EN DASH} ")
    assert {name: page.form_with("email").values[name] for name in typed} == typed
    assert page.all("input", id="email", aria_invalid="true")
    assert page.all("details", data_testid="country-rare", open="")


def test_the_summary_says_what_the_fields_say_and_links_to_them(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").opens("/checkout/address")
    page = visitor.sends("email", country="DE")
    summary = page.text[
        page.text.index('id="error-summary"') : page.text.index(
            "</ul>", page.text.index('id="error-summary"')
        )
    ]

    assert "There is a problem" in summary
    for field in ("email", "name", "line1", "postal_code", "city"):
        assert f'href="#{field}"' in summary
        assert page.all(id=f"{field}-error")
        control = page.all("input", id=field)[0]
        assert f"{field}-error" in control["aria-describedby"]


def test_another_country_has_other_fields_and_keeps_what_was_typed(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").opens("/checkout/address")
    typed = ADA | {"country": "US", "region": "NY", "line1": "20 W 34th St"}
    visitor.sends("email", **typed, update="country")
    assert visitor.page.all("select", id="region")
    visitor.sends("email", country="DE", update="country")
    assert not visitor.page.all("select", id="region")
    page = visitor.sends("email", country="US", update="country")

    assert page.status == 200
    assert not page.shows("error-summary")
    assert typed.items() <= page.form_with("email").values.items()


def test_a_billing_address_of_its_own_is_reachable_without_javascript(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").opens("/checkout/address")
    form = visitor.page.form_with("email")
    values = form.values | ADA
    values.pop("billing_same")
    page = visitor.posts(form.action, values)
    assert page.all("input", id="billing_name")
    assert not page.shows("error-summary")

    billing = {f"billing_{name}": value for name, value in ADA.items() if name != "email"}
    visitor.sends("email", **(billing | {"billing_name": "Analytical Engines"}))
    assert visitor.page.path == "/checkout/shipping"


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/products/mug-stoneware", "quantity"),
        ("/checkout/address", "email"),
        ("/checkout/shipping", "shipping_method"),
        ("/checkout/payment", "payment_method"),
        ("/checkout/review", "expected_total"),
    ],
)
def test_an_expired_form_comes_back_whole_with_a_fresh_token(
    visitor: Browser, path: str, field: str
) -> None:
    visitor.adds("mug-stoneware").gets_to_review()
    form = visitor.opens(path).form_with(field)
    page = visitor.posts(form.action, form.values | {"csrf_token": "old"})

    assert page.status == 422
    assert "open for a long time" in page.text
    anew = {"csrf_token", "attempted", "placement_key"}
    kept = {name: value for name, value in form.values.items() if name not in anew}
    assert kept.items() <= page.form_with(field).values.items()
    assert visitor.sends(field).status == 200


def test_a_changed_price_is_shown_and_asked_again(app: Flask, visitor: Browser) -> None:
    visitor.adds("mug-stoneware").gets_to_review()
    with app.app_context():
        reprice("mug-stoneware", 2600)
    page = visitor.sends("expected_total")

    assert page.status == 409
    assert page.shows("changed")
    assert "€28.90" in page.text
    assert "€30.90" in page.text
    assert visitor.sends("expected_total").shows("confirmation")


def test_what_sold_out_meanwhile_is_marked_in_the_cart_with_a_way_out(
    app: Flask, visitor: Browser
) -> None:
    visitor.adds("mug-stoneware", 2).gets_to_review()
    with app.app_context():
        stock_up("mug-stoneware", 1)
    page = visitor.sends("expected_total")

    assert page.path == "/cart"
    assert page.shows("problem-mug-stoneware")
    take_one = next(form for form in page.forms if form.values.get("quantity") == "1")
    assert not visitor.posts(take_one.action, take_one.values).shows("problem-mug-stoneware")


def test_a_card_number_is_refused_wherever_it_is_typed(visitor: Browser) -> None:
    visitor.adds("mug-stoneware")
    for field in ("name", "line1", "city", "company", "note"):
        visitor.opens("/checkout/address")
        page = visitor.sends("email", **(ADA | {field: "4242 4242 4242 4242"}))
        assert page.shows(f"{field}-error"), field


def test_an_email_typo_is_hinted_at_and_never_in_the_way(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").gets_to_review()
    visitor.opens("/checkout/address?from=review")
    page = visitor.sends("email", email="ada@homtail.com")

    assert page.path == "/checkout/review"
    assert "Did you mean ada@hotmail.com?" in page.text
