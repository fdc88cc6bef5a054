"""Which of the shop's subscriptions a line means. A SKU of ours is `productId:skuId:offer`, the document's catalogItemId."""

from dataclasses import dataclass

from ...catalog import Catalog
from ...models import SubscriptionTerm, Variant
from .reading import SentLine

#: billing cycles by the document's number
BILLING_CYCLES = {1: "monthly", 2: "annual", 3: "none", 4: "one_time", 5: "triennial"}
NUMBERS = {name: number for number, name in BILLING_CYCLES.items()}


@dataclass(frozen=True, slots=True)
class LineError:
    """Why a line cannot be ordered. `is_unknown` when nothing matches it at all."""

    reason: str
    description: str
    is_unknown: bool = False


def offer_for(line: SentLine, catalog: Catalog) -> Variant | LineError:
    """The variant a line means, or why there is none."""
    offers = [
        variant
        for sku, variant in catalog.variant_by_sku.items()
        if sku.split(":")[:2] == [line.productId, line.skuId] and variant.id in catalog.terms
    ]
    if not offers:
        return LineError("ProductNotFound", "There is no such product.", is_unknown=True)
    if line.catalogItemId is not None:
        offers = [each for each in offers if each.sku == line.catalogItemId]
    if line.productVariantId is not None:
        number = line.productVariantId
        offers = [each for each in offers if catalog.terms[each.id].number == number]
    if not offers:
        return LineError(
            "ProductVariantNotFound", "The product has no such variant.", is_unknown=True
        )
    fitting = [each for each in offers if _fits(line, catalog.terms[each.id])]
    if not fitting:
        words = "The product is not sold for this term and billing cycle."
        return LineError("TermNotOffered", words)
    if len(fitting) > 1:
        words = "Several offers fit; say which by catalogItemId, or by term and billing cycle."
        return LineError("OfferNotUnique", words)
    return fitting[0]


def _fits(line: SentLine, term: SubscriptionTerm) -> bool:
    cycle = BILLING_CYCLES.get(line.billingCycle or 0)
    return (line.termDuration in {None, term.duration}) and (
        not line.billingCycle or cycle == term.billing_cycle
    )
