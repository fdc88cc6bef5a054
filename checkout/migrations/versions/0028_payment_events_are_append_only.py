"""The history of payments is append-only: the database refuses to change or remove what happened."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLE = "payment_events"
EVENTS = ("UPDATE", "DELETE")
WORDS = "payment_events is append-only"


def upgrade() -> None:
    """Adds a trigger for each way to falsify it."""
    if op.get_bind().dialect.name == "sqlite":
        for event in EVENTS:
            op.execute(
                f"CREATE TRIGGER {_name(event)} BEFORE {event} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_change_of_payment_events() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    for event in (*EVENTS, "TRUNCATE"):
        op.execute(
            f"CREATE TRIGGER {_name(event)} BEFORE {event} ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_payment_events()"
        )


def downgrade() -> None:
    """Takes them away again."""
    if op.get_bind().dialect.name == "sqlite":
        for event in EVENTS:
            op.execute(f"DROP TRIGGER {_name(event)}")
        return
    for event in (*EVENTS, "TRUNCATE"):
        op.execute(f"DROP TRIGGER {_name(event)} ON {TABLE}")
    op.execute("DROP FUNCTION refuse_change_of_payment_events()")


def _name(event: str) -> str:
    return f"{TABLE}_refuse_{event.lower()}"
