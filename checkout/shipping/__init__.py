"""Where a parcel may go, what may be in it and what it costs. Pure: knows nothing of ours."""

from .calculator_data import calculator_from
from .calculators import Calculator, Load
from .categories import carries
from .zone_data import zone_from
from .zones import ANYWHERE, Member, Zone, matches, most_specific

__all__ = [
    "ANYWHERE",
    "Calculator",
    "Load",
    "Member",
    "Zone",
    "calculator_from",
    "carries",
    "matches",
    "most_specific",
    "zone_from",
]
