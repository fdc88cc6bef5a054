"""Statements that every checkout asks: made ready once, then run by the database's driver with nothing in between.

For each statement SQLAlchemy builds a context, a result, and rows that know the names of their columns. That takes three
times as long as the asking itself, which is nothing for one statement and a fifth of a checkout for the fifty it asks.
Where someone listens to statements, metrics or a test, these take the usual way and are heard like all others.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Delete,
    Dialect,
    Engine,
    Insert,
    PoolProxiedConnection,
    Select,
    Update,
    bindparam,
)
from sqlalchemy.exc import DBAPIError

#: A row: the values of its columns, in their order.
Values = Sequence[Any]
Parameters = Mapping[str, object]
Statement = Select[*tuple[Any, ...]] | Insert | Update | Delete
T = TypeVar("T")
#: ids start with 1
NO_ID = 0


def among(column: ColumnElement[int], number: int) -> ColumnElement[bool]:
    """That a column is one of so many values, each of which is a parameter: those that `numbered` makes."""
    return column.in_(parameters(column, number))


def parameters(
    column: ColumnElement[int], number: int, name: str = "one_of"
) -> list[BindParameter[int]]:
    """So many parameters for values of a column."""
    return [bindparam(each, type_=column.type) for each in _names(number, name)]


def numbered(ids: Collection[int], name: str = "one_of") -> dict[str, object]:
    """These ids as values of `parameters`: 1, 2, 4, 8 … of them, the last one once more, so that few statements serve any number."""
    given = list(ids) or [NO_ID]
    size = 1 << (len(given) - 1).bit_length()
    return dict(zip(_names(size, name), given + given[-1:] * (size - len(given)), strict=True))


@cache
def _names(number: int, name: str) -> Sequence[str]:
    return [f"{name}_{each}" for each in range(number)]


class Prepared:
    """A statement whose parameters are single values, no lists. None is NULL.

    The first `repeated` columns of its rows say the same in each, as those of an order do beside each of its lines. They are
    read from the first row only; what the others have there is as the driver gave it. `columns` are those that an INSERT or
    UPDATE is given values of, by name, where it does not say so itself; an INSERT names every column that has a default.
    """

    def __init__(
        self, statement: Statement, repeated: int = 0, columns: Collection[str] = ()
    ) -> None:
        self.statement = statement
        self._repeated = repeated
        self._columns = columns
        self._ready: dict[str, _Ready] = {}

    def rows(self, engine: Engine, parameters: Parameters) -> Sequence[Values]:
        """What it finds now, outside of any transaction. Raises `sqlalchemy.exc.DBAPIError`."""
        if not engine.dispatch.before_cursor_execute:
            try:
                with _borrowed(engine) as connection:
                    return self._in(engine.dialect).rows(connection, parameters)
            except engine.dialect.loaded_dbapi.Error:
                pass  # asked again the usual way, which knows what to do with a connection that is gone
        with engine.connect() as usual:
            return usual.execute(self.statement, parameters).all()

    def rows_within(self, connection: Connection, parameters: Parameters) -> Sequence[Values]:
        """What it finds, or answers of what it wrote, in the transaction. Raises `sqlalchemy.exc.DBAPIError`."""
        if connection.engine.dispatch.before_cursor_execute:
            return connection.execute(self.statement, parameters).all()
        ready = self._in(connection.dialect)
        return ready.asked(connection, lambda raw: ready.rows(raw, parameters))

    def run_within(self, connection: Connection, parameters: Parameters) -> int:
        """Runs it in the transaction; how many rows it changed. Raises `sqlalchemy.exc.DBAPIError`."""
        if connection.engine.dispatch.before_cursor_execute:
            return connection.execute(self.statement, parameters).rowcount
        ready = self._in(connection.dialect)
        return ready.asked(connection, lambda raw: ready.run(raw, parameters))

    def run_each_within(self, connection: Connection, rows: Sequence[Parameters]) -> None:
        """Runs it for each of several rows, at once. Raises `sqlalchemy.exc.DBAPIError`."""
        if connection.engine.dispatch.before_cursor_execute:
            connection.execute(self.statement, rows)
            return
        ready = self._in(connection.dialect)
        ready.asked(connection, lambda raw: ready.run_each(raw, rows))

    def _in(self, dialect: Dialect) -> "_Ready":
        if dialect.name not in self._ready:
            self._ready[dialect.name] = _Ready(
                self.statement, dialect, self._repeated, self._columns
            )
        return self._ready[dialect.name]


@contextmanager
def _borrowed(engine: Engine) -> Iterator[PoolProxiedConnection]:
    """A connection of the pool's. One that turns out to be gone is not given back to it."""
    connection = engine.raw_connection()
    try:
        yield connection
    except engine.dialect.loaded_dbapi.Error as error:
        if engine.dialect.is_disconnect(error, connection.dbapi_connection, None):
            connection.invalidate(error)
        raise
    finally:
        if connection.is_valid:
            connection.close()


class _Ready:
    """The statement in one dialect: its text, and what makes the driver's values ours. Raises the driver's errors."""

    def __init__(
        self, statement: Statement, dialect: Dialect, repeated: int, columns: Collection[str]
    ) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(columns) or None)
        if compiled.insert_prefetch or compiled.update_prefetch:
            raise ValueError(f"a column has a default that nobody would work out: {compiled}")
        self._text = str(compiled)
        self._positions: Sequence[str] | None = compiled.positiontup
        binds = {name: parameter for parameter, name in compiled.bind_names.items()}
        self._constants = {
            name: parameter.value for name, parameter in binds.items() if not parameter.required
        }
        self._writers = {
            name: writer
            for name, parameter in binds.items()
            if (writer := parameter.type.dialect_impl(dialect).bind_processor(dialect))
        }
        readers = {
            index: reader
            for index, column in enumerate(statement.exported_columns)
            if (reader := column.type.dialect_impl(dialect).result_processor(dialect, None))
        }
        self._first = tuple(readers.items())
        self._further = tuple((at, reader) for at, reader in readers.items() if at >= repeated)

    def rows(self, connection: PoolProxiedConnection, parameters: Parameters) -> Sequence[Values]:
        """What it finds on a connection."""
        with closing(connection.cursor()) as cursor:
            cursor.execute(self._text, self._given(parameters))
            found = cursor.fetchall()
        return [_read(row, self._further if at else self._first) for at, row in enumerate(found)]

    def run(self, connection: PoolProxiedConnection, parameters: Parameters) -> int:
        """How many rows it changed."""
        with closing(connection.cursor()) as cursor:
            cursor.execute(self._text, self._given(parameters))
            return int(cursor.rowcount)

    def run_each(self, connection: PoolProxiedConnection, rows: Sequence[Parameters]) -> None:
        """Runs it with the parameters of each row."""
        with closing(connection.cursor()) as cursor:
            cursor.executemany(self._text, [self._given(each) for each in rows])

    def asked(self, connection: Connection, ask: Callable[[PoolProxiedConnection], T]) -> T:
        """What `ask` returns; the driver's errors are raised as SQLAlchemy's. Raises `sqlalchemy.exc.DBAPIError`."""
        dialect: Any = connection.dialect
        raw, errors = connection.connection, dialect.loaded_dbapi.Error
        try:
            return ask(raw)
        except errors as error:
            is_gone = dialect.is_disconnect(error, raw.dbapi_connection, None)
            if is_gone:
                connection.invalidate(error)
            told = {"connection_invalidated": is_gone, "dialect": dialect}
            raise DBAPIError.instance(self._text, None, error, errors, **told) from error

    def _given(self, parameters: Parameters) -> Any:
        named = {**self._constants, **parameters}
        for name, writer in self._writers.items():
            if named[name] is not None:
                named[name] = writer(named[name])
        return named if self._positions is None else tuple(named[each] for each in self._positions)


def _read(row: Values, readers: Sequence[tuple[int, Callable[[Any], Any]]]) -> Values:
    values = list(row)
    for index, reader in readers:
        if values[index] is not None:
            values[index] = reader(values[index])
    return values
