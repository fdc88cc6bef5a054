"""The request's language, found out once per request, and words in it."""

from flask import Flask, g, session
from flask_babel import refresh

from ..languages import LANGUAGES, language
from ..words import words_of


def init_wording(app: Flask) -> None:
    """Gives templates `_` and `{% trans %}`."""
    app.jinja_env.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]


def _(message: str) -> str:
    """`message` in the request's language; placeholders are left to the caller."""
    return words_of(spoken()).gettext(message)


def spoken() -> str:
    """The request's language, one of `LANGUAGES`."""
    chosen: str | None = g.get("language")
    if chosen is None:
        chosen = g.language = language()
    return chosen


def speak(chosen: str) -> None:
    """Makes `chosen` the browser's language from here on; one we do not speak changes nothing."""
    if chosen in LANGUAGES:
        session["language"] = g.language = chosen
        refresh()


def ngettext(one: str, many: str, count: int) -> str:
    """The words for `count` of something in the request's language; placeholders are left to the caller."""
    return words_of(spoken()).ngettext(one, many, count)
