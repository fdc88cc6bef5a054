"""What the clients of a history do: each act is one request, or the one look that a request needs first, at any of the doors."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import urljoin

from tests.api.client import INVOICE, Program, card, fresh_key
from tests.concurrency.witnesses import rows
from tests.contracts import photo_orders, sylius_client
from tests.contracts.emporix_partner import PATH as EMPORIX
from tests.contracts.emporix_partner import by_card, checkout_of
from tests.contracts.partner import Partner
from tests.guest import Guest
from tests.proofs import scenes
from tests.proofs.buyers import CARD, is_told_placed
from tests.proofs.stage import Act, Stage

SKUS = ("mug-stoneware", "notebook-a5", "lamp-desk")
TOKENS = ("tok_visa", "tok_visa", "tok_declined", "tok_timeout", "tok_timeout_lost", "tok_3ds")
#: what an act answers when the client was told that the order is placed
PLACED = "placed"

Prepare = Callable[[Stage, Random], Act | None]


@dataclass(frozen=True)
class Kind:
    """A kind of cart: how one is opened, and what its clients do then, those that they do more often several times."""

    opens: Callable[[Stage, Random], object]
    acts: tuple[tuple[str, Prepare], ...]


def told(answer: Any) -> object:
    """What a program was told: that it is placed, or a status."""
    return PLACED if is_told_placed(answer) else int(answer.status_code)


def _state(stage: Stage) -> str:
    return str(rows(stage.app, "SELECT state FROM orders WHERE id = :id", id=stage.ids[0])[0][0])


# a cart of the demo shop, by its native API, on its pages, and at once


def _a_cart(stage: Stage, random: Random) -> None:
    lines = [{"sku": random.choice(SKUS), "quantity": random.randrange(1, 3)}]
    more = {"coupon_codes": ["WELCOME10"]} if random.randrange(4) == 0 else {}
    method = random.choice(("invoice", "card"))
    email = f"{fresh_key()}@example.com"
    stage.opens(lines=lines, email=email, payment_method=method, **more)


def _a_plain_cart(stage: Stage, _: Random) -> None:
    stage.opens(payment_method="invoice")


def _reads(stage: Stage, _: Random) -> Act:
    program = stage.props.get("program", stage.program)
    path = f"/checkouts/{stage.orders[0]['id']}"
    return lambda: program.asks("GET", path).status_code


def _pays(stage: Stage, random: Random) -> Act:
    """What the client knows of the total is what it was told last, which may be long ago."""
    payment = INVOICE if random.randrange(4) == 0 else card(random.choice(TOKENS))
    checkout, key = stage.orders[0], fresh_key()
    path = f"/checkouts/{checkout['id']}/complete"

    def act() -> object:
        body = {"expected_total": checkout["total"], "payment": payment}
        answer = stage.program.asks("POST", path, body, idempotency_key=f"{key}-{checkout['id']}")
        if answer.status_code == 409:  # it costs something else by now, perhaps
            seen = stage.program.asks("GET", f"/checkouts/{checkout['id']}")
            if seen.status_code == 200:
                checkout["total"] = seen.get_json()["total"]
        return told(answer)

    return act


def _changes(stage: Stage, random: Random) -> Act:
    lines = [{"sku": random.choice(SKUS), "quantity": random.randrange(1, 4)}]
    checkout = stage.orders[0]

    def act() -> int:
        answer = stage.program.asks("PATCH", f"/checkouts/{checkout['id']}", {"lines": lines})
        if answer.status_code == 200:
            checkout["total"] = answer.get_json()["total"]
        return answer.status_code

    return act


def _orders_at_once(stage: Stage, _: Random) -> Act:
    partner = Partner(stage.app, stage.doors.keys["demo"])
    due = by_card("tok_visa") | {"amount": stage.orders[0]["total"] / 100}
    body = checkout_of(stage.orders[0]["id"], paymentMethods=[due])
    return lambda: told(partner.asks("POST", EMPORIX, body))


def _is_at_the_pages(stage: Stage, _: Random) -> Act:
    """Opens one more page, the first one by the link that the program was given."""
    link = stage.orders[0]["page"].removeprefix("http://localhost")
    guest: Guest = stage.props.setdefault("guest", Guest(stage.app.test_client()))
    path = "/checkout/review" if guest.seen is not None else link

    def act() -> object:
        guest.opens(path)
        return _shown(guest)

    return act


def _sends_what_is_there(stage: Stage, random: Random) -> Act | None:
    """The button of the page that is open: it confirms, or pays by card at the gateway's page."""
    guest = stage.props.get("guest")
    if guest is None or guest.seen is None or guest.seen.status_code != 200:
        return None
    number = random.choice((CARD["number"], "4000000000000002"))
    sent = {"expected_total": {}, "number": {**CARD, "number": number, "do": "pay"}}
    having = next((name for name in sent if f'name="{name}"' in guest.html), None)
    if having is None:
        return None
    form, path = guest.form_with(having), guest.path

    def act() -> object:
        fields = form.fields | sent[having]
        guest.seen = guest.client.post(urljoin(path, form.action), data=fields)
        if guest.seen.location:
            guest.opens(urljoin(path, guest.seen.location))
        return _shown(guest)

    return act


def _shown(guest: Guest) -> object:
    assert guest.seen is not None
    return PLACED if 'data-testid="confirmation"' in guest.html else guest.seen.status_code


def _refunds(stage: Stage, random: Random) -> Act | None:
    if _state(stage) != "placed":
        return None
    return scenes.refunds(random.randrange(1, 3000))(stage)


def _cancels(stage: Stage, random: Random) -> Act | None:
    return None if random.randrange(3) else scenes.cancels_the_order(stage)


def _hands_in_a_card(stage: Stage, _: Random) -> Act | None:
    return scenes._hands_in_a_card(stage) if _state(stage) == "open" else None  # noqa: SLF001


def _returns(stage: Stage, _: Random) -> Act:
    return scenes.returns(stage)


OF_DEMO: tuple[tuple[str, Prepare], ...] = (
    *[("read", _reads)] * 5,
    *[("pay", _pays)] * 3,
    *[("change", _changes)] * 2,
    ("hand in a card", _hands_in_a_card),
    ("order at once", _orders_at_once),
    ("return", _returns),
    ("refund", _refunds),
    ("cancel", _cancels),
)

ON_THE_PAGES: tuple[tuple[str, Prepare], ...] = (
    *[("open a page", _is_at_the_pages)] * 4,
    *[("press the button", _sends_what_is_there)] * 5,
    ("read", _reads),
    ("change", _changes),
    ("pay", _pays),
    ("return", _returns),
)

# a cart that goes step by step, each step a request of its own

#: a step that only asks what there is to choose from
ASKS: dict[str, Any] = {}


def _begins_step_by_step(stage: Stage, random: Random) -> None:
    partner = sylius_client.Partner(stage.app, stage.doors.keys["demo"])
    cart = partner.fills(quantity=random.randrange(1, 3))
    named = rows(stage.app, "SELECT public_id FROM orders WHERE id = :id", id=cart)[0][0]
    stage.props |= {"partner": partner, "cart": cart, "next": 0}
    stage.orders.append({"order_id": cart, "id": named})


def _step(number: int, form: Callable[[Any, Random], Any]) -> Prepare:
    """Mostly the step that comes next; `form` makes of what there was to choose from what is sent, no form: it asks."""

    def prepare(stage: Stage, random: Random) -> Act | None:
        props, path = stage.props, f"/checkouts/{stage.props['cart']}"
        if props["next"] != number and random.randrange(12):
            return None

        def act() -> object:
            sent = form(props.get("choices"), random)
            answer = props["partner"].asks("GET" if sent is ASKS else "PUT", path, sent or None)
            if answer.status_code != 200:
                return answer.status_code
            if props["next"] == number:
                props["next"] += 1
            seen = answer.get_json(silent=True)
            if sent is ASKS:
                props["choices"] = seen
            payments = seen.get("payments") or [] if isinstance(seen, dict) else []
            is_paid = any(each.get("state") == "completed" for each in payments)
            return PLACED if is_paid else 200

        return act

    return prepare


def _ways_to_ship(seen: Any, random: Random) -> Any:
    shipments = seen if isinstance(seen, list) else [{"methods": [{"id": 1}]}]
    return {"shipments": [{"method": random.choice(each["methods"])["id"]} for each in shipments]}


def _ways_to_pay(seen: Any, _: Random) -> Any:
    methods = seen.get("methods") or {} if isinstance(seen, dict) else {}
    by_card = (id_ for id_, each in methods.items() if each["code"] == "card")
    return {"payments": [{"method": next(by_card, "1")}]}


STEPS: tuple[tuple[str, Callable[[Any, Random], Any]], ...] = (
    ("say where to", lambda *_: {"shippingAddress": sylius_client.NEW_YORK}),
    ("ask how it can be sent", lambda *_: ASKS),
    ("say how to ship", _ways_to_ship),
    ("ask how it can be paid", lambda *_: ASKS),
    ("say how to pay", _ways_to_pay),
    ("confirm", lambda *_: None),
    ("pay after confirming", lambda *_: sylius_client.CARD),
)
STEP_BY_STEP: tuple[tuple[str, Prepare], ...] = (
    *[(name, _step(number, form)) for number, (name, form) in enumerate(STEPS)] * 3,
    ("read", _reads),
)

# what the partners of the print shop and the cloud shop do


def _finishes(stage: Stage, _: Random) -> Act:
    partner, begun = stage.props["partner"], stage.props["begun"]
    return lambda: told(photo_orders.finish(partner, begun))


def _executes(stage: Stage, _: Random) -> Act:
    partner, path = stage.props["partner"], f"/v1/order/{stage.ids[0]}/checkout"
    body = {"postageType": "Standard", "autoBill": True}
    return lambda: told(partner.asks("POST", path, body))


def _writes_a_purchase_down(stage: Stage, random: Random) -> None:
    stage.props["body"] = stage.doors.purchase_body(f"history {random.randrange(10**6)}")


def _requests(stage: Stage, _: Random) -> Act:
    partner = Partner(stage.app, stage.doors.keys["cloud"])
    path = "/api/v1/purchaserequest/checkout"
    return lambda: told(partner.asks("POST", path, stage.props["body"]))


def _lists(stage: Stage, _: Random) -> Act:
    program = Program(stage.app, stage.doors.keys["cloud"])
    return lambda: program.asks("GET", "/orders?limit=2").status_code


KINDS = (
    Kind(_a_cart, OF_DEMO),
    Kind(_a_cart, OF_DEMO),
    Kind(_a_plain_cart, OF_DEMO),
    Kind(_a_cart, ON_THE_PAGES),
    Kind(_a_cart, ON_THE_PAGES),
    Kind(_a_cart, ON_THE_PAGES),
    Kind(_begins_step_by_step, STEP_BY_STEP),
    Kind(_begins_step_by_step, STEP_BY_STEP),
    Kind(
        lambda stage, _: scenes._one_photo_order(stage),  # noqa: SLF001
        (("finish the photo order", _finishes), *[("read", _reads)] * 2),
    ),
    Kind(
        lambda stage, _: scenes._one_summary(stage),  # noqa: SLF001
        (("execute the summary", _executes), *[("read", _reads)] * 2),
    ),
    Kind(
        _writes_a_purchase_down,
        (*[("request a purchase", _requests)] * 3, ("list the orders", _lists)),
    ),
)
