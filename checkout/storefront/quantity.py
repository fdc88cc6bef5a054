"""Quantities as people type them."""

import re

from ..models.order import MAX_QUANTITY

_WHOLE_NUMBER = re.compile(r"\d{1,6}")


def quantity_from(text: str) -> int | None:
    """The whole number in `text`, in any script's digits; None for anything else, or for too much."""
    digits = text.strip()
    if not _WHOLE_NUMBER.fullmatch(digits) or int(digits) > MAX_QUANTITY:
        return None
    return int(digits)
