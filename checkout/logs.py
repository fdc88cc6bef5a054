"""Logs: one JSON object a line on standard error, with nothing in it that is anyone's business.

Every value is checked on its way out: what looks like an e-mail address, a bearer key, a token, a card number or a gift card's code is masked.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

EMAIL = re.compile(r"[^\s@\"'<>]+@[^\s@\"'<>]+\.[^\s@\"'<>]+")
KEY = re.compile(r"\b(?:(?:sk|tok)_[A-Za-z0-9_-]+|whsec_[A-Za-z0-9+/=_-]+)")
#: also where digits are kept apart by points or other dashes, and beside letters
CARD = re.compile(r"(?<!\d)\d(?:[ .\-\u00a0\u2010-\u2015]{0,2}\d){12,18}(?!\d)")
GIFT_CARD = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){4}\b", re.IGNORECASE)
TOKEN_IN_PATH = re.compile(r"(/(?:orders|continue|open|test-gateway)/)[A-Za-z0-9_.-]{16,}")
Event = MutableMapping[str, Any]


def set_up_logs(level: str) -> None:
    """Sends structlog and the standard library's logging to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask,
    ]
    renderer = structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, mask, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # Tells every step of cutting a font down for an invoice, which is news for nobody.
    logging.getLogger("fontTools").setLevel(logging.WARNING)


def mask(_: object, __: str, event: Event) -> Event:
    """The event with everything personal or secret in its values masked."""
    for name, value in event.items():
        if not name.startswith("_"):  # those are the logging library's own, and are never written
            event[name] = _masked(value)
    return event


def _masked(value: Any) -> Any:
    """The value as it may be written, whatever it holds; a number of a card's length is masked like its text."""
    match value:
        case str():
            return masked(value)
        case dict():
            return {_masked(name): _masked(inner) for name, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_masked(inner) for inner in value]
        case bool() | None | float():
            return value
        case int():
            return value if masked(str(value)) == str(value) else "[card]"
        case _:
            return masked(repr(value))


def masked(text: str) -> str:
    """`text` without e-mail addresses, keys, card numbers, gift cards' codes and tokens."""
    text = EMAIL.sub("[e-mail]", text)
    text = KEY.sub("[key]", text)
    text = GIFT_CARD.sub("[gift card]", text)
    text = CARD.sub("[card]", text)
    return TOKEN_IN_PATH.sub(r"\1[token]", text)
