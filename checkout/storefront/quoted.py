"""What a shopper is told about the quote their cart came from."""

from dataclasses import dataclass
from datetime import datetime

from ..offers.agreed import agreement_of
from ..standing import Standing


@dataclass(frozen=True, slots=True)
class QuoteNote:
    """Until when the agreed prices hold, or when they ended."""

    until: datetime
    has_ended: bool


def quote_note_of(standing: Standing) -> QuoteNote | None:
    """The note; none for a cart from no quote, and while the quote counts for another customer or currency only."""
    agreement = agreement_of(standing.order)
    if agreement is None:
        return None
    has_ended = agreement.until <= standing.at
    if not has_ended and not agreement.holds_for(standing.order, standing.at):
        return None
    return QuoteNote(agreement.until, has_ended)
