"""Migrations make exactly the schema the models describe, and can be taken back."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text, update

from checkout.catalog import catalog_of, shop_version
from checkout.config import ROOT
from checkout.db import Base, db, end_reading
from checkout.doctor import violations
from checkout.keys import create_key
from checkout.models import Shop, Variant
from checkout.operations.money import NothingToMove, Why
from checkout.operations.move_money import Amount, refund_order
from checkout.operations.unit_keeping import keep_by_unit
from tests.api.client import Program
from tests.concurrency.witnesses import stock_of
from tests.doors import OperationsDoor
from tests.factories import berlin, stock_up
from tests.shopper import Shopper

MIGRATIONS = str(ROOT / "checkout" / "migrations")


# SQLite's reflection does not know indexes on expressions
@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_the_models_are_what_the_migrations_make(shop_app: Flask) -> None:
    with shop_app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_migrations_can_be_taken_back_and_made_again(shop_app: Flask) -> None:
    with shop_app.app_context():
        downgrade(MIGRATIONS, revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}

        upgrade(MIGRATIONS)
        assert set(Base.metadata.tables) <= set(inspect(db.engine).get_table_names())


def test_a_price_changed_by_hand_is_seen_by_the_next_request(shop_app: Flask) -> None:
    with shop_app.app_context():
        before = shop_version("demo")
        assert catalog_of("demo", before).variant_by_sku["mug-stoneware"].price == 2400

        end_reading()
        with db.engine.begin() as by_hand:
            by_hand.execute(text("UPDATE variants SET price = 2500 WHERE sku = 'mug-stoneware'"))

        after = shop_version("demo")
        assert after > before
        assert catalog_of("demo", after).variant_by_sku["mug-stoneware"].price == 2500


def test_the_rules_of_the_shop_itself_count_as_catalogue(shop_app: Flask) -> None:
    with shop_app.app_context():
        before = shop_version("demo")
        end_reading()

        with db.engine.begin() as by_hand:
            by_hand.execute(update(Shop).values(tax_rate=700))

        assert catalog_of("demo", shop_version("demo")).shop.tax_rate == 700
        assert shop_version("demo") > before


def test_without_its_trigger_a_price_change_would_be_missed(app: Flask) -> None:
    with app.app_context():
        with db.engine.begin() as by_hand:
            by_hand.execute(text("DROP TRIGGER variants_update_bumps_catalog"))
        before = shop_version("demo")
        catalog_of("demo", before)
        end_reading()

        with db.engine.begin() as by_hand:
            by_hand.execute(update(Variant).values(price=1))

        kept = catalog_of("demo", shop_version("demo"))
        price = db.session.scalar(select(Variant.price).where(Variant.sku == "mug-stoneware"))
        assert (kept.variant_by_sku["mug-stoneware"].price, price) == (2400, 1)


def test_callbacks_keep_what_became_of_them(shop_app: Flask) -> None:
    order = Program(shop_app, _key(shop_app)).buys()["order_id"]
    tried = "callback", 3, "status 503"
    with shop_app.app_context(), db.engine.begin() as by_hand:
        message = by_hand.scalar(text("SELECT id FROM outbox_messages"))
        by_hand.execute(
            text("INSERT INTO callbacks (order_id, url, document) VALUES (:id, 'https://x', 'x')"),
            {"id": order},
        )
        by_hand.execute(
            text(
                "INSERT INTO notices (message_id, kind, attempts, began_at, next_at, fault) "
                "SELECT id, 'callback', 3, occurred_at, occurred_at, 'status 503' "
                "FROM outbox_messages WHERE id = :id"
            ),
            {"id": message},
        )

    with shop_app.app_context():
        downgrade(MIGRATIONS, revision="0018")
        upgrade(MIGRATIONS)

        with db.engine.connect() as connection:
            notices = text("SELECT kind, attempts, fault FROM notices")
            assert [tuple(row) for row in connection.execute(notices)] == [tried]
            messages = text("SELECT type, sequence FROM outbox_messages")
            assert [tuple(row) for row in connection.execute(messages)] == [("order.placed", 1)]


def _key(app: Flask) -> str:
    with app.app_context():
        return create_key("demo", ["all"], "tests")


def test_without_units_they_are_counted(shop_app: Flask) -> None:
    with shop_app.app_context():
        stock_up("lamp-desk", 5)
        keep_by_unit("demo", "lamp-desk")
    for card in ("tok_visa", "tok_declined"):
        buyer = Shopper(OperationsDoor(shop_app)).adds("lamp-desk").ships_to(berlin).by("standard")
        buyer.pays_by_card(card).places_order()
    with shop_app.app_context():
        downgrade(MIGRATIONS, revision="0029")
        upgrade(MIGRATIONS)
        assert list(violations()) == []
    assert stock_of(shop_app, "lamp-desk") == (4, 1)


def test_what_was_captured_before_running_totals_is_counted(shop_app: Flask) -> None:
    door = OperationsDoor(shop_app)
    Shopper(door).adds("mug-stoneware", 2).ships_to(berlin).by("standard")
    door.confirm(5290, "card", "tok_visa")
    with shop_app.app_context():
        downgrade(MIGRATIONS, revision="0023")
        upgrade(MIGRATIONS)
        refund_order(door.ref, Amount(5290), Why("shop", "other"))
        assert list(violations()) == []
        with pytest.raises(NothingToMove):
            refund_order(door.ref, Amount(1), Why("shop", "other"))
