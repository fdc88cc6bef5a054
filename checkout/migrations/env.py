"""Runs migrations inside the application, on its engine."""

from alembic import context
from flask import current_app

engine = current_app.extensions["migrate"].db.engine
metadata = current_app.extensions["migrate"].db.metadata


def render_item(kind, item, autogen_context):
    """Migrations name the database's types, never ours, so that they outlive them."""
    if kind == "type" and type(item).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    return False


# Reads of the application run without a transaction around them; migrations do not.
level = "READ COMMITTED" if engine.dialect.name == "postgresql" else "SERIALIZABLE"

with engine.connect().execution_options(isolation_level=level) as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
