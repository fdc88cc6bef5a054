"""Statements that every page asks: made ready once, then run by the database's driver with nothing in between.

For each statement SQLAlchemy builds a context, a result, and rows that know the names of their columns. That takes three
times as long as the asking itself, which is nothing for one statement and a tenth of a checkout for the thirty its pages
ask. Where someone listens to statements, metrics or a test, these take the usual way and are heard like all others.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, PoolProxiedConnection, Select
from sqlalchemy.exc import DBAPIError

#: A row: the values of its columns, in their order.
Values = Sequence[Any]
Parameters = Mapping[str, object]
#: Says that a connection is of no use any more, because of an error.
GiveUp = Callable[[BaseException], None]


class Prepared:
    """A SELECT whose parameters are single values, no lists.

    The first `repeated` columns say the same in every row, as those of an order do beside each of its lines. They are
    read from the first row only; what the others have there is as the driver gave it.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]], repeated: int = 0) -> None:
        self.statement = statement
        self._repeated = repeated
        self._ready: dict[str, _Ready] = {}

    def within(self, connection: Connection, parameters: Parameters) -> Sequence[Values]:
        """The rows that it finds in the transaction of `connection`. Raises `DBAPIError`."""
        if _is_heard(connection.engine):
            return connection.execute(self.statement, parameters).all()
        ready = self._in(connection.dialect)
        return ready.rows(connection.connection, parameters, connection.invalidate)

    def now(self, engine: Engine, parameters: Parameters) -> Sequence[Values]:
        """The rows that it finds outside of any transaction. Raises `DBAPIError`."""
        if _is_heard(engine):
            with engine.connect() as connection:
                return connection.execute(self.statement, parameters).all()
        ready, borrowed = self._in(engine.dialect), engine.raw_connection()
        try:
            return ready.rows(borrowed, parameters, borrowed.invalidate)
        finally:
            borrowed.close()

    def _in(self, dialect: Dialect) -> "_Ready":
        if dialect.name not in self._ready:
            self._ready[dialect.name] = _Ready(self.statement, dialect, self._repeated)
        return self._ready[dialect.name]


class _Ready:
    """The statement in one dialect: its text, and what makes the driver's values ours."""

    def __init__(
        self, statement: Select[*tuple[Any, ...]], dialect: Dialect, repeated: int
    ) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self._text = str(compiled)
        self._positions: Sequence[str] | None = compiled.positiontup
        self._constants = {
            name: value for name, value in compiled.params.items() if value is not None
        }
        self._writers = {
            name: writer
            for name, parameter in compiled.binds.items()
            if (writer := parameter.type.dialect_impl(dialect).bind_processor(dialect))
        }
        readers = {
            index: reader
            for index, column in enumerate(statement.selected_columns)
            if (reader := column.type.dialect_impl(dialect).result_processor(dialect, None))
        }
        self._first = tuple(readers.items())
        self._further = tuple((at, reader) for at, reader in readers.items() if at >= repeated)
        self._dialect = dialect

    def rows(
        self, connection: PoolProxiedConnection, parameters: Parameters, give_up: GiveUp
    ) -> Sequence[Values]:
        """What it finds on a connection; `give_up` is told when that is gone. Raises `DBAPIError`."""
        named = {**self._constants, **parameters}
        for name, writer in self._writers.items():
            named[name] = writer(named[name])
        given = named if self._positions is None else tuple(named[each] for each in self._positions)
        cursor = connection.cursor()
        try:
            cursor.execute(self._text, given)
            found = cursor.fetchall()
        except self._dialect.loaded_dbapi.Error as error:
            raise self._told(error, connection, give_up) from error
        finally:
            cursor.close()
        return [_read(row, self._further if at else self._first) for at, row in enumerate(found)]

    def _told(
        self, error: Any, connection: PoolProxiedConnection, give_up: GiveUp
    ) -> BaseException:
        """The driver's error as SQLAlchemy tells it, without the values that were asked for."""
        is_gone = self._dialect.is_disconnect(error, connection, None)
        if is_gone:
            give_up(error)
        told: BaseException = DBAPIError.instance(
            self._text, {}, error, self._dialect.loaded_dbapi.Error,
            hide_parameters=True, connection_invalidated=is_gone, dialect=self._dialect,
        )  # fmt: skip
        return told


def _read(row: Values, readers: Sequence[tuple[int, Callable[[Any], Any]]]) -> Values:
    values = list(row)
    for index, reader in readers:
        if values[index] is not None:
            values[index] = reader(values[index])
    return values


def _is_heard(engine: Engine) -> bool:
    return bool(engine.dispatch.before_cursor_execute)
