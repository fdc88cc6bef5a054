"""The floor: the same journey as a bare Flask app with hand-written SQL, on the same tables, with pages as large.

It reads what a page shows and writes the rows that the shop writes, with the same columns filled, in six transactions.
It is written as a small Flask application usually is: sessions, templates with inheritance and a macro, `url_for`. No form
is validated, no rule kept, no word translated; it is a yardstick, not a shop.
"""

import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, abort, redirect, render_template, request, session
from jinja2 import DictLoader
from werkzeug import Response

DATABASE_URL = os.environ["DATABASE_URL"]
SIZES: dict[str, int] = json.loads(os.environ.get("FLOOR_SIZES", "{}"))
ON_SQLITE = DATABASE_URL.startswith("sqlite")
SHIPPING, TAX_LABEL = 490, "VAT 19%"

app = Flask(__name__)
app.secret_key = "floor"  # noqa: S105
local = threading.local()

app.jinja_loader = DictLoader(
    {
        "base.html": """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{% block title %}{% endblock %} - Floor</title></head>
<body><header><a href="{{ url_for('catalogue') }}">Floor</a> <a href="{{ url_for('cart') }}">Cart</a></header>
<ol>{% for step in ("address", "shipping", "payment", "review") %}<li><a href="{{ url_for(step) }}">{{ step }}</a></li>{% endfor %}</ol>
<main><h1>{{ self.title() }}</h1>{% block main %}{% endblock %}</main>
<footer>{% for step in ("catalogue", "cart") %}<a href="{{ url_for(step) }}">{{ step }}</a>{% endfor %}</footer></body></html>""",
        "field.html": """{% macro field(name, value) %}<div class="field"><label for="{{ name }}">{{ name }}</label>
<input id="{{ name }}" name="{{ name }}" value="{{ value }}"></div>{% endmacro %}""",
        "page.html": """{% extends "base.html" %}{% from "field.html" import field %}{% block title %}{{ title }}{% endblock %}{% block main %}
{% for row in rows %}<p><a href="{{ url_for('product', sku=row[0]) }}">{{ row[0] }}</a> {{ row[1:]|join(" ") }}</p>{% endfor %}
{% for action, fields in forms %}<form method="post" action="{{ action }}">{% for name, value in fields.items() %}{{ field(name, value) }}{% endfor %}
<button>Go on</button></form>{% endfor %}
{% for number in range(rest) %}<div class="row row--of-a-page"><a class="row__link" href="/pages/{{ number }}">{{ title }}</a>
<span class="row__text">as much text as a page of a shop has {{ title }}</span></div>
{% endfor %}{% endblock %}""",
    }
)
#: Bytes of one row of the last loop. It has an expression for every 50 bytes, as many as the pages of the shop have.
ROW = 165
#: How many rows make a page as large as the shop's, found out when it is first rendered.
rests: dict[str, int] = {}


def connection() -> Any:
    if not hasattr(local, "connection"):
        local.connection = _connect()
    return local.connection


def _connect() -> Any:
    if ON_SQLITE:
        opened = sqlite3.connect(DATABASE_URL.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=5000",
        ):
            opened.execute(f"PRAGMA {pragma}")
        return opened
    import psycopg  # noqa: PLC0415

    return psycopg.connect(DATABASE_URL.replace("+psycopg", ""), autocommit=True)


def sql(statement: str, *values: object) -> list[tuple[Any, ...]]:
    statement = statement if ON_SQLITE else statement.replace("?", "%s")
    cursor = connection().execute(statement, values)
    return list(cursor.fetchall()) if cursor.description else []


def begin() -> None:
    connection().execute("BEGIN IMMEDIATE" if ON_SQLITE else "BEGIN")


def commit() -> None:
    connection().execute("COMMIT")


def page(name: str, rows: list[tuple[Any, ...]], *forms: tuple[str, Mapping[str, object]]) -> str:
    if name not in rests:
        own = len(render_template("page.html", title=name, rows=rows, forms=forms, rest=0))
        rests[name] = max(0, SIZES.get(name, 0) - own) // ROW
    return render_template("page.html", title=name, rows=rows, forms=forms, rest=rests[name])


def now(days: int = 0) -> datetime | str:
    instant = datetime.now(UTC) + timedelta(days=days)
    return instant.replace(tzinfo=None).isoformat(" ") if ON_SQLITE else instant


def lines() -> list[tuple[Any, ...]]:
    return sql(
        "SELECT l.sku, l.name, l.quantity, l.unit_price, s.on_hand, s.held, l.variant_id, l.id, s.location_id "
        "FROM order_lines l LEFT JOIN stock_items s ON s.variant_id = l.variant_id WHERE l.order_id = ? ORDER BY l.variant_id",
        session.get("order", 0),
    )


def order() -> tuple[Any, ...]:
    return sql(
        "SELECT id, token, email, shipping_method, total FROM orders WHERE id = ?",
        session.get("order", 0),
    )[0]


@app.get("/healthz")
def alive() -> str:
    return "ok"


@app.get("/")
def catalogue() -> str:
    rows = sql(
        "SELECT p.slug, p.name, v.price, s.on_hand FROM products p JOIN variants v ON v.product_id = p.id LEFT JOIN stock_items s ON s.variant_id = v.id"
    )
    return page("list", rows)


@app.get("/products/<sku>")
def product(sku: str) -> str:
    rows = sql(
        "SELECT v.sku, p.name, p.description, v.price, s.on_hand FROM products p JOIN variants v ON v.product_id = p.id LEFT JOIN stock_items s ON s.variant_id = v.id WHERE v.sku = ?",
        sku,
    )
    return page("product", rows, (f"/products/{sku}", {"quantity": 1}))


@app.post("/products/<sku>")
def add(sku: str) -> Response:
    variant_id, price = sql("SELECT id, price FROM variants WHERE sku = ?", sku)[0]
    begin()
    if "order" not in session:
        session["order"] = _new_order(price)
    else:
        _write("total = total + ?, quoted = ?", price, _quoted(price))
    sql(
        "INSERT INTO order_lines (order_id, variant_id, sku, name, unit_price, quantity, options) VALUES (?, ?, ?, ?, ?, ?, '{}')",
        session["order"], variant_id, sku, sku, price, int(request.form["quantity"]),
    )  # fmt: skip
    commit()
    return redirect("/cart", 303)


def _new_order(total: int) -> int:
    made = now()
    found = sql(
        "INSERT INTO orders (shop_id, public_id, token, state, version, source, currency, locale, email, phone, note, coupon_codes, "
        "total, quoted, taxed, created_at, updated_at, expires_at) "
        "VALUES (1, ?, ?, 'open', 1, 'floor', 'EUR', 'en', '', '', '', '[]', ?, ?, 'included', ?, ?, ?) RETURNING id",
        secrets.token_hex(10), secrets.token_urlsafe(16), total, _quoted(total), made, made, now(days=60),
    )  # fmt: skip
    return int(found[0][0])


def _quoted(items: int, shipping: int = 0) -> str:
    tax = (items + shipping) * 19 // 119
    return json.dumps({"items": items, "promotion": 0, "shipping": shipping, "tax": tax})


@app.get("/cart")
def cart() -> str:
    return page("cart", lines())


@app.get("/checkout/address")
def address() -> str:
    order()
    fields = dict.fromkeys(("email", "name", "line1", "postal_code", "city", "country"), "")
    return page("address", lines(), ("/checkout/address", fields))


@app.post("/checkout/address")
def save_address() -> Response:
    written = {
        name: request.form[name] for name in ("name", "line1", "postal_code", "city", "country")
    }
    _update("email = ?, shipping_address = ?", request.form["email"], json.dumps(written))
    return redirect("/checkout/shipping", 303)


@app.get("/checkout/shipping")
def shipping() -> str:
    sql("SELECT code, name, price FROM shipping_methods")
    order()
    return page("shipping", lines(), ("/checkout/shipping", {"shipping_method": "standard"}))


@app.post("/checkout/shipping")
def save_shipping() -> Response:
    _update(
        "shipping_method = ?, total = total + ?, quoted = ?",
        request.form["shipping_method"],
        SHIPPING,
        _quoted(0, SHIPPING),
    )
    return redirect("/checkout/payment", 303)


@app.get("/checkout/payment")
def payment() -> str:
    sql("SELECT code, name FROM payment_methods")
    order()
    return page("payment", lines(), ("/checkout/payment", {"payment_method": "invoice"}))


@app.post("/checkout/payment")
def save_payment() -> Response:
    _update("payment_method = ?", request.form["payment_method"])
    return redirect("/checkout/review", 303)


def _update(assignments: str, *values: object) -> None:
    begin()
    _write(assignments, *values)
    commit()


def _write(assignments: str, *values: object) -> None:
    sql(
        f"UPDATE orders SET {assignments}, updated_at = ?, expires_at = ?, version = version + 1 WHERE id = ?",  # noqa: S608
        *values,
        now(),
        now(days=60),
        session["order"],
    )


@app.get("/checkout/review")
def review() -> str:
    order()
    found = lines()
    total = sum(line[2] * line[3] for line in found) + SHIPPING
    return page("review", found, ("/checkout/review", {"expected_total": total}))


@app.post("/checkout/review")
def place() -> Response:
    expected = int(request.form["expected_total"])
    begin()
    id_, token, *_ = order()
    total = _take_and_write(id_)
    if total != expected:
        abort(409)
    _write(
        "state = 'placed', number = ?, customer_key = email, total = ?, quoted = ?, placed_at = ?",
        secrets.token_hex(4), total, _quoted(total - SHIPPING, SHIPPING), now(),
    )  # fmt: skip
    for type_ in ("placing", "placed"):
        sql(
            "INSERT INTO order_events (order_id, type, state, actor, occurred_at) VALUES (?, ?, ?, 'shopper', ?)",
            id_, type_, type_, now(),
        )  # fmt: skip
    sql(
        "INSERT INTO outbox_messages (shop_id, order_id, type, subject, data, occurred_at, sequence) VALUES (1, ?, 'order.placed', '', '{}', ?, 1)",
        id_, now(),
    )  # fmt: skip
    commit()
    return redirect(f"/orders/{token}", 303)


def _take_and_write(id_: int) -> int:
    found = lines()
    shipment = sql(
        "INSERT INTO shipments (order_id, method, name, price, state, dispatched_on, arrives_from, arrives_to) "
        "VALUES (?, 'standard', 'Standard', ?, 'pending', '2026-01-01', '2026-01-02', '2026-01-03') RETURNING id",
        id_,
        SHIPPING,
    )[0][0]
    for line in found:
        sql(
            "UPDATE stock_items SET on_hand = on_hand - ? WHERE variant_id = ? AND location_id = ? AND on_hand - held >= ?",
            line[2],
            line[6],
            line[8],
            line[2],
        )
        sql(
            "INSERT INTO stock_holds (order_id, variant_id, location_id, quantity) VALUES (?, ?, ?, ?)",
            id_, line[6], line[8], line[2],
        )  # fmt: skip
        sql("UPDATE order_lines SET shipment_id = ? WHERE id = ?", shipment, line[7])
        _adjust(id_, line[7], None, ("tax", TAX_LABEL, line[2] * line[3] * 19 // 119, True))
    _adjust(id_, None, shipment, ("shipping", "Standard", SHIPPING, False))
    _adjust(id_, None, shipment, ("tax", TAX_LABEL, SHIPPING * 19 // 119, True))
    total = sum(line[2] * line[3] for line in found) + SHIPPING
    paid = sql(
        "INSERT INTO payments (order_id, method, gateway, amount, currency, state, idempotency_key, reference, created_at, updated_at) "
        "VALUES (?, 'invoice', 'offline', ?, 'EUR', 'pending', ?, ?, ?, ?) RETURNING id",
        id_,
        total,
        key := secrets.token_hex(10),
        key,
        now(),
        now(),
    )[0][0]
    sql(
        "INSERT INTO payment_events (payment_id, kind, amount, reference, occurred_at) VALUES (?, 'accepted', 0, ?, ?)",
        paid,
        key,
        now(),
    )
    return int(total)


def _adjust(
    order_id: int, line: int | None, shipment: int | None, what: tuple[str, str, int, bool]
) -> None:
    sql(
        "INSERT INTO adjustments (order_id, line_id, shipment_id, type, label, amount, included, source) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, '')",
        order_id,
        line,
        shipment,
        *what,
    )


@app.get("/orders/<token>")
def placed(token: str) -> str:
    sql("SELECT number, email, total, placed_at FROM orders WHERE token = ?", token)
    sql("SELECT type, label, amount FROM adjustments WHERE order_id = ?", session["order"])
    sql("SELECT method, state FROM payments WHERE order_id = ?", session["order"])
    return page("order", lines())
