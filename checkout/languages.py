"""Which language a request speaks: the shopper's own choice, else what the browser asks for, else English."""

from flask import Flask, request, session
from flask_babel import Babel

from .words import TRANSLATIONS

#: Languages that are complete, by their own names.
LANGUAGES = {"en": "English", "de": "Deutsch"}


def init_languages(app: Flask) -> None:
    """Makes gettext and formatting speak the request's language."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, locale_selector=language)


def language() -> str:
    """The language of the current request, one of `LANGUAGES`."""
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(LANGUAGES) or "en"
