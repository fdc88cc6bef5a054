"""A page, or the one block of it that htmx asked for. Both come from the same template and the same values."""

import itertools
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Response, g, redirect, request, session
from flask_wtf.csrf import validate_csrf
from jinja2 import Template
from werkzeug.wrappers import Response as BaseResponse
from wtforms import ValidationError

from ..languages import LANGUAGES
from .environments import environment
from .wording import _, spoken

T = TypeVar("T", bound=BaseResponse)


def is_genuine() -> bool:
    """Whether the posted form was ours and is not too old. Flask-WTF vouches for its token, each page reads its own fields."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def expired() -> str:
    """What to tell someone whose form was too old."""
    return _(
        "This page was open for a long time. Everything you typed is still here; please send it again."
    )


def page(template_name: str, status: int = 200, **values: object) -> Response:
    """The page, or the block of it whose element htmx wants to replace."""
    template = environment().get_template(template_name)
    values |= _frame(values)
    html = _block(template, values) or template.render(values)
    return _vary(Response(html, status, mimetype="text/html"))


def go(url: str) -> BaseResponse:
    """Sends the browser on by GET. htmx follows within the page it shows; another page is loaded whole."""
    if _wants_fragment() and urlsplit(url).path != _shown_path():
        return _vary(Response(status=200, headers={"HX-Redirect": url}))
    return _vary(redirect(url, 303))


def _frame(values: dict[str, object]) -> dict[str, object]:
    """What every page has around its own content."""
    found = g.get("catalog")
    return {
        "shop": found.shop if found else None,
        "language": spoken(),
        "languages": LANGUAGES,
        "cart_count": session.get("count", 0),
        "is_signed_in": "customer" in session,
        "path": values.get("path", request.path),
        "problems": values.get("problems", ()),
    }


def _block(template: Template, values: dict[str, object]) -> str:
    name = wanted_block()
    if not name:
        return ""
    context = template.new_context(values)
    # Up to the first output a template imports its macros and meets its parents; then every block is known.
    for _chunk in itertools.islice(template.root_render_func(context), 1):
        pass
    found = context.blocks.get(name)
    return "".join(found[0](context)) if found else ""


def wanted_block() -> str:
    """Elements that htmx replaces carry the name of their block as id: `div#shipping-fields`."""
    if not _wants_fragment():
        return ""
    return request.headers.get("HX-Target", "").partition("#")[2].replace("-", "_")


def _wants_fragment() -> bool:
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Request-Type") != "full"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def _shown_path() -> str:
    return urlsplit(request.headers.get("HX-Current-URL", "")).path


def _vary(response: T) -> T:
    response.headers.add("Vary", "HX-Request, HX-Request-Type")
    return response
