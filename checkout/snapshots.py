"""Plain objects that stand for rows: what is only looked at need not pass through the mapper.

A session keeps track of all it loads, to write it back some day, and every attribute of what it made is read through
it. A page that shows an order has no use for either, and they cost three times the reading. A snapshot has the columns
of its class as plain attributes, and its methods and properties.
"""

from collections.abc import Sequence
from functools import cache
from types import FunctionType
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import Column, inspect
from sqlalchemy.orm import make_transient_to_detached

from .db import Base, db, table_of

Model = TypeVar("Model", bound=Base)


class Snapshots(Generic[Model]):
    """Makes snapshots of one mapped class from its `columns`.

    What a snapshot was not made with, its relationships for one, raises `AttributeError` when asked for, unless it is set.
    """

    def __init__(self, model: type[Model]) -> None:
        self._mapper = mapper = inspect(model)
        self._plain = _plain(model)
        self.names = tuple(attribute.key for attribute in mapper.column_attrs)
        table = table_of(model)
        self._keys = len(mapper.primary_key)
        self.columns: tuple[Column[Any], ...] = tuple(
            table.c[attribute.columns[0].key] for attribute in mapper.column_attrs
        )

    def made_from(self, values: Sequence[object]) -> Model:
        """The object whose columns, in the order of `columns`, have these values."""
        made = self._plain()
        made.__dict__.update(zip(self.names, values, strict=True))
        return cast("Model", made)

    def tracked(self, values: Sequence[object]) -> Model:
        """No snapshot but the row itself, which the session of the unit of work writes back when it is changed.

        A row that the session knows already stays as it knows it. Its key comes first among the values.
        """
        identity = self._mapper.identity_key_from_primary_key(tuple(values[: self._keys]))
        known = db.session().identity_map.get(identity)
        if known is not None:
            return cast("Model", known)
        made = self._mapper.class_manager.new_instance()
        made.__dict__.update(zip(self.names, values, strict=True))
        make_transient_to_detached(made)
        db.session.add(made)
        return cast("Model", made)


def snapshot_of(row: Model) -> Model:
    """A snapshot of a row as it is loaded, with the rows it is loaded with."""
    return cast("Model", _snapshot(row, {}))


def _snapshot(row: Any, made: dict[int, Any]) -> Any:
    if isinstance(row, list):
        return [_snapshot(each, made) for each in row]
    if not isinstance(row, Base):
        return row
    if id(row) not in made:
        plain = made[id(row)] = _plain(type(row))()
        loaded = inspect(row).dict.items()
        plain.__dict__.update((name, _snapshot(value, made)) for name, value in loaded)
        del plain.__dict__["_sa_instance_state"]
    return made[id(row)]


@cache
def _plain(model: type[Base]) -> type[Any]:
    """A class with what `model` can do, and none of its mapped attributes."""
    abilities = {
        name: ability
        for each in reversed(model.__mro__)
        if issubclass(each, Base)
        for name, ability in vars(each).items()
        if isinstance(ability, FunctionType | property) and not name.startswith("__")
    }
    return type(model.__name__, (), abilities)
