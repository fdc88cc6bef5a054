"""Triggers that bump `shops.catalog_version` with every change to a catalogue, whoever makes it."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("products", "variants", "shipping_methods", "payment_methods", "coupons")
#: Columns of the shop itself that its catalogue carries.
SHOP_COLUMNS = (
    "name, currency, countries, locale, prices_include_tax, tax_rate, time_zone, cutoff_hour, "
    "contact_email, contact_phone"
)
EVENTS = ("INSERT", "UPDATE", "DELETE")


def upgrade() -> None:
    """Adds the triggers."""
    if op.get_bind().dialect.name == "sqlite":
        _upgrade_sqlite()
    else:
        _upgrade_postgresql()


def downgrade() -> None:
    """Takes them away."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table in _triggers():
        op.execute(f"DROP TRIGGER {name}" + ("" if on_sqlite else f" ON {table}"))
    if not on_sqlite:
        op.execute("DROP FUNCTION bump_catalog_version()")
        op.execute("DROP FUNCTION bump_own_catalog_version()")


def _triggers() -> list[tuple[str, str]]:
    names = [
        (f"{table}_{event.lower()}_bumps_catalog", table) for table in TABLES for event in EVENTS
    ]
    return [*names, ("shops_update_bumps_catalog", "shops")]


def _upgrade_sqlite() -> None:
    for table in TABLES:
        for event in EVENTS:
            row = "OLD" if event == "DELETE" else "NEW"
            op.execute(
                f"CREATE TRIGGER {table}_{event.lower()}_bumps_catalog AFTER {event} ON {table} BEGIN "
                f"UPDATE shops SET catalog_version = catalog_version + 1 WHERE id = {row}.shop_id; END"
            )
    op.execute(
        f"CREATE TRIGGER shops_update_bumps_catalog AFTER UPDATE OF {SHOP_COLUMNS} ON shops BEGIN "
        "UPDATE shops SET catalog_version = catalog_version + 1 WHERE id = NEW.id; END"
    )


def _upgrade_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION bump_catalog_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "UPDATE shops SET catalog_version = catalog_version + 1 "
        "WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.shop_id ELSE NEW.shop_id END; "
        "RETURN NULL; END $$"
    )
    op.execute(
        "CREATE FUNCTION bump_own_catalog_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "NEW.catalog_version := OLD.catalog_version + 1; RETURN NEW; END $$"
    )
    for table in TABLES:
        for event in EVENTS:
            op.execute(
                f"CREATE TRIGGER {table}_{event.lower()}_bumps_catalog AFTER {event} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION bump_catalog_version()"
            )
    op.execute(
        f"CREATE TRIGGER shops_update_bumps_catalog BEFORE UPDATE OF {SHOP_COLUMNS} ON shops "
        "FOR EACH ROW EXECUTE FUNCTION bump_own_catalog_version()"
    )
