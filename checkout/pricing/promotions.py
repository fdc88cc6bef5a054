"""Step 3: promotions take something off the items or the shipping, spread to the last cent.

They come by priority, then by source, and each works on what the ones before it left; so the order in which a
shopper typed codes does not matter and nothing falls below zero. An exclusive one applies alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import compress, repeat
from operator import neg, sub

from ..money import allocate, percentage
from .benefits import (
    MINIMUM,
    NOT_COMBINABLE,
    NOT_FOR_ITEMS,
    NOT_FOR_SHIPPING_METHOD,
    SHIPPING,
    TOO_FEW_ITEMS,
    AmountOff,
    Benefit,
    BuyXGetY,
    FreeShipping,
    PercentOff,
    Promotion,
)
from .values import DELIVERY, Adjustment, Basket, Charge, Draft, Item

#: what the class itself does with its fields, without a step through Python for each
MAKE_ADJUSTMENT = partial(tuple.__new__, Adjustment)


@dataclass(slots=True)
class Left:
    """What is left of each line and each charge, in their order, while promotions are taken off."""

    lines: list[int]
    charges: list[int]
    #: whose they are
    keys: list[int]
    shipments: list[int]

    @classmethod
    def of(cls, basket: Basket) -> "Left":
        """All of it."""
        return cls(
            [item.unit_price * item.quantity for item in basket.items],
            [charge.amount for charge in basket.charges],
            [item.key for item in basket.items],
            [charge.shipment for charge in basket.charges],
        )


def take_promotions_off(draft: Draft) -> Draft:
    """The draft with an adjustment for each line or shipment each promotion touches, and why others did not apply."""
    if not draft.basket.promotions:
        return draft
    lines, charges = _turns(draft.basket)
    basket = _in_turn(draft.basket, lines, charges)
    left = Left.of(basket)
    value = sum(left.lines)
    taken: list[Adjustment] = []
    applied: list[Promotion] = []
    refused: list[tuple[str, str]] = []
    for promotion in sorted(basket.promotions, key=lambda each: each.turn):
        reason = _against(promotion, basket, value) or _alone(promotion, applied)
        if reason:
            refused.append((promotion.source, reason))
            continue
        applied.append(promotion)
        taken += _taken_by(promotion, basket, left)
    return replace(
        draft.adjusted_by(*taken),
        lines_left=_put_back(left.lines, lines),
        charges_left=_put_back(left.charges, charges),
        applied=tuple(each.source for each in applied),
        refused=tuple(refused),
    )


def _alone(promotion: Promotion, applied: list[Promotion]) -> str:
    """An exclusive promotion applies when none has before it, and after it none does."""
    combined = applied and (promotion.exclusive or applied[0].exclusive)
    return NOT_COMBINABLE if combined else ""


def _against(promotion: Promotion, basket: Basket, value: int) -> str:
    """Which of its own conditions the items do not meet; empty: none."""
    if value < promotion.minimum:
        return MINIMUM
    needs = promotion.needs
    if needs and sum(each.quantity for each in _of(basket.items, needs.skus)) < needs.quantity:
        return TOO_FEW_ITEMS
    if promotion.benefit.on == SHIPPING:
        return _against_shipping(promotion.benefit, basket)
    return _against_items(promotion.benefit, basket)


def _against_shipping(benefit: Benefit, basket: Basket) -> str:
    if not any(item.requires_shipping for item in basket.items):
        return NOT_FOR_ITEMS
    ways = [charge.source for charge in basket.charges if charge.type in DELIVERY]
    wanted = benefit.methods if isinstance(benefit, FreeShipping) else frozenset()
    # As long as no way to ship is chosen there is nothing to take off, and nothing against it.
    if wanted and ways and not wanted.intersection(ways):
        return NOT_FOR_SHIPPING_METHOD
    return ""


def _against_items(benefit: Benefit, basket: Basket) -> str:
    if isinstance(benefit, FreeShipping):
        return ""
    if benefit.skus and not any(item.sku in benefit.skus for item in basket.items):
        return NOT_FOR_ITEMS
    if isinstance(benefit, BuyXGetY) and not _sets(benefit, basket.items, None):
        return TOO_FEW_ITEMS
    return ""


def _turns(basket: Basket) -> tuple[list[int], list[int]]:
    """The indexes of the lines and of the charges in the order in which they take part.

    It is one that does not depend on where they stand: among equal shares somebody gets the last cent, and who that is
    decides about the tax on it. What compares as equal here costs the same either way.
    """
    items, charges = basket.items, basket.charges
    return (
        sorted(range(len(items)), key=[_turn_of(each) for each in items].__getitem__),
        sorted(range(len(charges)), key=[_turn_of_charge(each) for each in charges].__getitem__),
    )


def _turn_of(item: Item) -> tuple[str, int, int, int]:
    return item.sku, item.unit_price, item.quantity, item.tax.rate if item.tax else -1


def _turn_of_charge(charge: Charge) -> tuple[str, str, int, int]:
    return charge.type, charge.source, charge.amount, charge.tax.rate if charge.tax else -1


def _in_turn(basket: Basket, lines: list[int], charges: list[int]) -> Basket:
    return replace(
        basket,
        items=tuple([basket.items[each] for each in lines]),
        charges=tuple([basket.charges[each] for each in charges]),
    )


def _put_back(amounts: list[int], turns: list[int]) -> tuple[int, ...]:
    """The amounts where the lines or charges stand that they belong to."""
    places = [0] * len(amounts)
    for amount, place in zip(amounts, turns, strict=True):
        places[place] = amount
    return tuple(places)


def _taken_by(promotion: Promotion, basket: Basket, left: Left) -> Iterable[Adjustment]:
    if promotion.benefit.on == SHIPPING:
        shares = _off_charges(promotion.benefit, basket, left.charges)
        left.charges = list(map(sub, left.charges, shares))
        return _adjustments(promotion, shares, repeat(None), left.shipments)
    shares = _off_lines(promotion, basket.items, left.lines)
    left.lines = list(map(sub, left.lines, shares))
    return _adjustments(promotion, shares, left.keys, repeat(None))


def _adjustments(
    promotion: Promotion,
    shares: list[int],
    lines: Iterable[int | None],
    shipments: Iterable[int | None],
) -> Iterable[Adjustment]:
    """One for each share that is not zero. Lines times promotions of them: the loop runs where loops are fast."""
    fields = zip(
        repeat("promotion"),
        repeat(promotion.label),
        map(neg, shares),
        repeat(promotion.source),
        repeat(False),
        lines,
        shipments,
    )
    return map(MAKE_ADJUSTMENT, compress(fields, shares))


def _off_charges(benefit: Benefit, basket: Basket, left: list[int]) -> list[int]:
    methods = benefit.methods if isinstance(benefit, FreeShipping) else frozenset()
    weights = [
        amount if charge.type in DELIVERY and (not methods or charge.source in methods) else 0
        for charge, amount in zip(basket.charges, left, strict=True)
    ]
    return weights if isinstance(benefit, FreeShipping) else _spread(benefit, weights)


def _off_lines(promotion: Promotion, items: Sequence[Item], left: list[int]) -> list[int]:
    benefit = promotion.benefit
    if isinstance(benefit, FreeShipping):
        return [0] * len(left)
    if isinstance(benefit, BuyXGetY):
        return _off_the_cheapest(benefit, items, left, promotion.times)
    if not benefit.skus:
        return _spread(benefit, left)
    weights = [
        amount if item.sku in benefit.skus else 0 for item, amount in zip(items, left, strict=True)
    ]
    return _spread(benefit, weights)


def _spread(benefit: Benefit, weights: list[int]) -> list[int]:
    """What comes off each, in proportion to its weight, by largest remainder."""
    whole = sum(weights)
    match benefit:
        case PercentOff(rate=rate):
            return allocate(percentage(whole, rate), weights)
        case AmountOff(amount=amount):
            return allocate(min(amount, whole), weights)
        case _:
            return [0] * len(weights)


def _off_the_cheapest(
    benefit: BuyXGetY, items: Sequence[Item], left: list[int], times: int | None
) -> list[int]:
    """Units of the lowest unit price first, by their turn among equals; a unit is its share of what is left."""
    cheaper = benefit.get * _sets(benefit, items, times)
    shares = [0] * len(items)
    for index in sorted(range(len(items)), key=lambda each: items[each].unit_price):
        item = items[index]
        if cheaper and (not benefit.skus or item.sku in benefit.skus):
            units = min(cheaper, item.quantity)
            shares[index] = percentage(left[index] * units // item.quantity, benefit.rate)
            cheaper -= units
    return shares


def _sets(benefit: BuyXGetY, items: Sequence[Item], times: int | None) -> int:
    units = sum(item.quantity for item in _of(items, benefit.skus))
    sets = units // (benefit.buy + benefit.get)
    return sets if times is None else min(sets, times)


def _of(items: Sequence[Item], skus: frozenset[str]) -> list[Item]:
    return [item for item in items if not skus or item.sku in skus]
