"""What is wrong with the VAT number of a business buyer, in words for the buyer."""

from collections.abc import Iterator

from .. import vat
from ..words import N_
from .refusals import Fault

VAT_FAULTS = {
    vat.Fault.NOT_A_MEMBER: N_(
        "A VAT number begins with the two letters of an EU member state, as in DE136695976."
    ),
    vat.Fault.WRONG_FORMAT: N_("This is not how a VAT number of this country is written."),
    vat.Fault.WRONG_CHECKSUM: N_("This VAT number cannot be right. Check it for typing mistakes."),
}


def vat_fault_in(vat_id: object) -> Iterator[Fault]:
    """What is wrong with a VAT number; empty is none and fine."""
    if isinstance(vat_id, str) and vat_id.strip():
        fault = vat.fault_in(vat_id)
        if fault is not None:
            yield Fault(("vat_id",), f"vat_id_{fault}", VAT_FAULTS[fault])
