"""What pages show of gift cards and store credit: what is used for the order, and what is left of it afterwards."""

from dataclasses import dataclass

from flask import request

from ..addresses.card_numbers import looks_like_card_number
from ..controls import Control
from ..models import CreditAccount
from ..standing import Standing
from ..wallet import label_of
from . import visit
from .wording import _, spoken


@dataclass(frozen=True, slots=True)
class Used:
    """A gift card or store credit: its name, minor units of it that the order uses, and minor units that are left then."""

    id: str
    name: str
    used: int
    left: int
    is_usable: bool


@dataclass(frozen=True, slots=True)
class Purse:
    """What the shopper has with the shop. `store_credit` is there for the customer who is signed in, and where it is used."""

    cards: tuple[Used, ...]
    store_credit: Used | None
    uses_store_credit: bool
    #: minor units still to pay in another way
    to_pay: int

    @property
    def in_use(self) -> tuple[Used, ...]:
        """What stands on the order, also what is of no use any more."""
        credit = (self.store_credit,) if self.store_credit and self.uses_store_credit else ()
        return (*self.cards, *credit)


def purse_of(standing: Standing) -> Purse:
    """The purse of an open order, as it is now."""
    account = standing.wallet.store_credit
    shown = account is not None and (standing.order.use_store_credit or _may_use(account, standing))
    return Purse(
        tuple(_used(standing, each) for each in standing.wallet.gift_cards),
        _used(standing, account) if account is not None and shown else None,
        standing.order.use_store_credit,
        standing.estimate.total,
    )


def is_owner(standing: Standing) -> bool:
    """Whether the customer whose order it is is signed in at this browser."""
    owner = standing.order.customer_id
    return owner is not None and visit.customer_id() == owner


def gift_card_control(errors: dict[str, str]) -> Control:
    """Where a code is typed. What was typed is kept for mending; a payment card's number never is."""
    typed = request.form.get("gift_card", "") if errors else ""
    return Control(
        name="gift_card",
        label=_("Gift card code"),
        value="" if looks_like_card_number(typed) else typed,
        error=errors.get("gift_card", ""),
        autocomplete="off",
        enterkeyhint="go",
    )


def _may_use(account: CreditAccount, standing: Standing) -> bool:
    return account.balance > 0 and account.is_valid_at(standing.at) and is_owner(standing)


def _used(standing: Standing, account: CreditAccount) -> Used:
    used = -sum(
        each.amount
        for each in standing.estimate.adjustments
        if (each.type, each.source) == ("credit", account.public_id)
    )
    usable = account.balance > 0 and account.is_valid_at(standing.at)
    name = label_of(account, spoken())
    return Used(account.public_id, name, used, account.balance - used, usable)
