"""Running prepared statements within the unit of work that is open."""

from collections.abc import Sequence

from sqlalchemy import insert

from .db import Base, db, table_of
from .prepared import Parameters, Prepared, Values


def rows(statement: Prepared, parameters: Parameters) -> Sequence[Values]:
    """What a statement finds there, or answers of what it wrote."""
    return statement.rows_within(db.session.connection(), parameters)


def run(statement: Prepared, parameters: Parameters) -> int:
    """Runs a statement; how many rows it changed."""
    return statement.run_within(db.session.connection(), parameters)


def run_each(statement: Prepared, parameters: Sequence[Parameters]) -> None:
    """Runs a statement for each of several rows, at once."""
    statement.run_each_within(db.session.connection(), parameters)


def inserting(model: type[Base], *columns: str) -> Prepared:
    """A statement that writes a row of these columns."""
    return Prepared(insert(table_of(model)), columns=columns)
