"""One template environment for each language: words are translated once, when a template is compiled.

A page has dozens of words and is rendered thousands of times; looking each up each time would cost as much
as the rest of the page.
"""

from collections.abc import Iterator, MutableMapping
from functools import partial
from typing import Any

from flask import Flask, current_app
from jinja2 import Environment
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from ..languages import LANGUAGES
from ..words import translated, words_of
from . import filters
from .wording import spoken


class Translated(Extension):
    """Puts the words of the environment's language where a template says `_("…")`."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The template's tokens, with every `_("…")` replaced by its translation."""
        language = str(self.environment.globals["language"])
        for token in stream:
            if token.test("name:_") and stream.current.test("lparen"):
                yield from _word(token, stream, language)
            else:
                yield token


class PageEnvironment(Environment):
    """An environment whose globals are settled before its first template is loaded."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One plain dictionary: every include and import copies it, which a chain of two makes slow."""
        return {**self.globals, **(d or {})}


def init_environments(app: Flask) -> None:
    """Makes the environments, from the application's own as it is by now."""
    app.extensions["environments"] = {
        language: _environment(app.jinja_env, language) for language in LANGUAGES
    }


def environment() -> Environment:
    """The environment of the request's language."""
    environments: dict[str, Environment] = current_app.extensions["environments"]
    return environments[spoken()]


def _environment(of_app: Environment, language: str) -> Environment:
    own = PageEnvironment(
        loader=of_app.loader,
        autoescape=of_app.autoescape,
        trim_blocks=of_app.trim_blocks,
        lstrip_blocks=of_app.lstrip_blocks,
        auto_reload=of_app.auto_reload,
        extensions=["jinja2.ext.i18n", Translated],
    )
    own.globals.update(of_app.globals, language=language)
    own.filters.update(of_app.filters)
    for name, formatted in filters.BY_NAME.items():
        own.filters[name] = partial(formatted, locale=language)
    words = words_of(language)
    own.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return own


def _word(token: Token, stream: TokenStream, language: str) -> Iterator[Token]:
    """What stands for `_(`, whose first token has been read: a translated string, or the call as it is."""
    opening, message = next(stream), next(stream)
    if message.test("string") and stream.current.test("rparen"):
        next(stream)
        yield Token(message.lineno, "string", translated(message.value, language))
    else:
        yield from (token, opening, message)
