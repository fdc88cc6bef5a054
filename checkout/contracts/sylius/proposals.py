"""The shipments of an open order, and the ways in which each could travel."""

from dataclasses import dataclass

from ...standing import ShippingOption, Standing


@dataclass(frozen=True, slots=True)
class Proposal:
    """A shipment as it would be: ways to ship on offer, and the one that is chosen."""

    options: tuple[ShippingOption, ...]
    option: ShippingOption | None


def proposals_of(standing: Standing) -> tuple[Proposal, ...]:
    """The shipments, in the order in which they are numbered; none when nothing travels."""
    if not standing.requires_shipping:
        return ()
    return (Proposal(standing.shipping_options, standing.shipping),)
