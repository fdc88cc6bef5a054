"""`custom-schema`: what an operator does with schemas from a file."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from checkout.db import db
from checkout.models import CustomSchema

GIFT = ("--shop", "demo", "--entity", "order", "--name", "gift")


def _run(app: Flask, *arguments: str, given: str = "") -> Result:
    return app.test_cli_runner().invoke(args=["custom-schema", *arguments], input=given)


def test_a_schema_is_set_listed_and_removed(shop_app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "gift.json"
    file.write_text(json.dumps({"type": "object"}))

    assert _run(shop_app, "set", *GIFT, str(file)).output == "order gift is set.\n"
    assert _run(shop_app, "list", "--shop", "demo").output == "order gift\n"
    assert _run(shop_app, "set", *GIFT, "--required", "-", given="{}").exit_code == 0
    assert _run(shop_app, "list", "--shop", "demo").output == "order gift required\n"
    assert _run(shop_app, "remove", *GIFT).output == "order gift is gone.\n"
    assert _run(shop_app, "list", "--shop", "demo").output == ""
    assert _run(shop_app, "remove", *GIFT).exit_code == 1


@pytest.mark.parametrize(
    "text", ["{", "[]", "true", '{"type": "nonsense"}', '{"$ref": "http://127.0.0.1:1/"}']
)
def test_what_is_no_schema_is_refused_in_one_line(app: Flask, text: str) -> None:
    result = _run(app, "set", *GIFT, "-", given=text)

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert _run(app, "list", "--shop", "demo").output == ""


def test_a_shop_and_a_name_must_be_what_they_are(app: Flask) -> None:
    nowhere = ("--shop", "nowhere", *GIFT[2:])

    assert "no shop nowhere" in _run(app, "set", *nowhere, "-", given="{}").output
    assert "no shop nowhere" in _run(app, "list", "--shop", "nowhere").output
    assert _run(app, "set", *GIFT[:-1], "1st", "-", given="{}").exit_code == 1
    assert _run(app, "set", "--shop", "demo", "--entity", "shop", "--name", "a", "-").exit_code == 2


def test_a_schema_broken_by_hand_is_listed_as_such(app: Flask) -> None:
    _run(app, "set", *GIFT, "-", given="{}")
    with app.app_context(), db.engine.begin() as by_hand:
        by_hand.execute(update(CustomSchema).values(schema={"type": "nonsense"}))

    assert _run(app, "list", "--shop", "demo").output == "order gift broken\n"
    assert app.test_cli_runner().invoke(args=["doctor"]).exit_code == 1
