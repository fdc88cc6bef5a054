"""A shop's promotions for one order: which of them pricing is given, and why a code is not among them.

Facts about the shop, the buyer and the clock are judged here; what depends on the basket, pricing judges itself.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from .. import pricing
from ..catalog import Catalog, in_language
from ..models import Coupon, CustomerFacts, Order, Promotion
from ..models.customer import folded_email
from ..models.promotion import AUTOMATIC, folded
from ..once import once, once_for_each
from ..promotion_rules import Meaningless, Terms, terms_in
from .benefits import benefit_of, needs_of
from .limits import COUPON, EVERYBODY, ORDERS, PROMOTION, Key, Limit, Uses


@dataclass(frozen=True)
class Candidate:
    """A promotion that an order might have, by a code of its own or without one."""

    promotion: Promotion
    terms: Terms
    coupon: Coupon | None = None

    @property
    def source(self) -> str:
        """What its adjustments are said to come from."""
        return self.coupon.code if self.coupon else f"{AUTOMATIC}{self.promotion.code}"

    def limits_for(self, customer: str) -> tuple[Limit, ...]:
        """The limits an order of that customer counts towards; those of customers as soon as one is known."""
        whose = (EVERYBODY, customer)
        return tuple(
            Limit((kind, id_, whose[is_each]), most)
            for kind, id_, is_each, most in self._limits
            if customer or not is_each
        )

    @once
    def _limits(self) -> tuple[tuple[str, int, bool, int], ...]:
        """Kind, id, whether it is one of each customer, and the most there may be."""
        promotion, coupon = self.promotion, self.coupon
        each = 1 if self.terms.conditions.first_order else promotion.per_customer_limit
        counted = [
            (PROMOTION, promotion.id, False, promotion.usage_limit),
            (PROMOTION, promotion.id, True, each),
        ]
        if coupon:
            counted += [
                (COUPON, coupon.id, False, coupon.usage_limit),
                (COUPON, coupon.id, True, coupon.per_customer_limit),
            ]
        return tuple((kind, id_, own, most) for kind, id_, own, most in counted if most is not None)

    def as_priced(self, locale: str) -> pricing.Promotion:
        """The promotion as pricing takes it."""
        row, conditions = self.promotion, self.terms.conditions
        return pricing.Promotion(
            source=self.source,
            label=self.coupon.code if self.coupon else in_language(row.name, locale),
            benefit=benefit_of(self.terms.benefit),
            minimum=conditions.minimum,
            needs=needs_of(conditions.needs),
            priority=row.priority,
            exclusive=row.exclusive,
            times=row.per_order_limit,
        )


@dataclass(frozen=True, slots=True)
class Offered:
    """What pricing is given for an order, and which of its codes are not part of it."""

    promotions: tuple[pricing.Promotion, ...]
    #: by source, the limits the order counts towards if the promotion takes something off
    limits: dict[str, tuple[Limit, ...]]
    #: by folded code, the coupon of each code on the order that there is
    coupons: dict[str, Coupon]
    #: by folded code, why it is not among the promotions
    refused: dict[str, str]


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who an order is for, as far as promotions ask."""

    customer: str
    group: str

    @classmethod
    def of(cls, order: Order, facts: CustomerFacts | None) -> "Buyer":
        """By the e-mail address, and by the group of a customer the shop knows."""
        return cls(folded_email(order.email or ""), facts.group if facts else "")


@once_for_each
def terms_of(catalog: Catalog) -> dict[int, Terms]:
    """By id, what each promotion of the shop asks and gives; those that make no sense are not there."""
    skus = {variant.sku for variant in catalog.every_variant.values()}
    methods = {method.code for method in catalog.shipping_methods}
    found = {}
    for row in catalog.promotions:
        with suppress(Meaningless):
            found[row.id] = terms_in(row.conditions, row.benefit, skus, methods)
    return found


def never_counts(code: str, catalog: Catalog, at: datetime) -> str:
    """Why a code counts for nobody at that instant; empty: it may."""
    coupon = catalog.coupons.get(folded(code))
    if coupon is None:
        return "unknown_coupon"
    row = catalog.promotion_by_id.get(coupon.promotion_id)
    if row is None or row.id not in terms_of(catalog):
        return "coupon_not_valid"
    return "" if row.is_valid_at(at) and coupon.is_valid_at(at) else "coupon_not_valid"


def keys_for(order: Order, catalog: Catalog) -> frozenset[Key]:
    """What must be asked of the database before the order's promotions can be judged. Most often nothing."""
    counted = _counted(catalog)
    if not (counted or order.coupon_codes):
        return frozenset()
    customer = folded_email(order.email or "")
    keys: set[Key] = set()
    for each in (*_by_code(order, catalog).values(), *counted):
        keys.update(limit.key for limit in each.limits_for(customer))
        if each.terms.conditions.first_order and customer:
            keys.add((ORDERS, catalog.shop.id, customer))
    return frozenset(keys)


def offered_to(
    order: Order, catalog: Catalog, facts: CustomerFacts | None, uses: Uses, at: datetime
) -> Offered:
    """The promotions for `order` at that instant."""
    buyer = Buyer.of(order, facts)
    by_code, refused = _by_code(order, catalog), {}
    counted: defaultdict[int, int] = defaultdict(int)
    candidates: list[Candidate] = []
    for code in sorted({folded(each) for each in order.coupon_codes}):
        each = by_code.get(code)
        reason = never_counts(code, catalog, at) or (
            _against(each, catalog, order, buyer, uses) if each else ""
        )
        if (
            each
            and not reason
            and counted[each.promotion.id] >= _codes_of(each.promotion, each.terms)
        ):
            reason = "coupon_not_combinable"
        if reason or each is None:
            refused[code] = reason
            continue
        counted[each.promotion.id] += 1
        candidates.append(each)
    candidates += [
        each
        for each in _automatic(catalog)
        if each.promotion.is_valid_at(at)
        and not counted[each.promotion.id]
        and not _against(each, catalog, order, buyer, uses)
    ]
    return Offered(
        tuple(each.as_priced(order.locale) for each in candidates),
        {each.source: each.limits_for(buyer.customer) for each in candidates},
        {code: each.coupon for code, each in by_code.items() if each.coupon},
        refused,
    )


def _codes_of(promotion: Promotion, terms: Terms) -> int:
    """How many codes of a promotion count on one order."""
    return 1 if terms.benefit.kind == "buy_x_get_y" else promotion.per_order_limit or 1


def _by_code(order: Order, catalog: Catalog) -> dict[str, Candidate]:
    found = ((code, catalog.coupons.get(code)) for code in map(folded, order.coupon_codes))
    terms, rows = terms_of(catalog), catalog.promotion_by_id
    return {
        code: Candidate(rows[coupon.promotion_id], terms[coupon.promotion_id], coupon)
        for code, coupon in found
        if coupon and coupon.promotion_id in terms
    }


@once_for_each
def _automatic(catalog: Catalog) -> tuple[Candidate, ...]:
    terms = terms_of(catalog)
    return tuple(
        Candidate(row, terms[row.id])
        for row in catalog.promotions
        if row.id in terms and not row.needs_coupon and row.is_active
    )


@once_for_each
def _counted(catalog: Catalog) -> tuple[Candidate, ...]:
    """Those of them whose uses are counted, or that ask for earlier orders."""
    return tuple(
        each
        for each in _automatic(catalog)
        if each.limits_for("anybody") or each.terms.conditions.first_order
    )


def _against(each: Candidate, catalog: Catalog, order: Order, buyer: Buyer, uses: Uses) -> str:
    """Why it is not for this order whatever is in it; empty: nothing. An unknown buyer may be anybody."""
    return next(_reasons_against(each, catalog, order, buyer, uses), "")


def _reasons_against(
    each: Candidate, catalog: Catalog, order: Order, buyer: Buyer, uses: Uses
) -> Iterator[str]:
    conditions = each.terms.conditions
    if each.terms.names_amounts and order.currency != catalog.shop.currency:
        yield "coupon_not_for_currency"
    if conditions.customer_groups and buyer.group not in conditions.customer_groups:
        yield "coupon_not_for_you"
    if conditions.first_order and uses.of((ORDERS, catalog.shop.id, buyer.customer)):
        yield "coupon_first_order_only"
    for limit in each.limits_for(buyer.customer):
        if uses.of(limit.key) >= limit.most:
            yield "coupon_used_up" if limit.key[2] == EVERYBODY else "coupon_used_by_you"
