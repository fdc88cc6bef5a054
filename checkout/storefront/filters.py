"""How amounts and days read in the request's language."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_currency
from flask import Flask, g
from flask_wtf.csrf import generate_csrf

from ..addresses.territories import country_name
from ..clock import zone_named
from ..day_words import day_in_words
from ..money import to_decimal
from .wording import spoken


def init_filters(app: Flask) -> None:
    """Gives templates `money`, `day`, `moment`, `calendar_day`, `date_of`, `country` and `csrf_token`."""
    app.jinja_env.filters.update(BY_NAME)
    app.jinja_env.globals["csrf_token"] = _csrf_token
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _csrf_token() -> str:
    """Signed once for all forms of a page."""
    token: str | None = g.get("form_token")
    if token is None:
        token = g.form_token = generate_csrf()
    return token


def money(amount: int, currency: str, locale: str = "") -> str:
    """Minor units as a shopper reads them: 490, EUR -> "€4.90". The request's language unless one is named."""
    return _money(amount, currency, locale or spoken())


def day(when: date, locale: str = "") -> str:
    """A day of the coming weeks: "Wednesday, November 25"."""
    return day_in_words(when, locale or spoken())


def moment(when: datetime, time_zone: str, locale: str = "") -> str:
    """An instant in the shop's own time zone: "June 29, 2026, 09:30"."""
    local = when.astimezone(zone_named(time_zone))
    return f"{date_of(local, locale)}, {local:%H:%M}"


def calendar_day(when: datetime, time_zone: str, locale: str = "") -> str:
    """The day of an instant in the shop's own time zone, with its year."""
    return format_date(when.astimezone(zone_named(time_zone)), "medium", locale=locale or spoken())


def date_of(when: date, locale: str = "") -> str:
    """A day with its year: "June 29, 2026"."""
    return format_date(when, "long", locale=locale or spoken())


def country(code: str, locale: str = "") -> str:
    """The name of a country."""
    return _country(code, locale or spoken())


BY_NAME: dict[str, Callable[..., str]] = {
    "money": money,
    "day": day,
    "moment": moment,
    "calendar_day": calendar_day,
    "date_of": date_of,
    "country": country,
}


@lru_cache(maxsize=8192)
def _money(amount: int, currency: str, locale: str) -> str:
    text: str = format_currency(to_decimal(amount, currency), currency, locale=locale)
    return text.replace("-", "\N{MINUS SIGN}")


@lru_cache(maxsize=1024)
def _country(code: str, locale: str) -> str:
    return country_name(code, locale)
