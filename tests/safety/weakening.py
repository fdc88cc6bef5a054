"""Guards of statements taken away, for the negative controls: without the guard the advisory's bug must appear."""

import re
from typing import Any

from flask import Flask
from sqlalchemy import event

from checkout.db import db


def weaken(app: Flask, about: str, words: str, put: str) -> None:
    """Puts something else where `words` stand, in every statement that has `about` in it; both are patterns. SQLite."""

    def rewrite(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> tuple[str, Any]:
        if re.search(about, statement, re.DOTALL):
            statement = re.sub(words, put, statement)
        return statement, parameters

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", rewrite, retval=True)


def open_to_every_shop(app: Flask) -> None:
    """Nobody asks any more whose order it is."""
    weaken(app, "FROM orders", r"shops\.code = \?", "(shops.code = ? OR 1)")
