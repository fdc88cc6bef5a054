"""Agreed prices: kept as they were promised, counted up to the quoted quantity, and never after their end."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from checkout.models import Order
from checkout.offers.agreed import Agreement, Term, agreed_prices, agreement_of

ENDS = datetime(2026, 6, 17, 8, 0, tzinfo=UTC)
TERMS = st.dictionaries(
    st.integers(1, 9), st.builds(Term, st.integers(1, 9999), st.integers(0, 10**12)), min_size=1
)
QUANTITIES = st.dictionaries(st.integers(1, 9), st.integers(1, 20_000))


def _order(terms: dict[int, Term], customer: int | None = None) -> Order:
    agreement = Agreement("qu_1", ENDS, "EUR", customer, terms)
    return Order(currency="EUR", customer_id=customer, agreement_data=agreement.to_dict())


@given(terms=TERMS, customer=st.none() | st.integers(1, 9))
def test_what_is_kept_is_what_was_promised(terms: dict[int, Term], customer: int | None) -> None:
    expected = Agreement("qu_1", ENDS, "EUR", customer, terms)
    assert agreement_of(_order(terms, customer)) == expected


@given(terms=TERMS, quantities=QUANTITIES, early=st.integers(1, 10**9))
def test_it_counts_up_to_the_quoted_quantity(
    terms: dict[int, Term], quantities: dict[int, int], early: int
) -> None:
    prices = agreed_prices(_order(terms), ENDS - timedelta(microseconds=early), quantities)
    for variant, quantity in quantities.items():
        within = variant in terms and quantity <= terms[variant].quantity
        assert prices.get(variant) == (terms[variant].unit_price if within else None)
    assert prices.keys() <= quantities.keys()


@given(terms=TERMS, quantities=QUANTITIES, late=st.integers(0, 10**9))
def test_from_its_end_on_nothing_of_it_counts(
    terms: dict[int, Term], quantities: dict[int, int], late: int
) -> None:
    assert agreed_prices(_order(terms), ENDS + timedelta(microseconds=late), quantities) == {}


def test_an_order_from_no_quote_has_none() -> None:
    order = Order(currency="EUR")
    assert agreement_of(order) is None
    assert agreed_prices(order, ENDS, {1: 1}) == {}
