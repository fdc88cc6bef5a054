"""How the test gateway misbehaves when it is told to. The switches stand in its ledger, so every process of it sees them."""

import json
import sqlite3
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from .books import open_books

Count = Field(0, ge=0, le=1_000_000)


class Switches(BaseModel):
    """All of them off, it is as good as a gateway can be. What counts is used up one by one."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    #: every answer comes so many milliseconds late
    delay_ms: int = Field(0, ge=0, le=60_000)
    #: so many requests never arrive
    drop_requests: int = Count
    #: so many requests are carried out, and their answers lost
    drop_answers: int = Count
    #: every request arrives twice, and every webhook is sent twice
    twice: bool = False
    #: so many payments, captures and refunds are refused
    refuse: int = Count
    #: so many minor units are added to every sum that is told
    lie: int = Field(0, ge=-1_000_000_000, le=1_000_000_000)
    #: where webhooks are sent to; empty: nowhere
    webhook_url: str = ""
    #: how they are sent; all but "never" try again until they are accepted
    webhooks: Literal["now", "late", "shuffled", "never", "forged"] = "now"
    #: how late "late" is, in milliseconds
    late_ms: int = Field(3000, ge=0, le=86_400_000)
    #: makes the order of "shuffled" the same every time
    seed: int = 0


class SwitchBoard:
    """The switches of one ledger."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Switches:
        """How they stand."""
        with open_books(self._path) as books:
            return _read(books)

    def set(self, changes: dict[str, object]) -> Switches:
        """How they stand after the changes. Raises `pydantic.ValidationError`, and then nothing has changed."""
        with open_books(self._path) as books:
            wanted = Switches.model_validate(_read(books).model_dump() | changes)
            _write(books, wanted)
            return wanted

    def use_up(self, *, can_be_refused: bool) -> Switches:
        """How they stand for one request, which uses up one of all that counts.

        A request that never arrives loses no answer and is not refused.
        """
        with open_books(self._path) as books:
            now = _read(books)
            used = ["drop_requests"] if now.drop_requests else ["drop_answers"]
            if can_be_refused and not now.drop_requests:
                used.append("refuse")
            after = {name: max(0, getattr(now, name) - 1) for name in used}
            if now != (left := now.model_copy(update=after)):
                _write(books, left)
            return now


def _read(books: sqlite3.Connection) -> Switches:
    rows = books.execute("SELECT name, value FROM switches").fetchall()
    return Switches(**{row["name"]: json.loads(row["value"]) for row in rows})


def _write(books: sqlite3.Connection, switches: Switches) -> None:
    books.execute("DELETE FROM switches")
    rows = [(name, json.dumps(value)) for name, value in switches.model_dump().items()]
    books.executemany("INSERT INTO switches VALUES (?, ?)", rows)
