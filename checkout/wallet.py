"""What the buyer of one order has with the shop already, and what of it may pay for the order."""

from dataclasses import dataclass
from datetime import datetime

from .models import CreditAccount, Order
from .models.credit import GIFT_CARD, STORE_CREDIT
from .pricing import Credit
from .words import N_, translated


@dataclass(frozen=True, slots=True)
class Wallet:
    """The gift cards on an order in the order in which they were handed in, then the customer's store credit, used or not.

    Balances are those of the moment it was read.
    """

    accounts: tuple[CreditAccount, ...] = ()

    @property
    def gift_cards(self) -> tuple[CreditAccount, ...]:
        """The gift cards handed in, those that cannot be used any more too."""
        return tuple(each for each in self.accounts if each.kind == GIFT_CARD)

    @property
    def store_credit(self) -> CreditAccount | None:
        """The store credit of the order's customer, if there ever was any."""
        return next((each for each in self.accounts if each.kind == STORE_CREDIT), None)

    def credits(self, order: Order, at: datetime) -> tuple[Credit, ...]:
        """What may be used for `order` at an instant, in the order in which it is used up."""
        return tuple(
            Credit(each.public_id, label_of(each, order.locale), each.balance)
            for each in self.accounts
            if each.balance > 0 and each.is_valid_at(at)
            if each.kind == GIFT_CARD or order.use_store_credit
        )


EMPTY = Wallet()


def label_of(account: CreditAccount, locale: str) -> str:
    """What an account is called in a language."""
    if account.kind == STORE_CREDIT:
        return translated(N_("Store credit"), locale)
    return translated(N_("Gift card …%(tail)s"), locale) % {"tail": account.code_tail}
