"""What shoppers are written: one template for each occasion, as text and as HTML, in the language they ordered in."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import css_inline
from flask import current_app, g

from ..catalog import catalog_of, in_language, shop_version
from ..config import settings
from ..languages import LANGUAGES
from ..links import sign_order, sign_password
from ..models import Order, Shop
from ..models.customer import folded_email
from ..operations import OrderRef, find_order, outbox
from ..operations.new_password import Forgotten
from ..operations.notices import Claim, Moot
from ..operations.records import Records, records_of
from ..postbox import Letter
from ..roots import root_of
from ..standing import Standing
from ..transfer import transfer_for
from ..words import N_
from .environments import environment
from .lines import lines_of
from .shipments import shipments_kept
from .totals import totals_kept
from .wording import _

#: of those that templates leave, one is enough
BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why somebody is written to: the template's name, and the letter's subject with `number` and `shop` in it."""

    template: str
    subject: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whose letter it is, to whom, and when it was written; `name` is the same however often it is sent."""

    name: str
    to: str
    shop: Shop
    written_at: datetime


OCCASIONS = {
    outbox.PLACED: Occasion("placed", N_("Your order %(number)s at %(shop)s")),
    outbox.CANCELLED: Occasion("cancelled", N_("Your order %(number)s is cancelled")),
    outbox.SHIPPED: Occasion("shipped", N_("Your order %(number)s is on its way")),
    outbox.REFUNDED: Occasion("refunded", N_("Money back for your order %(number)s")),
    outbox.WITHDRAWN: Occasion(
        "withdrawn", N_("We received your withdrawal from order %(number)s")
    ),
    outbox.LINK_WANTED: Occasion("link", N_("The link to your order %(number)s")),
    outbox.PAYMENT_PROBLEM: Occasion("payment", N_("The payment of your order %(number)s failed")),
}


def write_letter(claim: Claim) -> Letter:
    """The letter that a message is. Raises `Moot` when there is nothing to write any more."""
    standing = find_order(OrderRef(claim.shop_code, id=claim.order_id))
    records = records_of([claim.order_id])[claim.order_id]
    _check(claim, standing.order, records)
    order, shop = standing.order, standing.catalog.shop
    with _speaking(str(claim.data.get("locale") or order.locale)):
        values = _values(claim, standing, records)
        to = str(claim.data.get("to") or order.email)
        envelope = Envelope(claim.message_name, to, shop, claim.occurred_at)
        return _letter(envelope, OCCASIONS[claim.type].template, values)


def write_password_letter(asked: Forgotten) -> Letter:
    """The letter with which a customer chooses a password."""
    customer = asked.customer
    shop = catalog_of(asked.shop_code, shop_version(asked.shop_code)).shop
    signed = sign_password(
        asked.shop_code, customer.public_id, customer.stamp or "", asked.asked_at
    )
    with _speaking(asked.locale):
        values = {
            "shop": shop,
            "subject": _("A new password at %(shop)s") % {"shop": shop.name},
            "name": customer.name,
            "link": f"{root_of(asked.shop_code)}account/password/choose/{signed}",
        }
        envelope = Envelope(asked.name, customer.email, shop, asked.asked_at)
        return _letter(envelope, "password", values)


@contextmanager
def _speaking(locale: str) -> Iterator[None]:
    """What a page knows from its request, a letter knows from what it is about."""
    with current_app.app_context():
        g.language = _language(locale)
        yield


def _letter(envelope: Envelope, template: str, values: dict[str, Any]) -> Letter:
    text = environment().get_template(f"mail/{template}.txt").render(values)
    html = environment().get_template(f"mail/{template}.html").render(values)
    return Letter(
        name=envelope.name,
        to=envelope.to,
        sender=settings().mail_from or envelope.shop.contact_email,
        sender_name=envelope.shop.name,
        subject=values["subject"],
        text=BLANK_LINES.sub("\n\n", text).strip() + "\n",
        html=_inliner().inline(html),
        language=g.language,
        written_at=envelope.written_at,
    )


def _check(claim: Claim, order: Order, records: Records) -> None:
    if not (claim.data.get("to") or order.email):
        raise Moot("no address")
    if claim.type != outbox.PAYMENT_PROBLEM:
        return
    latest = records.payments[-1] if records.payments else None
    is_solved = latest is None or str(latest.id) != claim.subject or latest.state != "declined"
    if is_solved or order.state not in {"open", "placed"}:
        raise Moot("paid otherwise")
    if order.number is None:
        raise Moot("nothing was ordered")  # the cart is what it was before; who sent it was told


def _values(claim: Claim, standing: Standing, records: Records) -> dict[str, Any]:
    order, shop, root = standing.order, standing.catalog.shop, root_of(claim.shop_code)
    payment = records.payments[-1] if records.payments else None
    methods = standing.catalog.payment_methods
    method = next((each for each in methods if each.code == order.payment_method), None)
    return {
        "order": order,
        "shop": shop,
        "data": _told(claim.data),
        "subject": _(OCCASIONS[claim.type].subject)
        % {"number": order.number or "", "shop": shop.name},
        "link": _link(claim, order, root),
        "is_open_to_all": _is_buyer(claim, order),
        "root": root,
        "name": _name(order),
        "lines": lines_of(standing),
        "totals": totals_kept(order, records.adjustments),
        "shipments": shipments_kept(standing, records.shipments),
        "payment_name": in_language(method.name, g.language) if method else "",
        "payment_note": in_language(method.description, g.language) if method else "",
        "is_paid": payment is not None and payment.state == "captured",
        "transfer": transfer_for(standing, records.payments),
        "withdrawal_days": _days(order, shop),
    }


def _is_buyer(claim: Claim, order: Order) -> bool:
    """Whether the letter goes to the address that the order was placed with; anyone may ask for a receipt elsewhere."""
    to = claim.data.get("to")
    return not to or folded_email(str(to)) == folded_email(order.email)


def _link(claim: Claim, order: Order, root: str) -> str:
    """A link that shows everything goes to the buyer only; somebody else gets the page's, which asks who they are."""
    if _is_buyer(claim, order):
        return f"{root}orders/open/{sign_order(claim.shop_code, order.public_id)}"
    return f"{root}orders/{order.token}"


def _told(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the message says, instants as such, and only addresses that a browser may follow."""
    told = dict(data)
    if "declared_at" in told:
        told["declared_at"] = datetime.fromisoformat(told["declared_at"])
    if not str(told.get("tracking_url", "")).startswith(("https://", "http://")):
        told["tracking_url"] = ""
    return told


def _name(order: Order) -> str:
    address = order.billing_address or order.shipping_address
    return address.name if address else ""


def _days(order: Order, shop: Shop) -> int:
    """How long a consumer may withdraw; zero: they have no such right."""
    return 0 if order.vat_id else shop.withdrawal_days


def _language(locale: str) -> str:
    return locale[:2] if locale[:2] in LANGUAGES else "en"


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False)
