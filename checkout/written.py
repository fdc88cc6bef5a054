"""Plain rows that are written back: one statement for what is new, one for what differs, none for what is as it was."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import bindparam, delete, insert, update

from .db import Base, db, table_of
from .prepared import Prepared, among, numbered
from .snapshots import Snapshots
from .statements import rows, run, run_each

Model = TypeVar("Model", bound=Base)
#: among a row's attributes: what its columns are in the database; none: it is not there yet
STORED = "as it is stored"

#: so many of its statements are kept ready, by what they write
KEPT = 200


class Written(Snapshots[Model]):
    """The rows of one mapped class whose key is `id`, within a unit of work that holds the lock they are under."""

    def __init__(self, model: type[Model]) -> None:
        super().__init__(model)
        self._table = table_of(model)
        self._defaults = dict(zip(self.names, (each.default for each in self.columns), strict=True))
        self._column = dict(zip(self.names, (each.name for each in self.columns), strict=True))
        of_new = [name for name in self._column.values() if name != "id"]
        self._insert = insert(self._table).returning(self._table.c.id, sort_by_parameter_order=True)
        self._insert_one = Prepared(insert(self._table).returning(self._table.c.id), columns=of_new)
        self._updates = lru_cache(KEPT)(self._update_of)
        self._deletes = lru_cache(KEPT)(self._delete_of)

    def new(self, **values: object) -> Model:
        """A row that is not there yet. What is not said is the column's default, else none."""
        return self.made_from(
            [
                values[name] if name in values else _value_of(default)
                for name, default in self._defaults.items()
            ]
        )

    def found(self, values: Sequence[object]) -> Model:
        """A row as it is there, whose columns, in the order of `columns`, have these values."""
        row = self.made_from(values)
        vars(row)[STORED] = dict(vars(row))
        return row

    def differences(self, row: Model, before: Mapping[str, object]) -> dict[str, object]:
        """By column what differs from what the row's attributes were before."""
        now = vars(row)
        return {self._column[name]: now[name] for name in self.names if now[name] != before[name]}

    def save(self, *several: Model) -> None:
        """Writes these rows, the new ones in their order, and gives those their ids."""
        new = [row for row in several if STORED not in vars(row)]
        if new:
            self._add(new)
        changed = defaultdict[tuple[str, ...], list[dict[str, object]]](list)
        for row in several:
            if differences := self.differences(row, vars(row)[STORED]):
                changed[tuple(differences)].append({"of_id": vars(row)["id"], **differences})
        for columns, given in changed.items():
            run_each(self._updates(columns), given)
        for row in several:
            vars(row)[STORED] = self._values(row)

    def remove(self, ids: Collection[int]) -> None:
        """Deletes the rows of these ids."""
        asked = numbered(ids)
        run(self._deletes(len(asked)), asked)

    def _add(self, new: Sequence[Model]) -> None:
        given = [
            {self._column[name]: value for name, value in self._values(row).items() if name != "id"}
            for row in new
        ]
        if len(new) == 1:
            made = rows(self._insert_one, given[0])
        else:
            made = db.session.execute(self._insert, given).all()
        for row, (id_,) in zip(new, made, strict=True):
            vars(row)["id"] = id_
            vars(row)[STORED] = self._values(row)

    def _values(self, row: Model) -> dict[str, Any]:
        now = vars(row)
        return {name: now[name] for name in self.names}

    def _update_of(self, columns: tuple[str, ...]) -> Prepared:
        same = self._table.c.id == bindparam("of_id")
        return Prepared(update(self._table).where(same), columns=columns)

    def _delete_of(self, number: int) -> Prepared:
        return Prepared(delete(self._table).where(among(self._table.c.id, number)))


def _value_of(default: Any) -> object:
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg
