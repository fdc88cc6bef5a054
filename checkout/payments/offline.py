"""Money that comes by itself later: an invoice is sent with the goods and paid by bank transfer."""

from .gateway import Attempt, Card, Declined, Done, Movement, Ok, Outcome


class OfflineGateway:
    """Accepts every attempt; nothing is asked of anybody."""

    has_page = False
    asks_nobody = True
    page_origin = ""
    captures_in_parts = True

    def create(self, attempt: Attempt) -> Outcome:
        """Accepted; a token makes no sense here and is refused."""
        return Declined("not_accepted") if attempt.token else Ok(attempt.idempotency_key)

    def confirm(self, attempt: Attempt) -> Outcome:
        """Accepted, as before: nobody is waited for."""
        return self.fetch(attempt)

    def tokenise(self, card: Card) -> str | None:
        """It takes no cards."""
        return None

    def fetch(self, attempt: Attempt) -> Outcome:
        """Accepted, as before: it needs no other party."""
        return Ok(attempt.idempotency_key)

    def void(self, attempt: Attempt) -> Outcome:
        """Nothing was promised to anybody."""
        return Declined("abandoned")

    def release(self, attempt: Attempt, key: str) -> Movement:
        """Nobody held anything."""
        return Done(key, 0)

    def capture(self, attempt: Attempt, amount: int, key: str) -> Movement:
        """Noted: it is the shop that saw the money come."""
        return Done(key, amount)

    def refund(self, attempt: Attempt, amount: int, key: str, reason: str) -> Movement:
        """Noted: it is the shop that sends the money."""
        return Done(key, amount)
