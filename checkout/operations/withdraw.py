"""Withdrawing from a contract: declared once, counted from that instant, receipted by mail, told in the history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from .. import clock, ids
from ..addresses import check_email, messages
from ..addresses.card_numbers import looks_like_card_number
from ..addresses.text import tidy
from ..db import db, read, unit_of_work
from ..models import Order, Shipment, Withdrawal
from ..snapshots import Snapshots
from ..standing import Standing
from ..withdrawals import Right, right_of
from ..words import N_
from . import outbox
from .history import record_event
from .load import OrderRef, lock_order
from .outbox import announce
from .records import WITHDRAWN
from .refusals import Fault, Invalid, Refusal

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class WithdrawalWish:
    """A declaration as it comes. `units` are those of each line by its id, none: everything that is left; `key` makes the same form one declaration."""

    name: str
    email: str
    units: Mapping[int, int]
    key: str
    locale: str


@dataclass
class NothingToWithdraw(Refusal):
    """The period has ended, or there is nothing left, or there never was such a right."""

    code = "nothing_to_withdraw"


def check_withdrawal(standing: Standing, wish: WithdrawalWish) -> None:
    """Looks at a declaration without making it. Raises `Invalid`, `NothingToWithdraw`. Two statements."""
    order = standing.order
    _accept(standing, wish, withdrawals_of(order.id))


@unit_of_work
def withdraw(ref: OrderRef, wish: WithdrawalWish, actor: str) -> Withdrawal:
    """The declaration, written down; the same one when its form comes twice.

    Raises `OrderNotFound`, `Invalid`, `NothingToWithdraw`.
    """
    standing = lock_order(ref)
    order = standing.order
    before = withdrawals_of(order.id)
    if (same := next((each for each in before if each.key == wish.key), None)) is not None:
        return same
    right, units = _accept(standing, wish, before)
    withdrawal = Withdrawal(
        public_id=ids.new_public_id("wd"),
        order_id=order.id,
        key=wish.key,
        name=tidy(wish.name),
        email=wish.email.strip(),
        locale=wish.locale,
        units={str(line_id): count for line_id, count in units.items() if count},
        declared_at=clock.now(),
        last_day=right.last_day,
    )
    db.session.add(withdrawal)
    order.updated_at = withdrawal.declared_at
    order.version += 1
    db.session.flush()
    record_event(order, WITHDRAWN, actor)
    announce(order, outbox.WITHDRAWN, withdrawal.public_id, _receipt(withdrawal, order))
    return withdrawal


def withdrawals_of(order_id: int) -> Sequence[Withdrawal]:
    """What was declared about an order, oldest first. One statement."""
    return [WITHDRAWALS.made_from(row) for row in read(OF_ORDER, {"order_id": order_id})]


def right_to_withdraw(standing: Standing, before: Sequence[Withdrawal]) -> Right | None:
    """What can still be withdrawn from a placed order; None: there is no such right. One statement."""
    rows = read(SHIPMENTS_OF, {"order_id": standing.order.id})
    shipments = [SHIPMENTS.made_from(row) for row in rows]
    return right_of(standing.order, standing.catalog.shop, shipments, before)


WITHDRAWALS, SHIPMENTS = Snapshots(Withdrawal), Snapshots(Shipment)
OF_ORDER = (
    select(*WITHDRAWALS.columns)
    .where(Withdrawal.order_id == bindparam("order_id"))
    .order_by(Withdrawal.id)
)
SHIPMENTS_OF = (
    select(*SHIPMENTS.columns)
    .where(Shipment.order_id == bindparam("order_id"))
    .order_by(Shipment.id)
)


def _receipt(withdrawal: Withdrawal, order: Order) -> dict[str, Any]:
    """What the receipt says besides what the order knows: content, day and time. It goes to `to`."""
    return {
        "to": withdrawal.email,
        "withdrawal": withdrawal.public_id,
        "name": withdrawal.name,
        "locale": withdrawal.locale,
        "declared_at": withdrawal.declared_at.isoformat(),
        "lines": [
            {"sku": line.sku, "name": line.name, "quantity": withdrawal.units[str(line.id)]}
            for line in order.lines
            if str(line.id) in withdrawal.units
        ],
    }


def _accept(
    standing: Standing, wish: WithdrawalWish, before: Sequence[Withdrawal]
) -> tuple[Right, Mapping[int, int]]:
    right = right_to_withdraw(standing, before)
    if right is None or not right.is_open:
        raise NothingToWithdraw
    units = wish.units or {each.line.id: each.left for each in right.lines}
    if faults := (*_who(wish), *_what(units, right, standing.order)):
        raise Invalid(faults)
    return right, units


def _who(wish: WithdrawalWish) -> Iterator[Fault]:
    name = tidy(wish.name)
    if not name:
        yield Fault(("name",), "required", messages.MISSING["name"])
    elif len(name) > LONGEST_NAME:
        yield Fault(("name",), "too_long", messages.TOO_LONG["name"], (("limit", LONGEST_NAME),))
    if (fault := check_email(wish.email)) is not None:
        yield Fault(("email",), fault.code, fault.message, tuple(fault.params.items()))
    for field, text in (("name", name), ("email", wish.email)):
        if looks_like_card_number(text):
            yield Fault((field,), "looks_like_card_number", messages.CARD_NUMBER)


def _what(units: Mapping[int, int], right: Right, order: Order) -> Iterator[Fault]:
    left = {each.line.id: each.left for each in right.lines}
    indexes = {line.id: index for index, line in enumerate(order.lines)}
    for line_id, count in units.items():
        most = left.get(line_id, 0)
        if not 0 <= count <= most:
            words = N_("Enter a number from 0 to %(most)d")
            field = ("lines", indexes.get(line_id, 0), "quantity")
            yield Fault(field, "out_of_range", words, (("most", most),))
    if not any(units.values()):
        yield Fault(("lines",), "required", N_("Choose what you withdraw from"))
