"""E-mail addresses a confirmation can be sent to."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from email_validator import EmailNotValidError, validate_email

from . import messages
from .fault import Fault

_LONGEST: Final = 254


def check_email(text: str) -> Fault | None:
    """What is wrong with `text`, None when nothing is; outer spaces are forgiven.

    Only the form is looked at: no network is asked, and the reserved domains of RFC 2606
    (example.com, shop.test) count as domains like any other.
    """
    email = text.strip()
    if len(email) > _LONGEST:
        return Fault("email", "email_too_long", messages.TOO_LONG["email"], {"limit": _LONGEST})
    for code, message, applies in _CAUSES:
        if applies(email):
            return Fault("email", code, message)
    return None


def _domain_has_no_dot(email: str) -> bool:
    return "." not in email.partition("@")[2]


@lru_cache(maxsize=1024)
def _is_malformed(email: str) -> bool:
    try:
        validate_email(email, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return True
    return False


_CAUSES: Final[tuple[tuple[str, str, Callable[[str], bool]], ...]] = (
    ("email_missing", messages.EMAIL_MISSING, lambda email: not email),
    ("email_without_at", messages.EMAIL_WITHOUT_AT, lambda email: "@" not in email),
    ("email_with_space", messages.EMAIL_WITH_SPACE, lambda email: len(email.split()) > 1),
    ("email_with_two_ats", messages.EMAIL_WITH_TWO_ATS, lambda email: email.count("@") > 1),
    ("email_domain_without_dot", messages.EMAIL_DOMAIN_WITHOUT_DOT, _domain_has_no_dot),
    ("email_malformed", messages.EMAIL_MALFORMED, _is_malformed),
)
