"""Money that comes by itself later: an invoice is sent with the goods and paid by bank transfer."""

from .gateway import Attempt, Card, Declined, Ok, Outcome


class OfflineGateway:
    """Accepts every attempt; nothing is asked of anybody."""

    has_page = False

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
