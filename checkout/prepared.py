"""Statements that every page asks: made ready once, then run by the database's driver with nothing in between.

For each statement SQLAlchemy builds a context, a result, and rows that know the names of their columns. That takes three
times as long as the asking itself, which is nothing for one statement and a tenth of a checkout for the thirty its pages
ask. Where someone listens to statements, metrics or a test, these take the usual way and are heard like all others.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Dialect, Engine, PoolProxiedConnection, Select

#: A row: the values of its columns, in their order.
Values = Sequence[Any]
Parameters = Mapping[str, object]


class Prepared:
    """A SELECT whose parameters are single values, no lists.

    The first `repeated` columns say the same in every row, as those of an order do beside each of its lines. They are
    read from the first row only; what the others have there is as the driver gave it.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]], repeated: int = 0) -> None:
        self.statement = statement
        self._repeated = repeated
        self._ready: dict[str, _Ready] = {}

    def rows(self, engine: Engine, parameters: Parameters) -> Sequence[Values]:
        """What it finds now, outside of any transaction. Raises `sqlalchemy.exc.DBAPIError`."""
        if not engine.dispatch.before_cursor_execute:
            try:
                with closing(engine.raw_connection()) as connection:
                    return self._in(engine.dialect).rows(connection, parameters)
            except engine.dialect.loaded_dbapi.Error:
                pass  # asked again the usual way, which knows what to do with a connection that is gone
        with engine.connect() as usual:
            return usual.execute(self.statement, parameters).all()

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

    def rows(self, connection: PoolProxiedConnection, parameters: Parameters) -> Sequence[Values]:
        """What it finds on a connection. Raises the driver's own errors."""
        named = {**self._constants, **parameters}
        for name, writer in self._writers.items():
            named[name] = writer(named[name])
        given = named if self._positions is None else tuple(named[each] for each in self._positions)
        with closing(connection.cursor()) as cursor:
            cursor.execute(self._text, given)
            found = cursor.fetchall()
        return [_read(row, self._further if at else self._first) for at, row in enumerate(found)]


def _read(row: Values, readers: Sequence[tuple[int, Callable[[Any], Any]]]) -> Values:
    values = list(row)
    for index, reader in readers:
        if values[index] is not None:
            values[index] = reader(values[index])
    return values
