"""Any cart in any shop, bad data included: it adds up, it costs the same however it came about, nothing is below zero."""

from random import Random

from hypothesis import given
from hypothesis import strategies as any_of

from checkout.pricing import Priced
from checkout.shop_data import complaints
from checkout.standing import Standing
from tests.any_cart import carts, with_lines


@given(carts())
def test_what_is_shown_adds_up_to_the_total(cart: Standing) -> None:
    priced = cart.estimate
    lines = sum(cart.unit_price_of(each) * each.quantity for each in cart.order.lines)
    parts = priced.parts()
    within = sum(each.amount for each in priced.adjustments if each.included)
    assert priced.items == parts["items"] == lines
    assert priced.total == sum(parts.values()) - within
    assert priced.total == lines + sum(e.amount for e in priced.adjustments if not e.included)
    assert all(type(each.amount) is int for each in priced.adjustments)


@given(carts())
def test_tax_is_within_the_prices_or_on_top_of_them_and_never_both(cart: Standing) -> None:
    taxes = [each for each in cart.priced.adjustments if each.type == "tax"]
    others = [each for each in cart.priced.adjustments if each.type != "tax"]
    assert not any(each.included for each in others)
    if cart.taxing.reverse_charge:
        assert {each.source for each in taxes} <= {"reverse_charge"}
        assert all(each.amount <= 0 and not each.included for each in taxes)
    else:
        assert {each.included for each in taxes} <= {cart.taxing.included}
        assert all(each.amount > 0 for each in taxes)


@given(carts())
def test_it_costs_the_same_whoever_asks_again(cart: Standing) -> None:
    again = with_lines(cart, cart.order.lines)
    assert again.priced == cart.priced
    assert again.estimate == cart.estimate
    assert again.missing == cart.missing
    assert again.vouchers == cart.vouchers


@given(carts(), any_of.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_no_total(cart: Standing, random: Random) -> None:
    lines = list(cart.order.lines)
    random.shuffle(lines)
    other = with_lines(cart, lines)
    assert other.priced.parts() == cart.priced.parts()
    assert other.priced.total == cart.priced.total
    assert other.estimate.total == cart.estimate.total


@given(carts(), any_of.randoms(use_true_random=False))
def test_the_order_in_which_codes_were_typed_changes_nothing(
    cart: Standing, random: Random
) -> None:
    other = with_lines(cart, cart.order.lines)
    other.order.coupon_codes = random.sample(cart.order.coupon_codes, len(cart.order.coupon_codes))
    assert other.priced == cart.priced


@given(carts())
def test_no_line_no_shipment_and_no_total_is_below_zero(cart: Standing) -> None:
    priced = cart.estimate
    assert priced.total >= 0
    for key, line in enumerate(priced.lines):
        assert line.total + _taken_off(priced, line=key) >= 0
    for index in {each.shipment for each in priced.adjustments} - {None}:
        assert index is not None
        assert _charged(priced, index) + _taken_off(priced, shipment=index) >= 0


@given(carts())
def test_no_credit_falls_below_zero_and_none_pays_more_than_there_is(cart: Standing) -> None:
    balances = {each.public_id: each.balance for each in cart.wallet.accounts}
    used = {e.source: -e.amount for e in cart.priced.adjustments if e.type == "credit"}
    before = sum(
        v for k, v in cart.priced.parts().items() if k not in {"credit", "rounding", "tax"}
    )
    taxes = [e.amount for e in cart.priced.adjustments if e.type == "tax" and not e.included]
    assert all(0 < amount <= balances[account] for account, amount in used.items())
    assert sum(used.values()) <= before + sum(taxes)


@given(carts())
def test_what_is_to_pay_can_be_paid_in_coins(cart: Standing) -> None:
    coin = cart.catalog.shop.smallest_coin
    rounded = abs(cart.priced.sum_of("rounding"))
    if coin > 1 and cart.order.currency == cart.catalog.shop.currency:
        assert cart.priced.total % coin == 0
        assert rounded <= coin // 2
    else:  # a shop knows the coins of its own currency alone
        assert rounded == 0


@given(carts())
def test_the_doctor_reads_any_shop(cart: Standing) -> None:
    assert all(words.startswith("Shop any: ") for words in complaints(cart.catalog))


def _taken_off(priced: Priced, line: int | None = None, shipment: int | None = None) -> int:
    return sum(
        each.amount
        for each in priced.adjustments
        if (each.type, each.line, each.shipment) == ("promotion", line, shipment)
    )


def _charged(priced: Priced, shipment: int) -> int:
    return sum(
        each.amount
        for each in priced.adjustments
        if each.shipment == shipment and each.type in {"shipping", "postage", "production"}
    )
