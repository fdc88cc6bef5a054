"""What htmx adds: parts of the page follow what is chosen, and neither focus, typing nor order of events is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.pages import Pages
from tests.browser.wishes import MUG, all_but_payment, cart_of, ready_to_buy
from tests.factories import berlin

NOTEBOOK = {"sku": "notebook-a5", "quantity": 2}


@pytest.fixture
def form(pages: Pages) -> Pages:
    """Somebody at the address step with a mug in the cart."""
    return pages.goes_on_with(cart_of()).is_at("/checkout/address")


@pytest.fixture
def cart(pages: Pages) -> Pages:
    """Somebody looking at a cart of two lines."""
    return pages.goes_on_with(cart_of(MUG, NOTEBOOK)).opens("/cart")


def test_another_country_changes_nothing_but_the_fields(form: Pages) -> None:
    form.types({"email": "ada@example.com", "city": "Berlin"})
    form.page.evaluate("window.stayed = true")
    form.lives_in("US")
    expect(form.has("country")).to_be_focused()
    expect(form.page.get_by_label("State")).to_be_visible()
    assert form.page.evaluate("window.stayed")
    form.is_at("/checkout/address")


def test_what_is_typed_while_the_country_changes_stays(form: Pages) -> None:
    form.types({"name": "Ada"})
    release = _hold(form.page, "**/checkout/address")
    form.has("country").select_option("US")
    form.page.get_by_label("City").fill("Springfield")
    name = form.page.get_by_label("Full name")
    name.press("End")
    name.press_sequentially(" Lovelace")
    name.press("ArrowLeft")
    release()
    expect(form.page.get_by_label("State")).to_be_visible()
    expect(name).to_be_focused()
    expect(name).to_have_value("Ada Lovelace")
    expect(form.page.get_by_label("City")).to_have_value("Springfield")
    assert _caret(form.page) == len("Ada Lovelace") - 1


def test_the_last_of_two_countries_wins_whatever_arrives_when(form: Pages) -> None:
    release = _hold(form.page, "**/checkout/address")
    form.has("country").select_option("US")
    form.has("country").select_option("GB")
    release()
    expect(form.page.get_by_label("Town / City")).to_be_visible()
    expect(form.has("region")).to_have_count(0)
    expect(form.has("country")).to_have_value("GB")


def test_an_answer_about_the_email_never_undoes_the_country(form: Pages) -> None:
    release = _hold(form.page, "**/checkout/address")
    form.has("email").fill("ada@homtail.com")
    form.page.keyboard.press("Tab")
    form.has("country").select_option("US")
    release()
    expect(form.page.get_by_label("State")).to_be_visible()
    form.settles()
    expect(form.has("country")).to_have_value("US")
    expect(form.page.get_by_label("State")).to_be_visible()


def test_the_last_of_two_ways_to_ship_is_the_one_in_the_total(pages: Pages, email: str) -> None:
    pages.goes_on_with(all_but_payment(email)).opens("/checkout/shipping")
    release = _hold(pages.page, "**/checkout/shipping?*")
    pages.has("shipping_method-express").check()
    pages.has("shipping_method-standard").check()
    release()
    pages.settles()
    expect(pages.has("total-shipping")).to_contain_text("€4.90")
    pages.chooses("shipping_method", "express")
    expect(pages.has("total-shipping")).to_contain_text("€12.90")


def test_choosing_only_looks_and_moves_neither_focus_nor_page(pages: Pages, email: str) -> None:
    pages.goes_on_with(all_but_payment(email)).opens("/checkout/shipping")
    pages.chooses("shipping_method", "express").is_at("/checkout/shipping")
    expect(pages.has("shipping_method-express")).to_be_focused()
    pages.opens("/checkout/payment")
    assert pages.total() == 2400 + 490


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda cart: cart.presses("more-mug-stoneware"), "Total: €81.90"),
        (lambda cart: cart.presses("remove-notebook-a5"), "Total: €28.90"),
        (lambda cart: cart.hands_in("WELCOME10"), "Total: €52.60"),
    ],
    ids=["quantity", "removal", "voucher"],
)
def test_a_new_total_is_told_aloud(cart: Pages, act: Callable[[Pages], Pages], says: str) -> None:
    expect(cart.has("announcement")).to_have_attribute("role", "status")
    expect(cart.has("announcement")).to_be_empty()
    act(cart)
    expect(cart.has("announcement")).to_have_text(says)


def test_a_total_after_choosing_how_it_travels_is_told_aloud(pages: Pages, email: str) -> None:
    pages.goes_on_with(all_but_payment(email)).opens("/checkout/shipping")
    pages.chooses("shipping_method", "express")
    expect(pages.has("announcement")).to_have_text("Total: €36.90")


def test_focus_is_never_lost_whatever_is_swapped(cart: Pages) -> None:
    for testid in ("more-mug-stoneware", "less-mug-stoneware", "remove-mug-stoneware"):
        cart.presses(testid)
        assert _focused(cart.page) != "BODY", testid
    cart.hands_in("NOSUCHCODE")
    assert _focused(cart.page) != "BODY"
    cart.hands_in("WELCOME10")
    assert _focused(cart.page) != "BODY"
    cart.presses("remove-coupon")
    assert _focused(cart.page) != "BODY"
    cart.presses("remove-notebook-a5")
    assert _focused(cart.page) != "BODY"


def test_a_stepper_keeps_the_focus_for_the_next_press(cart: Pages) -> None:
    cart.presses("more-mug-stoneware")
    expect(cart.has("more-mug-stoneware")).to_be_focused()
    with cart.answered():
        cart.page.keyboard.press("Enter")
    expect(cart.page.get_by_label("Quantity of Stoneware mug")).to_have_value("3")


def test_ids_are_unique_and_totals_agree_after_every_swap(cart: Pages) -> None:
    for act in ("more-mug-stoneware", "remove-notebook-a5"):
        cart.presses(act)
        assert cart.page.evaluate(REPEATED_IDS) == []
        announced = cart.has("announcement").inner_text()
        assert announced == f"Total: {cart.has('total').locator('dd').inner_text()}"


def test_impatient_presses_all_count(cart: Pages) -> None:
    more = cart.has("more-mug-stoneware")
    for wanted in ("2", "3", "4"):
        more.click()
        expect(cart.page.get_by_label("Quantity of Stoneware mug")).to_have_value(wanted)
    cart.settles()
    assert cart.total() == 4 * 2400 + 2 * 1450 + 490


def test_an_error_disappears_as_soon_as_the_value_is_right(form: Pages) -> None:
    form.types({"email": "ada@"})
    form.page.keyboard.press("Tab")
    expect(form.has("email-error")).to_have_count(0)
    form.continues()
    expect(form.has("email-error")).to_be_visible()
    form.has("email").fill("ada@example.com")
    with form.answered():
        form.page.keyboard.press("Tab")
    expect(form.has("email-error")).to_have_count(0)
    assert _focused(form.page) != "BODY"


@pytest.mark.parametrize("failure", ["cut off", "server error"])
def test_a_failed_request_says_so_leaves_the_form_and_can_be_repeated(
    form: Pages, failure: str, troubles: list[str]
) -> None:
    form.lives_at("ada@example.com", berlin)
    before = form.typed("email", "name", "line1", "postal_code", "city")
    form.page.route("**/checkout/address", lambda route: _fail(route, failure))
    form.has("continue").click()
    expect(form.has("trouble")).to_be_visible()
    expect(form.has("trouble")).to_contain_text("try again")
    assert form.typed(*before) == before
    form.page.unroute("**/checkout/address")
    form.continues().is_at("/checkout/shipping")
    troubles.clear()  # htmx itself writes to the console when a request is cut off


def test_a_slow_request_is_seen_to_be_under_way(form: Pages) -> None:
    release = _hold(form.page, "**/checkout/address")
    form.has("country").select_option("US")
    expect(form.page.locator("[aria-busy=true]")).to_have_count(1)
    release()
    expect(form.page.locator("[aria-busy]")).to_have_count(0)


def test_a_payment_being_checked_shows_its_result_by_itself(pages: Pages, email: str) -> None:
    pages.goes_on_with(ready_to_buy(email, method="card")).buys().enters_card("4000000000000119")
    expect(pages.has("checking")).to_be_visible()
    expect(pages.has("confirmation")).to_be_visible(timeout=15_000)


def test_two_presses_of_continue_are_as_good_as_one(form: Pages) -> None:
    form.lives_at("ada@example.com", berlin)
    form.has("continue").dblclick()
    form.is_at("/checkout/shipping")
    form.continues().is_at("/checkout/payment")


def test_a_held_enter_key_buys_once(pages: Pages, email: str) -> None:
    pages.goes_on_with(ready_to_buy(email)).has("place").focus()
    for _ in range(6):
        pages.page.keyboard.down("Enter")
    pages.page.keyboard.up("Enter")
    expect(pages.has("confirmation")).to_be_visible()
    assert pages.shop.orders_of(email) == ["placed"]


def test_deep_back_and_forward_never_shows_a_fragment(pages: Pages, email: str) -> None:
    pages.goes_on_with(ready_to_buy(email))
    for step in ("payment", "shipping", "address"):
        pages.presses(f"step-{step}")
    pages.lives_in("US").lives_in("DE").continues().continues().continues()
    pages.is_at("/checkout/review")
    for _ in range(5):
        pages.page.go_back()
        expect(pages.page.locator("head link[rel=stylesheet]")).to_have_count(1)
        expect(pages.page.get_by_role("banner")).to_be_visible()


REPEATED_IDS = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}"""


def _hold(page: Page, url: str) -> Callable[[], None]:
    """Keeps back all answers from `url` until what is returned is called; then the newest goes first."""
    held: list[Route] = []
    page.route(url, lambda route: held.append(route))  # noqa: PLW0108 (Playwright wants a function)

    def release() -> None:
        answers = [(route, route.fetch()) for route in held]
        for route, answer in reversed(answers):
            route.fulfill(response=answer)
        page.unroute(url)

    return release


def _fail(route: Route, failure: str) -> None:
    if failure == "cut off":
        route.abort()
    else:
        route.fulfill(status=503, content_type="text/html", body="<h1>Gone fishing</h1>")


def _focused(page: Page) -> str:
    tag: str = page.evaluate("document.activeElement.tagName")
    return tag


def _caret(page: Page) -> int:
    place: int = page.evaluate("document.activeElement.selectionStart")
    return place
