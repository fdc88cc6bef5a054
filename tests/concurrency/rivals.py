"""Several callers at once, and one who comes in at an exact point of the code."""

import importlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any, TypeVar

import pytest

T = TypeVar("T")

PATIENCE = 60


def at_once(actions: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """What came of each of `actions`, all let go at the same moment, each in a thread of its own."""
    start = Barrier(len(actions))

    def run(action: Callable[[], T]) -> T | Exception:
        start.wait(PATIENCE)
        try:
            return action()
        except Exception as error:  # noqa: BLE001 (what goes wrong is what is asked for)
            return error

    with ThreadPoolExecutor(len(actions)) as threads:
        return list(threads.map(run, actions))


def meet_before(
    monkeypatch: pytest.MonkeyPatch, point: str, parties: int, patience: float = 0.3
) -> None:
    """Makes callers of `point` ("module:function") wait for each other before they go on, or for `patience` seconds.

    Where a guard lets only one of them get so far, he goes on alone.
    """
    barrier = Barrier(parties)

    def meet() -> None:
        with suppress(BrokenBarrierError):
            barrier.wait(patience)

    _before(monkeypatch, point, meet)


def come_in_before(
    monkeypatch: pytest.MonkeyPatch, point: str, rival: Callable[[], object], patience: float = 0.3
) -> Thread:
    """Lets a rival act the first time `point` is reached. If a lock keeps him waiting, the caller goes on after `patience`.

    Join the thread to be sure he is through.
    """
    thread = Thread(target=rival)

    def let_in() -> None:
        if thread.ident is None:
            thread.start()
            thread.join(patience)

    _before(monkeypatch, point, let_in)
    return thread


def _before(monkeypatch: pytest.MonkeyPatch, point: str, action: Callable[[], None]) -> None:
    module_name, _, name = point.partition(":")
    module = importlib.import_module(module_name)
    original = getattr(module, name)

    def first(*args: Any, **kwargs: Any) -> Any:
        action()
        return original(*args, **kwargs)

    monkeypatch.setattr(module, name, first)
