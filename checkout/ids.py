"""Identifiers that tell nothing: tokens for shoppers' URLs, ids for the API, order numbers."""

import secrets

#: No 0/O, 1/I/L, 2/Z, 5/S or U: read out on the phone, a number stays that number.
ALPHABET = "346789ABCDEFGHJKMNPQRTVWXY"


def new_token() -> str:
    """128 random bits, URL-safe: the credential of an order's pages."""
    return secrets.token_urlsafe(16)


def new_public_id(prefix: str) -> str:
    """An opaque id for authenticated callers, for example "co_9f…". Never a credential."""
    return f"{prefix}_{secrets.token_hex(10)}"


def new_number() -> str:
    """An order number that reveals no volume, for example "K7M4-QX3D"."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
