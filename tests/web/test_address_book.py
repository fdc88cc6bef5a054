"""The address book, and the address step of who has one."""

from flask import Flask

from checkout.db import db, end_reading
from checkout.models import CustomerAddress, Order
from tests.factories import berlin, vienna
from tests.web.accounts import signs_in, signs_up
from tests.web.browsing import ADA, Browser


def test_the_address_step_chooses_the_default_and_offers_the_others(visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor).opens("/account/addresses/new")
    fields = {name: value for name, value in vienna.to_dict().items() if value}
    visitor.sends("line1", **fields, label="Institute")
    visitor.adds("mug-stoneware").opens("/checkout/address")

    radios = visitor.page.all("input", name="saved_address")
    assert ["checked" in each.attributes for each in radios] == [True, False, False]
    assert "Institute" in visitor.page.text
    assert visitor.page.all("input", id="email", value=ADA["email"])
    assert visitor.page.all("input", id="line1") == []
    page = visitor.sends("email", saved_address=radios[1]["value"])
    assert page.path == "/checkout/shipping"
    assert vienna.line1 in visitor.opens("/checkout/review").text or visitor.opens(
        "/checkout/address"
    ).all("input", name="saved_address", value=radios[1]["value"], checked="")


def test_another_address_may_still_be_typed(app: Flask, visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor).adds("mug-stoneware").opens("/checkout/address")
    page = visitor.sends("email", saved_address="new")
    assert page.path == "/checkout/address"
    assert page.status == 200
    assert page.all("input", id="line1", value="")
    assert page.all("option", value="DE", selected="")
    assert page.all("input", id="postal_code")

    fields = {name: value for name, value in vienna.to_dict().items() if value}
    assert visitor.sends("email", **fields).path == "/checkout/shipping"
    with app.app_context():
        cart = db.session.query(Order).where(Order.state == "open").one()
        assert cart.shipping_address == vienna
    page = visitor.opens("/checkout/address")
    assert page.all("input", id="line1", value=vienna.line1)
    assert page.all("input", name="saved_address", value="new", checked="")


def test_what_was_typed_is_kept_while_a_saved_address_is_looked_at(visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor).adds("mug-stoneware").opens("/checkout/address")
    saved = visitor.page.all("input", name="saved_address")[0]["value"]
    visitor.sends("email", saved_address="new")
    visitor.sends("email", line1="Half a street", saved_address=saved, update="saved_address")
    assert visitor.page.all("input", id="line1") == []
    visitor.sends("email", saved_address="new", update="saved_address")
    assert visitor.page.all("input", id="line1", value="Half a street")


def test_a_saved_address_the_shop_cannot_reach_is_shown_to_be_mended(
    app: Flask, visitor: Browser
) -> None:
    signs_up(visitor)
    with app.app_context():
        end_reading()
        with db.engine.begin() as by_hand:
            by_hand.execute(
                CustomerAddress.__table__.update().values(  # type: ignore[attr-defined]
                    address=berlin.to_dict() | {"postal_code": "nonsense"}
                )
            )
    page = signs_in(visitor).adds("mug-stoneware").opens("/checkout/address")
    page = visitor.sends("email")

    assert page.status == 422
    assert page.shows("postal_code-error")
    assert page.all("input", id="line1", value=berlin.line1)
    assert visitor.sends("email", postal_code=berlin.postal_code).path == "/checkout/shipping"


def test_the_address_book_is_kept_by_its_owner(visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor).opens("/account/addresses/new")
    assert visitor.sends("line1", country="AT").status == 422
    assert visitor.page.shows("line1-error")
    fields = {name: value for name, value in vienna.to_dict().items() if value}
    page = visitor.sends("line1", **fields, label="Institute")
    assert page.path == "/account"
    assert len(page.all("li", data_testid="book-entry")) == 2

    prefer = next(each for each in page.forms if each.action.endswith("/default"))
    page = visitor.posts(prefer.action, prefer.values)
    assert page.text.index("Institute") < page.text.index(berlin.line1)
    edit = page.all("a", data_testid="edit-address")[0]["href"]
    visitor.opens(edit)
    page = visitor.sends("line1", line1="Boltzmanngasse 5")
    assert "Boltzmanngasse 5" in page.text
    remove = next(each for each in page.forms if each.action == f"{edit}/remove")
    page = visitor.posts(remove.action, remove.values)
    assert "Boltzmanngasse 5" not in page.text
    assert len(page.all(data_testid="default-address")) == 1


def test_a_customers_pages_ask_at_most_once_more_however_full_the_book(
    visitor: Browser, statements: list[str]
) -> None:
    signs_up(visitor)
    signs_in(visitor)
    fields = {name: value for name, value in vienna.to_dict().items() if value}
    for number in range(3):
        visitor.opens("/account/addresses/new")
        visitor.sends("line1", **(fields | {"line1": f"Gasse {number}"}))
    visitor.adds("mug-stoneware")
    visitor.opens("/checkout/address")
    visitor.sends("email")
    for path, asked in (("/cart", 1), ("/checkout/address", 2), ("/checkout/shipping", 1)):
        statements.clear()
        assert visitor.opens(path).path == path
        assert len(statements) <= asked, statements
