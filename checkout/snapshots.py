"""Detached objects of mapped classes made from plain rows: what is only looked at need not pass through the mapper.

A session keeps track of all it loads, to write it back some day. A page that shows an order has no use for that,
and it costs three times the reading.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, inspect
from sqlalchemy.orm import make_transient_to_detached

from .db import Base, table_of

Model = TypeVar("Model", bound=Base)


class Snapshots(Generic[Model]):
    """Makes objects of one mapped class from its `columns`.

    An object remembers what is set on it later. What it was not made with, its relationships for one, raises
    `DetachedInstanceError` when asked for, unless it is set.
    """

    def __init__(self, model: type[Model]) -> None:
        mapper = inspect(model)
        self._new: Callable[[], Any] = mapper.class_manager.new_instance
        self._names = tuple(attribute.key for attribute in mapper.column_attrs)
        table = table_of(model)
        self.columns: tuple[Column[Any], ...] = tuple(
            table.c[attribute.columns[0].key] for attribute in mapper.column_attrs
        )

    def made_from(self, values: Sequence[object]) -> Model:
        """The object whose columns, in the order of `columns`, have these values."""
        made: Model = self._new()
        vars(made).update(zip(self._names, values, strict=True))
        make_transient_to_detached(made)
        return made
