"""Finding gift cards by their codes. Whoever guesses gets few guesses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, select

from .. import clock, throttle
from ..db import read
from ..gift_codes import digest_of
from ..models import CreditAccount, Shop
from .changes import CardWanted
from .guesses import count_try

#: wrong codes from one browser or program
OWN_GUESSES = throttle.Limit(10, timedelta(minutes=5))
#: wrong codes at one shop, whoever sends them
ALL_GUESSES = throttle.Limit(600, timedelta(seconds=2))


@dataclass(frozen=True, slots=True)
class Guesser:
    """Who hands codes in: at which shop, and what stands for the browser or the program."""

    shop_code: str
    name: str


def cards_with(codes: Sequence[str], guesser: Guesser) -> tuple[CardWanted, ...]:
    """The gift cards that codes lead to, each with what is wrong with it, if anything. Not within a unit of work.

    A wrong code uses up one of the guesser's guesses. Raises `TooManyAttempts` when there is none left: then
    right and wrong codes get the same answer.
    """
    return tuple(_card_with(code, guesser) for code in codes)


CARD_BY_CODE = (
    select(
        CreditAccount.public_id,
        CreditAccount.currency,
        CreditAccount.balance,
        CreditAccount.expires_at,
    )
    .join(Shop, Shop.id == CreditAccount.shop_id)
    .where(
        Shop.code == bindparam("shop_code"),
        CreditAccount.code_digest == bindparam("digest"),
        CreditAccount.is_active,
    )
)


def _card_with(code: str, guesser: Guesser) -> CardWanted:
    limits = {
        throttle.bucket("gift-card", guesser.shop_code, guesser.name): OWN_GUESSES,
        throttle.bucket("gift-cards", guesser.shop_code): ALL_GUESSES,
    }
    # The guess is paid for before anyone looks, so that guesses sent at once cannot share one; a right code gets it back.
    count_try(*limits.items())
    rows = read(CARD_BY_CODE, {"shop_code": guesser.shop_code, "digest": digest_of(code)})
    if not rows:
        return CardWanted("", fault="unknown_gift_card")
    for key, limit in limits.items():
        throttle.give_back(key, limit)
    public_id, currency, balance, expires_at = rows[0]
    if expires_at is not None and expires_at <= clock.now():
        return CardWanted(public_id, fault="gift_card_expired")
    return CardWanted(public_id, currency, "" if balance else "gift_card_empty")
