"""Money that buyers have with the shop: gift cards and store credit. Balances move by the statements of `checkout.credit` alone."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base

GIFT_CARD, STORE_CREDIT = "gift_card", "store_credit"
ACCOUNTS = (GIFT_CARD, STORE_CREDIT)
#: what happened -> whether it adds (1) or takes (-1)
ENTRIES = {"issued": 1, "returned": 1, "spent": -1}
MAX_GIFT_CARDS = 10


class CreditAccount(Base):
    """A gift card, which belongs to whoever knows its code, or a customer's store credit. `balance` is the sum of its entries."""

    __tablename__ = "credit_accounts"
    __table_args__ = (
        CheckConstraint("balance >= 0", name="balance_is_not_negative"),
        CheckConstraint(f"kind IN {ACCOUNTS}", name="kind_is_known"),
        UniqueConstraint("customer_id", "currency"),
        CheckConstraint(
            "(kind = 'store_credit') = (customer_id IS NOT NULL)", name="credit_is_somebodys"
        ),
        CheckConstraint(
            "(kind = 'gift_card') = (code_digest IS NOT NULL)", name="gift_card_has_a_code"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    public_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    #: whose store credit it is
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    #: SHA-256 of the code; the code itself is kept nowhere
    code_digest: Mapped[str | None] = mapped_column(unique=True)
    #: the last characters of the code, to tell cards apart
    code_tail: Mapped[str] = mapped_column(default="")
    #: ISO 4217
    currency: Mapped[str]
    #: minor units
    balance: Mapped[int]
    #: none: never
    expires_at: Mapped[datetime | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    def is_valid_at(self, instant: datetime) -> bool:
        """Whether it can be used at `instant` (aware UTC), as far as there is something on it."""
        return self.is_active and (self.expires_at is None or instant < self.expires_at)


class CreditEntry(Base):
    """Something that changed a balance, signed minor units. Append-only.

    `attempt` counts how often an order was placed on the account: what it spent can be returned once, and only
    after that it can spend again.
    """

    __tablename__ = "credit_entries"
    __table_args__ = (
        UniqueConstraint("account_id", "order_id", "kind", "attempt"),
        CheckConstraint(f"kind IN {tuple(ENTRIES)}", name="kind_is_known"),
        CheckConstraint("(amount < 0) = (kind = 'spent') AND amount <> 0", name="sign_fits_kind"),
        CheckConstraint("kind = 'issued' OR order_id IS NOT NULL", name="spending_has_an_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("credit_accounts.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    kind: Mapped[str]
    attempt: Mapped[int] = mapped_column(default=0)
    #: signed minor units
    amount: Mapped[int]
    #: who did it: "shopper", "system", "command", or the API key's name
    actor: Mapped[str]
    #: why, in the shop's own words
    note: Mapped[str] = mapped_column(default="")
    occurred_at: Mapped[datetime]
