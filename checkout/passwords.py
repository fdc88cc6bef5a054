"""Passwords: hashed with Argon2id, compared in the same time whether there is one or not."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from .addresses.card_numbers import looks_like_card_number
from .addresses.messages import CARD_NUMBER
from .words import N_

#: characters; what is longer is more likely a mistake than a password
SHORTEST, LONGEST = 10, 200
#: OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane
HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

TOO_SHORT = N_("Use at least %(limit)d characters; a few words make a good password.")
TOO_LONG = N_("Use at most %(limit)d characters.")
TOO_EASY = N_("This is too easy to guess. Use a few words that are not your e-mail address.")


def fault_in(password: str, email: str) -> tuple[str, dict[str, int]] | None:
    """What is wrong with a new password, as words with their parameters; none when it can be taken."""
    if len(password) < SHORTEST:
        return TOO_SHORT, {"limit": SHORTEST}
    if len(password) > LONGEST:
        return TOO_LONG, {"limit": LONGEST}
    if looks_like_card_number(password):
        return CARD_NUMBER, {}
    known = (email.casefold(), email.casefold().partition("@")[0])
    if password.casefold() in known or len(set(password)) < 4:
        return TOO_EASY, {}
    return None


def hashed(password: str) -> str:
    """What is stored of a password. Takes some 20 ms and 19 MiB on purpose: never call it inside a transaction."""
    return HASHER.hash(_composed(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether this is the password of that hash. Where there is none, it takes as long to say no."""
    try:
        HASHER.verify(stored or _nobodys(), _composed(password[: LONGEST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def _composed(password: str) -> str:
    """Keyboards compose the same letters in different ways."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return HASHER.hash("nobody has this password")
