"""Every writing operation has a scene in which somebody else comes in between, or a reason why it needs none."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from flask import has_request_context, request

import checkout.contracts
import checkout.operations
from tests.proofs.all_scenes import ALL_SCENES
from tests.proofs.conftest import PlaysIn
from tests.proofs.interleavings import Plays
from tests.proofs.stage import Stage

OPERATIONS = Path(checkout.operations.__file__).parent
OWN_ROW = "one row of somebody's own, and the last word counts"
OF_THE_SHOP = "what the shop's own people set up; no order is changed"
NEW = "makes something that nobody else knows of yet"
A_MESSAGE = "workers take different messages; no order is changed"
ALONE = {
    "address_book.make_default": OWN_ROW,
    "address_book.remove_address": OWN_ROW,
    "address_book.save_address": OWN_ROW,
    "customers.change_customer": OWN_ROW,
    "stored_methods.forget_method": OWN_ROW,
    "stored_methods.store_method": OWN_ROW,
    "schemas.remove_schema": OF_THE_SHOP,
    "schemas.set_schema": OF_THE_SHOP,
    "stocktaking.change_price": OF_THE_SHOP,
    "stocktaking.change_stock": OF_THE_SHOP,
    "unit_keeping.add_units": OF_THE_SHOP,
    "unit_keeping.keep_by_unit": OF_THE_SHOP,
    "unit_keeping.remove_unit": OF_THE_SHOP,
    "webhooks.add_webhook": OF_THE_SHOP,
    "webhooks.change_webhook": OF_THE_SHOP,
    "webhooks.remove_webhook": OF_THE_SHOP,
    "webhooks.rotate_secret": OF_THE_SHOP,
    "callbacks.open_reported_order": NEW,
    "credit.grant_credit": NEW,
    "credit.issue_gift_card": NEW,
    "customers.add_customer": NEW,
    "parking.park": NEW,
    "quotes.make_quote": NEW,
    "forgetting._forget": A_MESSAGE,
    "lookup._answer": A_MESSAGE,
    "notices._claim": A_MESSAGE,
    "replay._replay": A_MESSAGE,
    "webhooks._disable": A_MESSAGE,
}
#: every door through which an order can be placed: the pages, the native API, and each partner contract
DOORS = {"storefront", "api"} | {
    each.name for each in Path(checkout.contracts.__file__).parent.iterdir() if each.is_dir()
}


def test_every_writing_operation_has_a_scene(plays_in: PlaysIn) -> None:
    """By what runs when each act is carried out alone, not by what anybody says."""
    ran, doors = _carried_out(plays_in("sqlite", 0))
    known = set(dict(_units()).values())
    assert sorted(known - ran - ALONE.keys()) == []
    assert sorted(ALONE.keys() - known) == []
    assert ran.isdisjoint(ALONE)
    assert doors == DOORS - {"__pycache__"}


def _units() -> Iterator[tuple[tuple[str, int], str]]:
    """Every function that is a unit of work, by file and the line where it begins."""
    for path in sorted(OPERATIONS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(each, ast.Name) and each.id in {"unit_of_work", "in_open_unit"}
                for each in node.decorator_list
            ):
                yield (str(path), node.decorator_list[0].lineno), f"{path.stem}.{node.name}"


def _carried_out(plays: Plays) -> tuple[set[str], set[str]]:
    """The units that ran, and the blueprints through which orders were placed."""
    units, ran, doors = dict(_units()), set[str](), set[str]()
    begin = f"{OPERATIONS / 'place.py'}", "begin"

    def watch(frame: FrameType, what: str, _: Any) -> None:
        if what != "call":
            return
        code = frame.f_code
        if name := units.get((code.co_filename, code.co_firstlineno)):
            ran.add(name)
        if (code.co_filename, code.co_name) == begin and has_request_context():
            doors.add(request.blueprint or "")

    for scene in ALL_SCENES:
        for act in scene.acts.values():
            stage = Stage(plays.app, plays.doors)
            scene.set(stage)
            carry_out = act(stage)
            sys.setprofile(watch)
            try:
                carry_out()
            finally:
                sys.setprofile(None)
    return ran, doors
