"""A property computed once per instance.

Before Python 3.12 the standard library's `cached_property` holds one lock for all instances of a class while it
computes, so one request would wait for another's; this one, like 3.12's, holds none.
"""

from collections.abc import Callable
from functools import wraps
from typing import Generic, TypeVar, overload

Owner = TypeVar("Owner")
Value = TypeVar("Value")


class once(Generic[Owner, Value]):  # noqa: N801 (it reads as what it does: @once)
    """Computes on the first access and leaves the value in the instance's dictionary."""

    def __init__(self, compute: Callable[[Owner], Value]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:  # noqa: D105
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> "once[Owner, Value]": ...

    @overload
    def __get__(self, instance: Owner, owner: type) -> Value: ...

    def __get__(  # noqa: D105
        self, instance: Owner | None, owner: type
    ) -> "Value | once[Owner, Value]":
        if instance is None:
            return self
        value = self._compute(instance)
        vars(instance)[self._name] = value
        return value


def once_for_each(compute: Callable[[Owner], Value]) -> Callable[[Owner], Value]:
    """The same for a function of one object: computed on the first call, left in that object's dictionary."""
    name = f"{compute.__module__}.{compute.__qualname__}"

    @wraps(compute)
    def look_up(owner: Owner) -> Value:
        kept = vars(owner)
        if name not in kept:
            kept[name] = compute(owner)
        value: Value = kept[name]
        return value

    return look_up
