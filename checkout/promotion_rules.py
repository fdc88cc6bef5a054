"""What a promotion's JSON says, checked: the same rules read a shop's rows and what a program sends.

Amounts are minor units of the shop's currency, rates basis points.
"""

from collections.abc import Collection
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .money import FULL_RATE

Rate = Annotated[int, Field(ge=1, le=FULL_RATE, description="Basis points: 1000 is 10 %.")]
Amount = Annotated[int, Field(ge=1, le=10**12, description="Minor units of the shop's currency.")]
Units = Annotated[int, Field(ge=1, le=9999)]
Names = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=1000)]
Target = Literal["items", "shipping"]


class Rule(BaseModel):
    """Strict: a name or a type that is not expected makes the whole row meaningless."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class NeedsRule(Rule):
    """At least so many units, of these SKUs when there are any."""

    quantity: Units
    skus: Names = []


class Conditions(Rule):
    """What must be so for a promotion to count."""

    minimum: Annotated[int, Field(ge=0, le=10**12)] = Field(
        0, description="The least value of the items before promotions."
    )
    needs: NeedsRule | None = None
    first_order: bool = Field(
        False, description="Only for e-mail addresses nobody has ordered with."
    )
    customer_groups: Names = Field([], description="Only for customers of these groups.")


class PercentRule(Rule):
    """A percentage off the items, off those with these SKUs, or off the shipping."""

    kind: Literal["percent_off"]
    rate: Rate
    on: Target = "items"
    skus: Names = []


class AmountRule(Rule):
    """An amount off the same, in all."""

    kind: Literal["amount_off"]
    amount: Amount
    on: Target = "items"
    skus: Names = []


class FreeShippingRule(Rule):
    """All of the shipping, or that of these methods."""

    kind: Literal["free_shipping"]
    methods: Names = []


class BuyXGetYRule(Rule):
    """Of each `buy` + `get` units, the cheapest `get` are cheaper by `rate`."""

    kind: Literal["buy_x_get_y"]
    buy: Units
    get: Units
    rate: Rate = FULL_RATE
    skus: Names = []


BenefitRule = Annotated[
    PercentRule | AmountRule | FreeShippingRule | BuyXGetYRule, Field(discriminator="kind")
]


class Terms(Rule):
    """Both together, as a promotion's row has them."""

    conditions: Conditions
    benefit: BenefitRule

    @property
    def names_amounts(self) -> bool:
        """Whether they are about one currency."""
        return self.conditions.minimum > 0 or isinstance(self.benefit, AmountRule)

    @property
    def skus(self) -> frozenset[str]:
        """Every SKU they name."""
        needs, benefit = self.conditions.needs, self.benefit
        named = [] if isinstance(benefit, FreeShippingRule) else benefit.skus
        return frozenset(named) | frozenset(needs.skus if needs else ())

    @property
    def methods(self) -> frozenset[str]:
        """Every way to ship they name."""
        benefit = self.benefit
        return frozenset(benefit.methods if isinstance(benefit, FreeShippingRule) else ())


class Meaningless(Exception):
    """What is wrong with a promotion's JSON, in words that follow its name."""


def terms_in(
    conditions: Any, benefit: Any, skus: Collection[str], methods: Collection[str]
) -> Terms:
    """What the JSON of a promotion says. Raises `Meaningless`, also when it names what is none of `skus` or `methods`."""
    try:
        terms = Terms.model_validate({"conditions": conditions, "benefit": benefit})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise Meaningless(f"makes no sense at {place}: {first['msg']}") from None
    for named, known, words in (
        (terms.skus, skus, "is about what the shop does not sell"),
        (terms.methods, methods, "is about ways to ship the shop does not have"),
    ):
        if unknown := sorted(named.difference(known)):
            raise Meaningless(f"{words}: {', '.join(unknown)}")
    return terms
