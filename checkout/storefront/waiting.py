"""How pages say that goods do not leave at once."""

from babel.dates import format_date

from ..goods import Wait
from .wording import _, ngettext, spoken


def words_for(wait: Wait | None) -> str:
    """Why goods wait and until when, in the request's language; nothing where they leave as usual."""
    if wait is None:
        return ""
    if wait.released_on is not None and wait.leaves_on is not None:
        day = format_date(wait.leaves_on, "long", locale=spoken())
        return _("Pre-order: ships from %(day)s") % {"day": day}
    if wait.restock_days:
        return ngettext(
            "On backorder, leaves in about %(days)s working day",
            "On backorder, leaves in about %(days)s working days",
            wait.restock_days,
        ) % {"days": wait.restock_days}
    return _("On backorder")
