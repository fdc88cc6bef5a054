"""Codes of gift cards: random, made to be read out and typed, and never kept.

A code has 100 random bits in 20 characters. Its last four are kept to tell cards apart, so 80 bits remain that nobody
but the holder has: a plain hash of them cannot be guessed back. A keyed hash would need a secret whose loss makes every
card worthless, and no copy of the data could be used without it.
"""

import hashlib
import re
import secrets

#: Crockford's base 32: no I, L, O or U
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
GROUP = 4
#: what is typed instead of what was printed
MISREAD = str.maketrans("OIL", "011")
PURPOSE = b"gift card "


def new_code() -> str:
    """A fresh code as it is printed, for example "7KQ2-M9XD-0C4T-VB8H-3RWE". Never one of digits alone, like a card number."""
    while (letters := "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))).isdigit():
        pass
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def normalised(typed: str) -> str:
    """The code in what was typed: case, spaces and dashes do not count, and O is 0, I and L are 1."""
    return re.sub(r"[\s\-\u2010-\u2015_.]", "", typed).upper().translate(MISREAD)


def digest_of(typed: str) -> str:
    """What is stored of a code, however it was typed."""
    return hashlib.sha256(PURPOSE + normalised(typed).encode()).hexdigest()


def tail_of(code: str) -> str:
    """The last characters of a code: what it is called by."""
    return normalised(code)[-GROUP:]
