"""Stock that is kept by unit: a row for each, on the shelves that say so. What is there stays counted."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FREE = sa.text("hold_id IS NULL")


def upgrade() -> None:
    """Adds the column, with its check beside it, so that SQLite need not make the table anew; and the units."""
    op.execute(
        "ALTER TABLE stock_items ADD COLUMN by_unit BOOLEAN DEFAULT false NOT NULL "
        "CONSTRAINT ck_stock_items_kept_by_unit_counts_nothing "
        "CHECK (NOT by_unit OR (on_hand = 0 AND held = 0 AND backorder_limit = 0))"
    )
    op.create_table(
        "stock_units",
        sa.Column("id", BIG, nullable=False),
        sa.Column("variant_id", BIG, nullable=False),
        sa.Column("location_id", BIG, nullable=False),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("hold_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["variant_id", "location_id"],
            ["stock_items.variant_id", "stock_items.location_id"],
            name="fk_stock_units_variant_id",
        ),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["stock_holds.id"], name="fk_stock_units_hold_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_stock_units"),
        sa.UniqueConstraint("variant_id", "serial", name="uq_stock_units_variant_id_serial"),
    )
    op.create_index("ix_stock_units_hold_id", "stock_units", ["hold_id"])
    op.create_index(
        "ix_stock_units_free",
        "stock_units",
        ["variant_id", "location_id", "id"],
        sqlite_where=FREE,
        postgresql_where=FREE,
    )


def downgrade() -> None:
    """Counts the units: those that are free or held are on hand. Which one went to whom is forgotten."""
    held = (
        "SELECT count(*) FROM stock_units u {join} WHERE u.variant_id = stock_items.variant_id "
        "AND u.location_id = stock_items.location_id AND {condition}"
    )
    to_holds = "LEFT JOIN stock_holds h ON h.id = u.hold_id"
    on_hand = held.format(join=to_holds, condition="(h.id IS NULL OR h.expires_at IS NOT NULL)")
    held = held.format(join=to_holds, condition="h.expires_at IS NOT NULL")
    op.execute(
        "UPDATE stock_items SET by_unit = false, "
        f"on_hand = ({on_hand}), held = ({held}) WHERE by_unit"
    )
    op.drop_table("stock_units")
    op.drop_column("stock_items", "by_unit")
