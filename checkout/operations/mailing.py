"""Writing to shoppers: exactly one letter for what happened, tried for three days."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask, current_app
from sqlalchemy import select, update

from .. import clock
from ..config import settings
from ..db import outside_call, table_of, write
from ..models import Order, OutboxMessage, Shop
from ..postbox import Letter, Undeliverable, post_letter
from .notices import NOTICES, Claim, Gone, Patience, deliver_all

#: what a message is as a letter; raises `Moot` where there is nothing to write any more
Writer = Callable[[Claim], Letter]
WRITER, FOLDER = "letter_writer", "outbox"

PATIENCE = Patience(ends=timedelta(days=3), longest_pause=timedelta(hours=2), jitter=10)


def set_writer(app: Flask, writer: Writer) -> None:
    """Says who writes the letters."""
    app.extensions[WRITER] = writer


def send_mails() -> int:
    """Sends what is due, as far as one round of the worker gets; how many."""
    return deliver_all("mail", send_mail, PATIENCE)


def write_again(shop_code: str, number: str | None = None) -> int:
    """Makes letters due again that were given up, of one order or of all; how many."""
    theirs = select(OutboxMessage.id).join(Shop, Shop.id == OutboxMessage.shop_id)
    theirs = theirs.join(Order, Order.id == OutboxMessage.order_id).where(
        Shop.code == shop_code, OutboxMessage.forgotten_at.is_(None)
    )
    if number is not None:
        theirs = theirs.where(Order.number == number)
    given_up = (
        NOTICES.c.kind == "mail",
        NOTICES.c.given_up_at.is_not(None),
        NOTICES.c.message_id.in_(theirs),
    )
    now = clock.now()
    anew = {"began_at": now, "next_at": now, "given_up_at": None}
    return write(update(NOTICES).where(*given_up).values(**anew))


def switch_mails(shop_code: str, *, on: bool) -> bool:
    """Whether the shop writes to those who order, from now on. False: there is no such shop."""
    shops = table_of(Shop)
    return write(update(shops).where(shops.c.code == shop_code).values(sends_mails=on)) == 1


def send_mail(claim: Claim) -> str:
    """One attempt; what went wrong, empty if it was taken. Raises `Moot`, `Gone`."""
    writer: Writer = current_app.extensions[WRITER]
    letter, folder = writer(claim), settings().instance.joinpath(FOLDER)
    try:
        with outside_call():
            return post_letter(letter, settings().smtp, folder)
    except Undeliverable as why:
        raise Gone(str(why)) from None
