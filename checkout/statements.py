"""Running prepared statements within the unit of work that is open."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Table, bindparam, insert

from .db import Base, db, table_of
from .prepared import Parameters, Prepared, Values

#: So many rows go into one statement; with more of them it pays to send a short one again and again.
AT_ONCE = 16


def rows(statement: Prepared, parameters: Parameters) -> Sequence[Values]:
    """What a statement finds there, or answers of what it wrote."""
    return statement.rows_within(db.session.connection(), parameters)


def run(statement: Prepared, parameters: Parameters) -> int:
    """Runs a statement; how many rows it changed."""
    return statement.run_within(db.session.connection(), parameters)


def run_each(statement: Prepared, parameters: Sequence[Parameters]) -> None:
    """Runs a statement for each of several rows, at once."""
    connection = db.session.connection()
    if len(parameters) == 1:
        statement.run_within(connection, parameters[0])
    else:
        statement.run_each_within(connection, parameters)


def inserting(model: type[Base], *columns: str) -> Prepared:
    """A statement that writes a row of these columns."""
    return Prepared(insert(table_of(model)), columns=columns)


class Inserting:
    """Writes rows of some columns of a table, any number by one statement. `same`: columns that have one value in all of them."""

    def __init__(self, table: Table, *columns: str, **same: object) -> None:
        self._table, self._columns, self._same = table, columns, same
        self._one_by_one = Prepared(insert(table).values(**same), columns=columns)
        self._at_once: dict[int, Prepared] = {}

    def run(self, given: Sequence[Mapping[str, object]], **shared: object) -> None:
        """Writes the rows; `shared` are the parameters of what is the same in all of them."""
        number = len(given)
        if not 1 < number <= AT_ONCE:
            run_each(self._one_by_one, [{**row, **shared} for row in given])
            return
        if number not in self._at_once:
            self._at_once[number] = Prepared(insert(self._table).values(self._several(number)))
        named = {
            f"{name}_{at}": row[name] for at, row in enumerate(given) for name in self._columns
        }
        run(self._at_once[number], {**named, **shared})

    def _several(self, number: int) -> list[dict[str, object]]:
        types = {name: self._table.c[name].type for name in self._columns}
        return [
            {name: bindparam(f"{name}_{at}", type_=type_) for name, type_ in types.items()}
            | self._same
            for at in range(number)
        ]
