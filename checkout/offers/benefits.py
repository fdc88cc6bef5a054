"""What a promotion's rules say, as pricing takes it."""

from ..pricing import AmountOff, BuyXGetY, FreeShipping, Needs, PercentOff
from ..pricing.benefits import Benefit
from ..promotion_rules import AmountRule, BenefitRule, FreeShippingRule, NeedsRule, PercentRule


def benefit_of(rule: BenefitRule) -> Benefit:
    """What it takes off."""
    if isinstance(rule, FreeShippingRule):
        return FreeShipping(frozenset(rule.methods))
    skus = frozenset(rule.skus)
    if isinstance(rule, PercentRule):
        return PercentOff(rule.rate, rule.on, skus)
    if isinstance(rule, AmountRule):
        return AmountOff(rule.amount, rule.on, skus)
    return BuyXGetY(rule.buy, rule.get, rule.rate, skus)


def needs_of(rule: NeedsRule | None) -> Needs | None:
    """Which units it asks for; none: any will do."""
    return None if rule is None else Needs(rule.quantity, frozenset(rule.skus))
