"""Spotting what belongs into another field, or into no field at all."""

import re

_WEB_ADDRESS = re.compile(
    r"://|\bwww\.|\b[\w-]+\.(?:com|net|org|info|biz|ru|cn|top|xyz|online|site|shop|club)\b"
    r"|\b[\w-]+\.(?:app|co|de|gg|io|link|ly|me|to|uk)/\w",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def has_web_address(text: str) -> bool:
    """True for the links that spammers put where a name belongs."""
    return bool(_WEB_ADDRESS.search(text))


def is_email(text: str) -> bool:
    """True when the whole text has the shape of an e-mail address."""
    return bool(_EMAIL.fullmatch(text))
