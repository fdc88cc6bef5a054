"""How often a password may be guessed: rarely from one place, and not often from everywhere together."""

from dataclasses import dataclass
from datetime import timedelta

from .. import throttle
from ..models.customer import folded_email
from ..throttle import Limit, bucket, forget
from .refusals import TooManyAttempts

#: one person at one place, who mistypes
FROM_ONE_PLACE = Limit(10, timedelta(minutes=1))
#: one account, guessed at from many places
OF_ONE_ACCOUNT = Limit(100, timedelta(minutes=1))
#: one place, where many accounts are guessed at
AT_ANY_ACCOUNT = Limit(200, timedelta(seconds=10))


@dataclass(frozen=True, slots=True)
class Guess:
    """Someone at a network address who says a password for an e-mail address, known or not."""

    shop_code: str
    email: str
    place: str

    def count(self) -> None:
        """Counts the guess before anything is looked up. Raises `TooManyAttempts`: then nothing is looked up."""
        folded = folded_email(self.email)
        limits = (
            (self._own_bucket(), FROM_ONE_PLACE),
            (bucket("password-of", self.shop_code, folded), OF_ONE_ACCOUNT),
            (bucket("password-at", self.shop_code, self.place), AT_ANY_ACCOUNT),
        )
        count_try(*limits)

    def was_right(self) -> None:
        """Who knows the password has not guessed."""
        forget(self._own_bucket())

    def _own_bucket(self) -> str:
        return bucket("password-from", self.shop_code, folded_email(self.email), self.place)


def count_try(*limits: tuple[str, Limit]) -> None:
    """Counts a try against all of these buckets. Raises `TooManyAttempts`."""
    for key, limit in limits:
        if seconds := throttle.take(key, limit):
            raise TooManyAttempts(seconds)
