"""Connections that lay idle: the server, or whatever stands between, may have closed them."""

import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

IDLE_SECONDS = 10


def try_idle_connections(engine: Engine) -> None:
    """Tries a connection that lay idle before it is used; one that was just in use is alive."""

    @event.listens_for(engine, "checkin")
    def remember(_: object, record: Any) -> None:
        record.info["last_used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def try_out(connection: Any, record: Any, _: object) -> None:
        if time.monotonic() - record.info.get("last_used", time.monotonic()) < IDLE_SECONDS:
            return
        try:
            connection.execute("SELECT 1")
        except engine.dialect.loaded_dbapi.OperationalError as error:
            raise DisconnectionError from error  # the pool opens another one
