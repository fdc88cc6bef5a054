"""Money is an integer of minor units beside an ISO 4217 code. No float is ever made here.

The exponent is the one ISO 4217 publishes (SIX, list one). Babel's own table describes how amounts are
customarily printed and differs for some currencies, so it serves display only.
"""

from decimal import ROUND_HALF_UP, Decimal

#: Currencies whose minor unit is not a hundredth (ISO 4217, list one).
EXPONENTS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}

#: Rates are basis points: 1900 is 19 %.
FULL_RATE = 10_000


def exponent(currency: str) -> int:
    """How many decimal digits `currency` has: 2 for EUR, 0 for JPY, 3 for KWD."""
    return EXPONENTS.get(currency, 2)


def to_decimal(amount: int, currency: str) -> Decimal:
    """`amount` minor units as a decimal of major units: 490, EUR -> Decimal("4.90")."""
    return Decimal(amount).scaleb(-exponent(currency))


def from_decimal(amount: Decimal, currency: str) -> int:
    """Major units as minor units, halves away from zero: Decimal("4.90"), EUR -> 490."""
    return int(amount.scaleb(exponent(currency)).quantize(Decimal(1), ROUND_HALF_UP))


def divide(numerator: int, denominator: int) -> int:
    """The quotient rounded to the nearest integer, halves away from zero. `denominator` is positive."""
    quotient, remainder = divmod(abs(numerator), denominator)
    rounded = quotient + (2 * remainder >= denominator)
    return rounded if numerator >= 0 else -rounded


def percentage(amount: int, basis_points: int) -> int:
    """So many basis points of `amount`: 240 of 2400 at 1000."""
    return divide(amount * basis_points, FULL_RATE)


def tax_within(gross: int, basis_points: int) -> int:
    """The tax contained in `gross`: 1900 in 11900 at 1900 basis points."""
    return divide(gross * basis_points, FULL_RATE + basis_points)


def allocate(amount: int, weights: list[int]) -> list[int]:
    """Splits `amount` in proportion to `weights`, summing exactly to it, by largest remainder.

    Ties go to the earlier weight, so the result never depends on anything but its arguments.
    No share exceeds its weight as long as `amount` does not exceed their sum.
    Weights are not negative; when all are zero, so are the shares, and `amount` must be zero.
    """
    whole = sum(weights)
    if whole == 0:
        if amount:
            raise ValueError("cannot allocate an amount over nothing")
        return [0] * len(weights)
    sign = -1 if amount < 0 else 1
    amount = abs(amount)
    parts = [amount * weight for weight in weights]
    shares = [part // whole for part in parts]
    missing = amount - sum(shares)
    if missing:
        remainders = [part % whole for part in parts]
        # The sort is stable also in reverse: among equals the earlier one comes first.
        for index in sorted(range(len(weights)), key=remainders.__getitem__, reverse=True)[
            :missing
        ]:
            shares[index] += 1
    return shares if sign > 0 else [-share for share in shares]
