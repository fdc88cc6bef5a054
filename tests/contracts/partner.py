"""A partner's program: it knows the published document of its contract, an address and a key."""

import json
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from checkout.db import db


@dataclass
class Partner:
    """A client with a key, or with none. The key goes wherever the contract wants it."""

    app: Flask
    key: str | None
    #: how the key is sent
    header: str = "Authorization"
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def asks(
        self, method: str, path: str, body: Any = None, *, raw: Any = None, **headers: str
    ) -> TestResponse:
        """Any request: `body` is sent as JSON, `raw` as it is; `content_type="x"` is the header Content-Type."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.key is not None:
            key = f"Bearer {self.key}" if self.header == "Authorization" else self.key
            given.setdefault(self.header, key)
        if body is not None:
            raw = json.dumps(body).encode()
        if raw is not None:
            given.setdefault("Content-Type", "application/json")
        return self.client.open(path, method=method, data=raw, headers=given)

    def rows(self) -> dict[str, int]:
        """How many rows every table has: what a refused request must leave alone."""
        with self.app.app_context():
            counts = {
                table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
                for table in db.metadata.sorted_tables
            }
            db.session.rollback()
        return counts
