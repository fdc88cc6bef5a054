"""The examples of the document: what it sends is sent, and what it shows comes back, but for ids and times."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.sylius_client import BOOK, NEW_YORK, Partner, told

EXAMPLES = json.loads(Path(__file__).with_name("sylius_examples.json").read_text())
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+\d{4}")
#: what belongs to the shop that the document was written in
THE_SHOPS_OWN = {"channel/code", "channel/color", "channel/name"}


def test_the_whole_checkout_is_as_in_the_document(partner: Partner) -> None:
    cart = partner.fills()

    addressed = partner.puts(cart, {"shippingAddress": NEW_YORK})
    like("addressing", addressed)
    proposed = partner.gets(f"/checkouts/{cart}")
    like("shipping proposed", proposed)
    method = proposed[0]["methods"][0]["id"]
    shipped = partner.puts(cart, {"shipments": {"0": {"method": method}}})
    like("shipping", shipped)
    payable = partner.gets(f"/checkouts/{cart}")
    like("payment proposed", by_code(payable))
    chosen = partner.chooses(cart, "dummy")
    like("payment", chosen)
    like("finalize proposed", partner.gets(f"/checkouts/{cart}"))
    like("finalize", partner.puts(cart))

    totals = [each["total"] for each in (addressed, shipped, chosen)]
    assert totals == [1_499_750, 1_504_750, 1_504_750]
    assert payable["payment"]["amount"] == 1_504_750


@pytest.mark.parametrize("engine", ["postgresql"])
def test_it_is_the_same_on_postgresql(sylius: Partner) -> None:
    order = sylius.confirms()

    like("finalize", order)
    assert sylius.pays(order["id"])["payments"][0]["state"] == "completed"


def test_buying_by_card_shows_the_state_of_the_payment(partner: Partner) -> None:
    order = partner.confirms()

    paid = partner.pays(order["id"])

    assert [each["state"] for each in order["payments"]] == ["new"]
    assert [each["state"] for each in paid["payments"]] == ["completed"]
    assert paid["payments"][0]["id"] == order["payments"][0]["id"]
    assert (paid["number"], paid["total"]) == (f"{order['id']:09d}", order["total"])
    assert {unit["inventory_state"] for unit in paid["items"][0]["inventory_units"]} == {"sold"}


def test_every_link_answers_to_the_same_key(partner: Partner) -> None:
    cart = partner.fills()
    documents: list[Any] = [partner.gets(f"/carts/{cart}"), partner.addresses(cart)]
    documents.append(partner.gets(f"/checkouts/{cart}"))
    documents.append(partner.ships(cart))
    documents.append(partner.gets(f"/checkouts/{cart}"))
    followed = _follow(partner, documents)
    documents = [partner.chooses(cart), partner.puts(cart)]
    documents.append(partner.pays(cart))
    documents += [partner.gets("/carts"), partner.gets("/countries")]
    followed |= _follow(partner, documents)

    kinds = {re.split("[/?]", path)[2] for path in followed}
    assert kinds >= {"orders", "shipments", "payments", "shipping-methods", "payment-methods"}
    assert kinds >= {"zones", "countries", "channels", "products", "carts"}
    assert any("/variants/" in path for path in followed)


def test_a_part_is_the_same_in_its_order_and_at_its_own_link(sylius: Partner) -> None:
    order = sylius.confirms()

    for kind in ("shipments", "payments"):
        for part in order[kind]:
            assert sylius.gets(part["_links"]["self"]["href"].removeprefix("/api")) == part
    assert sylius.gets(f"/orders/{order['id']}") == sylius.gets(f"/checkouts/{order['id']}")


def test_parts_keep_their_ids_when_the_order_is_confirmed(sylius: Partner) -> None:
    cart = sylius.prepares()
    before = sylius.gets(f"/checkouts/{cart}")
    after = sylius.puts(cart)

    for kind in ("shipments", "payments", "adjustments", "items"):
        assert [each["id"] for each in before[kind]] == [each["id"] for each in after[kind]]
    units = [item["inventory_units"] for item in (*before["items"], *after["items"])]
    assert [unit["id"] for unit in units[0]] == [unit["id"] for unit in units[1]]


def test_the_book_has_a_page_of_its_own(sylius: Partner) -> None:
    cart = sylius.fills(BOOK, 1)
    links = sylius.gets(f"/carts/{cart}")["items"][0]["_links"]

    product = sylius.gets(links["product"]["href"].removeprefix("/api"))
    variant = sylius.gets(links["variant"]["href"].removeprefix("/api"))

    assert product["variants"][0]["sku"] == variant["sku"] == BOOK
    assert {**variant["object"], "variants": product["variants"]} == product


def like(name: str, answer: Any) -> None:
    """Asserts that an answer has everything the example has: the same types, and the same values but for ids and times."""
    _compare(EXAMPLES[name], json.loads(json.dumps(answer)), ())


def by_code(answer: Any) -> Any:
    """The payment step with its methods under the example's ids; a shop may have more."""
    ids = {each["code"]: id_ for id_, each in EXAMPLES["payment proposed"]["methods"].items()}
    methods = {ids[m["code"]]: m for m in answer["methods"].values() if m["code"] in ids}
    return {**answer, "methods": methods}


def _compare(example: Any, answer: Any, path: tuple[str, ...]) -> None:
    place = "/".join(path)
    if isinstance(example, dict):
        assert isinstance(answer, dict), place
        assert not example.keys() - answer.keys(), place
        for name, value in example.items():
            if value != {}:
                _compare(value, answer[name], (*path, name))
    elif isinstance(example, list):
        assert isinstance(answer, list), place
        if example:
            assert len(answer) == len(example), place
        for index, (one, other) in enumerate(zip(example, answer, strict=False)):
            _compare(one, other, (*path, str(index)))
    else:
        _compare_value(example, answer, path)


def _compare_value(example: Any, answer: Any, path: tuple[str, ...]) -> None:
    place, name = "/".join(path), path[-1]
    assert type(answer) is type(example), place
    if name == "href":
        shapes = [
            re.sub(r"\d+", "#", each).replace("/app_dev.php", "") for each in (example, answer)
        ]
        assert shapes[0] == shapes[1], place
    elif isinstance(example, str) and INSTANT.fullmatch(example):
        assert INSTANT.fullmatch(answer), place
    elif name == "number":
        assert re.sub(r"\d", "#", answer) == re.sub(r"\d", "#", example), place
    elif name == "id" or place in THE_SHOPS_OWN:
        assert answer, place
    else:
        assert answer == example, place


def _follow(partner: Partner, documents: Any) -> set[str]:
    """Every link in the documents, and in what they lead to; all of them answer."""
    todo, done = set(_hrefs(documents)), set[str]()
    while todo:
        href = todo.pop()
        done.add(href)
        found = told(partner.asks("GET", href.removeprefix("/api")), 200)
        if "/countries" not in href and "/provinces" not in href:
            todo |= set(_hrefs(found)) - done
    return done


def _hrefs(document: Any) -> set[str]:
    if isinstance(document, list):
        return set().union(*map(_hrefs, document)) if document else set()
    if not isinstance(document, dict):
        return set()
    found = set().union(*map(_hrefs, document.values())) if document else set()
    return found | ({document["href"]} if isinstance(document.get("href"), str) else set())
