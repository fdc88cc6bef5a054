"""The cart: quantities, removal, the coupon, and what it would cost."""

from collections.abc import Callable

from flask import request, url_for
from flask.typing import ResponseReturnValue

from ..catalog import in_language
from ..controls import Control
from ..models.order import MAX_QUANTITY
from ..operations import Invalid, OrderRef, drop_coupon, set_quantity, use_coupon
from ..standing import Standing
from . import flow, visit
from .blueprint import blueprint
from .lines import lines_of
from .problems import Problem, by_anchor, from_refusal
from .quantity import quantity_from
from .quoted import quote_note_of
from .rendering import expired, go, is_genuine, page
from .shown import remember
from .totals import totals_of
from .vouchers import reason_of
from .ways_to_pay import ways_to_pay
from .wording import _, spoken

Change = Callable[[OrderRef], Standing]


@blueprint.get("/cart")
def show_cart() -> ResponseReturnValue:
    """The cart, also when there is none."""
    standing = visit.cart()
    if standing is not None and standing.order.state != "open":
        return go(url_for(".begin_checkout"))
    return _cart_page(standing)


@blueprint.post("/cart/lines/<int:line_id>")
def change_line(line_id: int) -> ResponseReturnValue:
    """Another quantity for one line; zero removes it."""
    typed = request.form.get("quantity", "")
    quantity = _wanted_quantity(typed, request.form.get("change", "0"))
    if quantity is None:
        words = _("Enter a quantity between 0 and %(limit)s.") % {"limit": MAX_QUANTITY}
        problem = Problem(words, f"quantity-{line_id}")
        return _cart_page(visit.cart(), (problem,))
    return _changed(lambda ref: set_quantity(ref, line_id, quantity), f"quantity-{line_id}")


@blueprint.post("/cart/coupon")
def apply_coupon() -> ResponseReturnValue:
    """A coupon code handed in."""
    code = request.form.get("coupon_code", "").strip()
    if not code:
        problem = Problem(_("Enter the code of your voucher."), "coupon_code")
        return _cart_page(visit.cart(), (problem,))
    return _changed(lambda ref: use_coupon(ref, code), "coupon_code")


@blueprint.post("/cart/coupon/remove")
def remove_coupon() -> ResponseReturnValue:
    """A coupon code taken back."""
    code = request.form.get("coupon_code", "")
    return _changed(lambda ref: drop_coupon(ref, code), "coupon_code")


def _changed(change: Change, anchor: str) -> ResponseReturnValue:
    if not is_genuine():
        return _cart_page(visit.cart(), (Problem(expired()),))
    ref = visit.cart_ref()
    if ref is not None:
        try:
            visit.keep_cart(change(ref))
        except Invalid as invalid:
            return _cart_page(visit.cart(), from_refusal(invalid, anchor))
    return go(url_for(".show_cart"))


def _wanted_quantity(typed: str, change: str) -> int | None:
    """What was typed, one more or one less when a button says so."""
    quantity = quantity_from(typed)
    if quantity is None:
        return None
    step = {"1": 1, "-1": -1}.get(change, 0)
    wanted = max(0, quantity + step)
    return wanted if wanted <= MAX_QUANTITY else None


def _cart_page(
    standing: Standing | None, problems: tuple[Problem, ...] = ()
) -> ResponseReturnValue:
    status = 422 if problems else 200
    if standing is None or not standing.order.lines:
        visit.catalog()
        return page("cart/empty.html", status, problems=problems)
    remember(standing)
    is_estimate = not standing.is_shipping_decided
    return page(
        "cart/cart.html",
        status,
        standing=standing,
        quote=quote_note_of(standing),
        lines=lines_of(standing),
        reason_of=reason_of,
        totals=totals_of(standing.estimate, is_estimate=is_estimate),
        can_go_on=flow.can_leave_cart(standing),
        ways_to_pay=[in_language(each.name, spoken()) for each in ways_to_pay(standing)],
        coupon_control=_coupon_control(by_anchor(problems)),
        typed=_typed_quantity(),
        added=visit.told_of_added(),
        problems=problems,
        errors=by_anchor(problems),
    )


def _coupon_control(errors: dict[str, str]) -> Control:
    return Control(
        name="coupon_code",
        label=_("Voucher code"),
        value=request.form.get("coupon_code", "") if errors else "",
        error=errors.get("coupon_code", ""),
        autocomplete="off",
        enterkeyhint="go",
    )


def _typed_quantity() -> dict[int, str]:
    line_id = (request.view_args or {}).get("line_id")
    return {line_id: request.form.get("quantity", "")} if line_id else {}
