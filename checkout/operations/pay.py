"""Talking to the gateway about one attempt, with no transaction open. Whatever goes wrong is an unknown outcome."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from traceback import extract_tb
from typing import TypeVar

import structlog
from sqlalchemy import bindparam, select

from ..db import outside_call, read
from ..models import Order, Payment, PaymentMethod
from ..payments import Attempt, Card, Gateway, Movement, Outcome, Unknown, gateway_of
from .refusals import CardsNotTaken, GatewaySilent

log = structlog.get_logger()

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Debt:
    """An attempt to pay that is recorded, as the gateway needs to know it."""

    payment_id: int
    gateway: str
    attempt: Attempt

    @classmethod
    def of(
        cls,
        payment: Payment,
        order: Order,
        return_url: str = "",
        token: str = "",
        *,
        manual_capture: bool = False,
    ) -> "Debt":
        """The debt of a recorded payment of `order`; `return_url` has `{token}` where the order's token goes."""
        attempt = Attempt(
            idempotency_key=payment.idempotency_key,
            amount=payment.amount,
            currency=payment.currency,
            order_number=order.number or "",
            return_url=return_url.replace("{token}", order.token),
            locale=order.locale,
            token=token,
            manual_capture=manual_capture,
            reference=payment.reference or "",
            begun_at=payment.created_at,
        )
        return cls(payment.id, payment.gateway, attempt)

    def with_token(self, token: str) -> "Debt":
        """The same, paid with what the token stands for."""
        return replace(self, attempt=replace(self.attempt, token=token))


PROMISED_ONLY = (
    select(PaymentMethod.manual_capture)
    .join(Order, Order.shop_id == PaymentMethod.shop_id)
    .where(Order.id == bindparam("order_id"), PaymentMethod.code == bindparam("method"))
)


def is_promised_only(payment: Payment) -> bool:
    """Whether the money of an attempt was only to be promised: who asks again must not ask for something else."""
    found = read(PROMISED_ONLY, {"order_id": payment.order_id, "method": payment.method})
    return bool(found and found[0].manual_capture)


def pay(debt: Debt) -> Outcome:
    """Asks for the money."""
    return _ask(debt, lambda gateway: gateway.create(debt.attempt))


def pay_at_once(debt: Debt) -> Outcome | None:
    """What comes of it where nobody needs to be asked, also inside a unit of work; none where somebody does."""
    gateway = gateway_of(debt.gateway)
    return gateway.create(debt.attempt) if gateway.asks_nobody else None


def confirm(debt: Debt) -> Outcome:
    """Pays with the token what waits for the shopper."""
    return _ask(debt, lambda gateway: gateway.confirm(debt.attempt))


def token_for(gateway: str, card: Card) -> str:
    """What stands for the card at a gateway. Raises `CardsNotTaken`, and `GatewaySilent` when it cannot be asked."""
    with outside_call():
        try:
            token = gateway_of(gateway).tokenise(card)
        except Exception as error:  # noqa: BLE001
            # Its words may repeat what it was given.
            log.error("tokenisation_failed", gateway=gateway, error=type(error).__name__)  # noqa: TRY400
            raise GatewaySilent from None
    if token is None:
        raise CardsNotTaken
    return token


def fetch(debt: Debt) -> Outcome:
    """Asks what became of it."""
    return _ask(debt, lambda gateway: gateway.fetch(debt.attempt))


def void(debt: Debt) -> Outcome:
    """Makes sure the money will not be taken, unless it already was."""
    return _ask(debt, lambda gateway: gateway.void(debt.attempt))


def capture(debt: Debt, amount: int, key: str) -> Movement:
    """Takes so many minor units of what was promised; repeated with the same key, it takes them once."""
    return _ask(debt, lambda gateway: gateway.capture(debt.attempt, amount, key))


def release(debt: Debt, key: str) -> Movement:
    """Lets go what was promised and not taken."""
    return _ask(debt, lambda gateway: gateway.release(debt.attempt, key))


def refund(debt: Debt, amount: int, key: str, reason: str) -> Movement:
    """Gives so many minor units back; repeated with the same key, it gives them once."""
    return _ask(debt, lambda gateway: gateway.refund(debt.attempt, amount, key, reason))


def _ask(debt: Debt, question: Callable[[Gateway], Answer]) -> Answer | Unknown:
    with outside_call():
        try:
            return question(gateway_of(debt.gateway))
        except Exception as error:  # noqa: BLE001
            # A gateway that fails in any way may still have taken the money: only it knows, and will be asked.
            # Its words may repeat what it was given; where they were said is enough to find the fault.
            told = {"payment": debt.payment_id, "error": type(error).__name__}
            where = [f"{each.filename}:{each.lineno}" for each in extract_tb(error.__traceback__)]
            log.error("gateway_failed", **told, where=where)  # noqa: TRY400
            return Unknown()
