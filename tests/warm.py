"""What all applications of a test process share, for it is the same in each of them and dear to make.

A test gets an application and a database of its own. Compiled URLs, compiled statements and the catalogues of the
demo shops, which a process of the shop makes once in its life, would be made anew for each of thousands.
"""

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from checkout.catalog import every_catalog
from checkout.db import db

IN_MEMORY = Path("/dev/shm")  # noqa: S108 (only what tempfile makes there)
ROOM = 2 * 2**30
#: by statement and kind of database what it is compiled to
COMPILED: LRUCache[Any, Any] = LRUCache(20_000)


class Warm:
    """What an application over the demo shops has read when it has been asked for everything once."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            every_catalog()
            db.session.remove()
            db.engine.dispose()
        self._catalogs = app.extensions["catalogs"]

    def up(self, app: Flask) -> None:
        """Gives that to an application over a fresh copy of the same shops, which nobody has used yet."""
        with app.app_context():
            db.engine.update_execution_options(compiled_cache=COMPILED)
        # A change of the shop's data ends them: triggers raise the version, as in production.
        app.extensions["catalogs"] = dict(self._catalogs)


def compile_statements_once() -> None:
    """Lets what was compiled for one engine serve all that are alike: the dialect is a part of the key."""

    def what_counts(dialect: Dialect) -> tuple[object, ...]:
        return type(dialect), dialect.insertmanyvalues_implicit_sentinel

    def alike(one: Dialect, other: object) -> bool:
        return isinstance(other, Dialect) and what_counts(one) == what_counts(other)

    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        setattr(kind, "__eq__", alike)  # noqa: B010
        setattr(kind, "__hash__", lambda one: hash(type(one)))  # noqa: B010


def compile_urls_once() -> None:
    """Lets each rule for URLs be compiled once in this process: the code is the same for every application."""
    compiled = Rule.compile
    kept: dict[tuple[object, ...], Rule] = {}

    def once(rule: Rule) -> None:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes, defaults)
        first = kept.setdefault(key, rule)
        if first is rule:
            compiled(rule)
            return
        rule._parts, rule._trace, rule._converters = first._parts, first._trace, first._converters  # noqa: SLF001
        rule.arguments |= first.arguments
        for name in ("_build", "_build_unknown"):
            setattr(rule, name, getattr(first, name).__func__.__get__(rule))

    setattr(Rule, "compile", once)  # noqa: B010


def spare_the_collector() -> None:
    """Keeps the garbage collector from looking through everything that was imported, as `app.py` does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def keep_bytecode_for_others() -> None:
    """Gives the processes that tests start a folder for what Python compiles, where they may keep nothing beside the sources.

    Else each of them compiles the whole shop anew, which takes longer than most tests.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        folder = tempfile.mkdtemp(prefix="checkout-bytecode-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ["PYTHONPYCACHEPREFIX"] = folder


def keep_files_in_memory() -> None:
    """Puts temporary files, so all databases, where no disk is waited for, unless `TMPDIR` says where.

    A copy of the PostgreSQL template takes a tenth of the time there, and so does a commit in SQLite.
    """
    if "TMPDIR" not in os.environ and IN_MEMORY.is_dir() and _room() > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(IN_MEMORY)


def _room() -> int:
    return shutil.disk_usage(IN_MEMORY).free if os.access(IN_MEMORY, os.W_OK) else 0
