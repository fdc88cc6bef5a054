"""The vouchers on an order that take nothing off, in the words of the request's language."""

from ..offers.vouchers import Voucher
from ..standing import Standing
from .wording import _


def reason_of(voucher: Voucher) -> str:
    """Why a voucher on the order does not count."""
    return _(voucher.message) % dict(voucher.params)


def reasons_told(standing: Standing) -> tuple[str, ...]:
    """The same for each of them, so that no step shows a higher total without saying why."""
    return tuple(reason_of(each) for each in standing.vouchers if not each.applied)
