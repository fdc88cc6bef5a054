"""What promotions add to the CPU of pricing: a cart of 100 lines with 20 promotions against the same with none.

    uv run python -m bench.pricing

Two sets of twenty: what a shop may have at once, some for a part of the goods, and the worst there is, each of them
taking its share off every line. Prints microseconds and the ratio; exits with 1 when the usual twenty cost five times none or more. (The
worst makes two thousand reasons why the total is not the sum of a hundred lines: a line of the receipt each.)
"""

import gc
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from checkout.pricing import (
    AmountOff,
    Basket,
    BuyXGetY,
    Charge,
    FreeShipping,
    Item,
    PercentOff,
    Promotion,
    Tax,
    Taxing,
    price,
)

LINES, PROMOTIONS = 100, 20
ROUNDS, EACH = 30, 10
LIMIT = 5

VAT = Tax("VAT 19%", 1900, "standard")
CART = Basket(
    tuple(Item(n, 990 + 37 * n, 1 + n % 5, True, VAT, f"sku-{n}") for n in range(LINES)),
    Taxing(True),
    charges=(Charge("shipping", 0, "standard", "Standard", 490, VAT),),
)


def usual(number: int) -> Promotion:
    """One of what a shop may have at once: a few for everything, most for a part of the goods."""
    some = frozenset(f"sku-{n}" for n in range(number, LINES, 5))
    benefits = (
        PercentOff(500 + number),
        PercentOff(1000, skus=some),
        AmountOff(500, skus=some),
        BuyXGetY(2, 1, skus=some),
        FreeShipping(),
    )
    return Promotion(f"P{number:02}", f"P{number:02}", benefits[number % 5], minimum=number * 100)


def worst(number: int) -> Promotion:
    """A percentage off everything."""
    return Promotion(f"P{number:02}", f"P{number:02}", PercentOff(200 + 7 * number))


def microseconds(basket: Basket) -> float:
    """CPU time of one pricing, the best of many rounds: what disturbs a round only makes it longer."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(EACH):
            price.__wrapped__(basket)  # not what it remembers
        best = min(best, (time.process_time() - start) / EACH)
    return best * 1e6


def ratio(name: str, promotion: Callable[[int], Promotion]) -> float:
    """Prints and returns how much dearer twenty of these are than none."""
    promotions = tuple(promotion(number) for number in range(PROMOTIONS))
    none, twenty = microseconds(CART), microseconds(replace(CART, promotions=promotions))
    print(
        f"{name:>6}: none {none:6.0f} us, {PROMOTIONS} {twenty:6.0f} us, {twenty / none:.1f} times"
    )
    return twenty / none


if __name__ == "__main__":
    gc.freeze()  # as the shop does when it has started
    found = ratio("usual", usual)
    ratio("worst", worst)
    sys.exit(found >= LIMIT)
