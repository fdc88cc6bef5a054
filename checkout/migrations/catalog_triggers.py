"""Triggers by which a change to a table that a catalogue is made of bumps its shop's `catalog_version`.

The table must have a `shop_id`. On SQLite a batch operation makes a table anew and loses its triggers: add them again.
"""

from collections.abc import Iterable

from alembic import op

EVENTS = ("INSERT", "UPDATE", "DELETE")


def bump_catalog_on(table: str, events: Iterable[str] = EVENTS) -> None:
    """Adds the triggers of a table, for every change or only some kinds of it."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for event in events:
        row = "OLD" if event == "DELETE" else "NEW"
        bump = (
            "BEGIN UPDATE shops SET catalog_version = catalog_version + 1 "
            f"WHERE id = {row}.shop_id; END"
            if on_sqlite
            else "FOR EACH ROW EXECUTE FUNCTION bump_catalog_version()"
        )
        op.execute(f"CREATE TRIGGER {_name(table, event)} AFTER {event} ON {table} {bump}")


def stop_bumping_catalog_on(table: str, events: Iterable[str] = EVENTS) -> None:
    """Takes the triggers of a table away."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for event in events:
        op.execute(f"DROP TRIGGER {_name(table, event)}" + ("" if on_sqlite else f" ON {table}"))


def _name(table: str, event: str) -> str:
    return f"{table}_{event.lower()}_bumps_catalog"
