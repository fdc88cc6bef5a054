"""Why coupon codes that a caller hands in are not taken."""

from collections.abc import Iterator, Sequence

from ..models.promotion import folded
from ..offers.promotions import never_counts
from ..offers.vouchers import REASONS
from ..standing import Standing
from .refusals import Fault


def unusable_codes(codes: Sequence[str], standing: Standing) -> Iterator[Fault]:
    """The codes that count on no order now, whoever's it is."""
    for index, code in enumerate(codes):
        reason = never_counts(code, standing.catalog, standing.at)
        if reason:
            params = (("code", code.strip()),)
            yield Fault(("coupon_codes", index), reason, REASONS[reason], params)


def refused_codes(codes: Sequence[str], standing: Standing, on_it: set[str]) -> tuple[Fault, ...]:
    """The codes that do not count on the order as it is now.

    Those that were `on_it` before (folded) may stay: what is in the cart may yet change.
    """
    refused = {folded(each.code): each for each in standing.vouchers if not each.applied}
    return tuple(
        Fault(("coupon_codes", index), each.reason, each.message, each.params)
        for index, code in enumerate(codes)
        if folded(code) not in on_it and (each := refused.get(folded(code)))
    )
