"""The last page before commitment, and the button that buys."""

from datetime import timedelta

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from ..addresses import suggest_email
from ..catalog import in_language
from ..operations import (
    ActionNeeded,
    OrderRef,
    OutcomeUnknown,
    PaymentDeclined,
    Placed,
    Placement,
    PlaceWish,
    TotalChanged,
    Unmet,
    place,
)
from ..operations.resume import resume_placing
from ..standing import Standing
from . import bought, flow, visit
from .attempts import latest_attempt, return_url
from .blueprint import blueprint
from .changed import Changed, changes_of
from .placement_keys import is_key_of, new_key, request_of
from .problems import Problem
from .purse import purse_of
from .quoted import quote_note_of
from .rendering import expired, go, is_genuine, page
from .shipments import shipments_offered
from .step_page import language_was_switched, step_page
from .wording import _, spoken

ACTOR = "shopper"
#: so long an attempt that was begun is taken to be under way: whoever sends the form again then waits for it
UNDER_WAY = timedelta(seconds=30)


@blueprint.get("/checkout")
@flow.step("cart")
def begin_checkout(standing: Standing) -> ResponseReturnValue:
    """Goes to the first thing still to do."""
    return go(flow.entry_url(standing))


@blueprint.get("/checkout/review")
@flow.step("review")
def show_review(standing: Standing) -> ResponseReturnValue:
    """Everything the order is, to be checked; or what to do about a payment that is not finished."""
    if standing.order.state == "placing":
        return _unfinished(standing)
    return _page(standing)


@blueprint.post("/checkout/review")
def place_order() -> ResponseReturnValue:
    """Buys. Sent twice, or from a second tab, it answers what became of the first."""
    before = (each for each in visit.kept_orders() if not visit.is_cart(each))
    token = next((each for each in before if is_key_of(each, _key())), "")
    return _sent_again(token) if token and is_genuine() else _buy()


@flow.step("review", however_far=True)
def _buy(standing: Standing) -> ResponseReturnValue:
    """Whether anything is missing is found out once, under the order's lock."""
    if not is_genuine():
        return _still(standing, (Problem(expired()),))
    if language_was_switched(standing):
        return _still(standing)
    if not is_key_of(standing.order.token, _key()):
        return _another_order(standing)
    ref, wish = _ref(standing), _wish()
    was_confirmed = standing.order.number is not None
    outcome = (was_confirmed and _begun_before(ref, wish)) or place(ref, wish)
    if isinstance(outcome, ActionNeeded | OutcomeUnknown | Placed):
        bought.remember(standing.order)
    return _answer(outcome, standing)


def _sent_again(token: str) -> ResponseReturnValue:
    """The order is not the cart any more: what became of it stands on its page, or at the provider's."""
    outcome = _begun_before(OrderRef(visit.shop_code(), token=token), _wish())
    if isinstance(outcome, ActionNeeded):
        return redirect(outcome.url, 303)
    return go(url_for(".show_order", token=token))


def _begun_before(ref: OrderRef, wish: PlaceWish) -> Placement | None:
    return resume_placing(ref, wish, under_way=UNDER_WAY)


def _answer(outcome: Placement, standing: Standing) -> ResponseReturnValue:
    match outcome:
        case ActionNeeded(url=url):
            # The provider's page is another site: the browser itself must go there.
            return redirect(url, 303)
        case PaymentDeclined():
            return go(url_for(".show_payment"))
        case TotalChanged() as change:
            fresh = visit.read(_ref(standing))
            return _page(fresh, changes=changes_of(change, fresh), status=409)
        case Unmet():
            fresh = visit.read(_ref(standing))
            return _page(fresh) if _for_the_shop(fresh) else go(flow.entry_url(fresh))
        case Placed() | OutcomeUnknown():
            visit.keep_order(standing.order)
            return go(url_for(".show_order", token=standing.order.token))


def _still(standing: Standing, problems: tuple[Problem, ...] = ()) -> ResponseReturnValue:
    """The page again, as far as the order may be there; else what is missing."""
    return _page(standing, problems) if flow.is_ready(standing) else go(flow.entry_url(standing))


def _page(
    standing: Standing,
    problems: tuple[Problem, ...] = (),
    changes: Changed | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    order, payment = standing.order, standing.payment
    return step_page(
        "review",
        standing,
        problems or _for_the_shop(standing),
        status=status,
        changes=changes,
        quote=quote_note_of(standing),
        bought_before=bought.just_before(order),
        email_suggestion=suggest_email(order.email) or "",
        shipping_address=order.shipping_address,
        billing_address=order.billing_address,
        shipments=shipments_offered(standing),
        payment_name=in_language(payment.name, spoken()) if payment else "",
        payment_note=in_language(payment.description, spoken()) if payment else "",
        credits=purse_of(standing).in_use,
        placement_key=new_key(standing.order),
        expected_total=standing.priced.total,
    )


def _for_the_shop(standing: Standing) -> tuple[Problem, ...]:
    """What keeps the order from being placed that no page asks for: the shop itself has to add it."""
    return tuple(
        Problem(_(each.message) % dict(each.params))
        for each in standing.missing
        if each.step == "review"
    )


def _unfinished(standing: Standing) -> ResponseReturnValue:
    attempt = latest_attempt(standing.order)
    if attempt is None or not attempt.action_url:
        return go(url_for(".show_order", token=standing.order.token))
    return page("checkout/unfinished.html", standing=standing, action_url=attempt.action_url)


def _another_order(standing: Standing) -> ResponseReturnValue:
    """The page was that of an order bought since, or of another cart: nothing is bought by mistake."""
    words = _("This page showed another order. Please check this one before you buy.")
    return _still(standing, (Problem(words),))


def _ref(standing: Standing) -> OrderRef:
    return OrderRef(standing.catalog.shop.code, token=standing.order.token)


def _key() -> str:
    return request.form.get("placement_key", "")


def _wish() -> PlaceWish:
    return PlaceWish(_expected_total(), ACTOR, return_url(), request=request_of(_key()))


def _expected_total() -> int:
    """The total that was shown; what is no number was never shown, so nothing can be bought with it."""
    text = request.form.get("expected_total", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1
