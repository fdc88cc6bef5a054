"""The database: declarative base, engine set-up, and the one place that commits.

SQLite: Python's driver opens no transaction before a SELECT, so two requests could read the same row and
both write. The driver's own handling is switched off and `BEGIN IMMEDIATE` said here for a unit of work: one
writer at a time, from its first read on.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import wraps
from typing import Any, ClassVar, ParamSpec, TypeVar

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from pydantic_core import from_json
from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Engine,
    Executable,
    Integer,
    MetaData,
    Table,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.compiler import InsertmanyvaluesSentinelOpts
from sqlalchemy.types import TypeDecorator

from .config import Settings
from .idle_connections import try_idle_connections
from .prepared import Parameters, Prepared
from .retries import persistently

P = ParamSpec("P")
R = TypeVar("R")


_unit_is_open: ContextVar[bool] = ContextVar("unit_is_open", default=False)
#: what ends the unit is not its own end, but the end of the `kept_open` around it
_stays_open: ContextVar[bool] = ContextVar("stays_open", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime, also where the database keeps none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses naive datetimes and stores UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Returns aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: None is NULL, not the word `null` in JSON
JSON_OR_NULL = JSON(none_as_null=True)


class Base(DeclarativeBase):
    """Every table of ours."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime,
        int: BigInteger().with_variant(Integer(), "sqlite"),
        dict[str, str]: JSON_OR_NULL,
        dict[str, int]: JSON_OR_NULL,
        dict[str, Any]: JSON_OR_NULL,
        list[str]: JSON_OR_NULL,
        list[Any]: JSON_OR_NULL,
    }


def table_of(model: type[Base]) -> Table:
    """The table of a mapped class, for statements that need no mapper."""
    return Base.metadata.tables[model.__tablename__]


class OneDatabaseSession(FlaskSession):
    """The session of a shop with one database: there is nothing to choose between."""

    def get_bind(self, *_: object, **__: object) -> Engine:
        """The one engine."""
        return self._db.engine


db = SQLAlchemy(
    metadata=Base.metadata,
    session_options={
        "class_": OneDatabaseSession,
        "expire_on_commit": False,
        # A unit of work says itself when what it changed must be there for what it asks.
        "autoflush": False,
    },
)


def init_db(app: Flask, settings: Settings) -> None:
    """Binds `db` to the configured database and prepares its connections."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(settings)
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)
        else:
            try_idle_connections(db.engine)


def unit_of_work(operation: Callable[P, R]) -> Callable[P, R]:
    """Runs `operation` as one transaction: commits when it returns, rolls back when it raises.

    On a serialization failure, a deadlock or a busy database the whole operation runs again and reads
    everything anew, a bounded number of times with growing pauses; so it must take ids and plain values,
    never rows, and call nothing outside the database. Units do not nest.
    """

    @wraps(operation)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        def once() -> R:
            with _unit():
                return operation(*args, **kwargs)

        return persistently(once)

    return run


def in_open_unit(operation: Callable[P, R]) -> Callable[P, R]:
    """Runs `operation` within the unit of work that is open, or as one of its own where none is."""
    alone = unit_of_work(operation)

    @wraps(operation)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return (operation if _unit_is_open.get() else alone)(*args, **kwargs)

    return run


@contextmanager
def kept_open() -> Iterator[None]:
    """Commits the unit of work that runs in the block at the end of the block, with what else the block wrote.

    Whatever the block raises takes all of it back. More than one unit in the block raises `RuntimeError`.
    """
    stays = _stays_open.set(True)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _stays_open.reset(stays)
        _unit_is_open.set(False)


def write(statement: Executable | Prepared, parameters: Parameters | None = None) -> int:
    """Runs one writing statement as a unit of work of its own; how many rows it changed.

    A single statement is atomic without a transaction around it.
    """

    def once() -> int:
        with db.engine.connect() as connection:
            if isinstance(statement, Prepared):
                changed = statement.run_within(connection, parameters or {})
            else:
                changed = connection.execute(statement, parameters).rowcount
            connection.commit()
            return changed

    return persistently(once)


@contextmanager
def outside_call() -> Iterator[None]:
    """Marks a call to another system. Raises `RuntimeError` while a transaction is open.

    A row lock held while a stranger thinks is how a shop stops; the check is for the programmer.
    """
    if _unit_is_open.get() or db.session().in_transaction():
        raise RuntimeError("a call to another system inside a transaction")
    yield


def read(statement: Executable | Prepared, parameters: Parameters | None = None) -> Sequence[Any]:
    """The rows that one statement finds now; within a unit of work, those it finds there.

    Outside of one it runs on a connection of its own and leaves no transaction open.
    """
    if isinstance(statement, Prepared):
        if _unit_is_open.get():
            return statement.rows_within(db.session.connection(), parameters or {})
        return statement.rows(db.engine, parameters or {})
    if _unit_is_open.get():
        return db.session.execute(statement, parameters).all()
    with db.engine.connect() as connection:
        return connection.execute(statement, parameters).all()


def end_reading() -> None:
    """Ends the transaction that reads began, so that what follows sees the database as it is then.

    What was read stays readable, as it was.
    """
    db.session.expunge_all()
    db.session.rollback()


@contextmanager
def reading_session() -> Iterator[Session]:
    """A session of its own that only reads, usable beside an open unit of work."""
    marker = _unit_is_open.set(False)
    try:
        with Session(db.engine, expire_on_commit=False) as session:
            yield session
    finally:
        _unit_is_open.reset(marker)


@contextmanager
def _unit() -> Iterator[None]:
    if _unit_is_open.get():
        raise RuntimeError("units of work do not nest, and one that is kept open is the only one")
    end_reading()
    _unit_is_open.set(True)
    try:
        _begin()
        yield
        if _stays_open.get():
            db.session.flush()
        else:
            db.session.commit()
    except BaseException:
        db.session.rollback()
        _unit_is_open.set(False)
        raise
    _unit_is_open.set(_stays_open.get())


def _begin() -> None:
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "READ COMMITTED"})


def _engine_options(settings: Settings) -> dict[str, Any]:
    if settings.database_url.startswith("sqlite"):
        return {"connect_args": {"timeout": 5}, "json_deserializer": from_json}
    return {
        "json_deserializer": from_json,
        "pool_size": settings.database_pool,
        "pool_use_lifo": True,
        # Reads are single statements that need no transaction around them; a unit of work asks for one.
        "isolation_level": "AUTOCOMMIT",
        # Behind PgBouncer a prepared statement may live on another server connection.
        "connect_args": {"prepare_threshold": None, "options": "-c lock_timeout=5000"},
    }


def _prepare_sqlite(engine: Engine) -> None:
    # Rows of one INSERT get ascending ids in the order given, so that many can be inserted by one statement.
    engine.dialect.insertmanyvalues_implicit_sentinel = InsertmanyvaluesSentinelOpts.AUTOINCREMENT

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _: object) -> None:
        connection.isolation_level = None
        pragmas = "journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "busy_timeout=5000"
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # Reads are single statements, each of which sees one state of the database without a transaction around it.
        if _unit_is_open.get():
            connection.connection.driver_connection.execute("BEGIN IMMEDIATE")
