"""One template environment for each language: words and URLs of files are put in once, when a template is compiled.

A page has dozens of words and is rendered thousands of times; looking each up each time would cost as much
as the rest of the page.
"""

import re
from collections.abc import Callable, Iterator, MutableMapping
from functools import partial
from types import CodeType
from typing import Any

from flask import Flask, current_app
from jinja2 import BytecodeCache, Environment, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from ..languages import LANGUAGES
from ..words import words_of
from . import filters
from .wording import spoken


class Fixed(Extension):
    """Puts what is the same for every request where a template asks for it.

    Calls of `_`, `asset`, `integrity`, `icon`, `small_icon` and `url_for` with one string.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The template's tokens, with every such call replaced by its value."""
        values: dict[str, Callable[[str], str]] = self.environment.fixed  # type: ignore[attr-defined]
        for token in stream:
            if token.type == "name" and token.value in values and stream.current.test("lparen"):
                yield from _value(token, stream, values[token.value])
            else:
                yield token


class Compiled(BytecodeCache):
    """Templates compiled in this process, for every application that is made in it."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fills the bucket if its template was compiled before and has not changed since."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps what was compiled."""
        if bucket.code is not None:
            self._kept[bucket.key] = bucket.checksum, bucket.code


#: The first letter of a string that has a meaning in HTML.
UNSAFE = re.compile("[&<>'\"]").search
#: By language: what is put in differs.
COMPILED = {language: Compiled() for language in LANGUAGES}


class Shorter(CodeGenerator):
    """What is put out is joined to one string at once, so what needs no escaping is left the string it is."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        """Begins the code that puts a value out: escaped by `escaped` instead of into a `Markup` of its own."""
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


class PageEnvironment(Environment):
    """An environment whose globals are settled before its first template is loaded."""

    code_generator_class = Shorter

    @staticmethod
    def escaped(value: object) -> str:
        """The value as text that is safe in HTML."""
        is_safe = type(value) is Markup or (type(value) is str and not UNSAFE(value))
        return value if is_safe else escape(value)  # type: ignore[return-value]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One plain dictionary: every include and import copies it, which a chain of two makes slow."""
        return {**self.globals, **(d or {})}


def init_environments(app: Flask) -> None:
    """Makes the environments, from the application's own as it is by now."""
    url_for = app.url_map.bind("").build
    app.extensions["environments"] = {
        language: _environment(app.jinja_env, language, url_for) for language in LANGUAGES
    }


def environment() -> Environment:
    """The environment of the request's language."""
    environments: dict[str, Environment] = current_app.extensions["environments"]
    return environments[spoken()]


def _environment(of_app: Environment, language: str, url_for: Callable[[str], str]) -> Environment:
    own = PageEnvironment(
        loader=of_app.loader,
        autoescape=of_app.autoescape,
        trim_blocks=of_app.trim_blocks,
        lstrip_blocks=of_app.lstrip_blocks,
        auto_reload=of_app.auto_reload,
        extensions=["jinja2.ext.i18n", Fixed],
        bytecode_cache=COMPILED[language],
    )
    own.globals.update(of_app.globals, language=language)
    own.filters.update(of_app.filters)
    for name, formatted in filters.BY_NAME.items():
        own.filters[name] = partial(formatted, locale=language)
    words = words_of(language)
    own.extend(
        fixed={
            "_": words.gettext,
            "asset": own.globals["asset"],
            "integrity": own.globals["integrity"],
            "icon": own.globals["icon"],
            "small_icon": own.globals["small_icon"],
            "url_for": url_for,
        }
    )
    own.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return own


def _value(token: Token, stream: TokenStream, value_of: Callable[[str], str]) -> Iterator[Token]:
    """What stands for a call whose name has been read: the value of its one string, or the call as it is."""
    opening, argument = next(stream), next(stream)
    if argument.test("string") and stream.current.test("rparen"):
        next(stream)
        value = value_of(argument.value)
        yield Token(argument.lineno, "string", str(value))
        if isinstance(value, Markup):
            yield from (Token(argument.lineno, "pipe", "|"), Token(argument.lineno, "name", "safe"))
    else:
        yield from (token, opening, argument)
