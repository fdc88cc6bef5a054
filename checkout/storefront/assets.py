"""Style sheet, scripts, icons and pictures, each at a URL that names its content, so that a browser never asks twice."""

import gzip
import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from mimetypes import guess_type
from pathlib import Path

from flask import Flask, Response, abort, current_app, request
from markupsafe import Markup

FOREVER = "public, max-age=31536000, immutable"
STYLE_SHEET = "shop.css"
PREFIX = "/assets"
#: What is worth compressing; fonts and pictures are already.
COMPRESSED = {".css", ".js", ".svg"}
ICON = Markup('<svg class="%s" aria-hidden="true"><use href="%s#%s"></use></svg>')


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent: `url` changes with every byte of it."""

    url: str
    content: bytes
    compressed: bytes | None
    media_type: str
    integrity: str


def init_assets(app: Flask) -> None:
    """Reads everything below static/ once, and serves it from memory."""
    app.extensions["assets"] = _read(Path(app.static_folder or ""))
    app.add_url_rule(f"{PREFIX}/<version>/<path:name>", "asset", _serve)
    app.jinja_env.globals.update(
        asset=_url, integrity=_integrity, icon=_icon, small_icon=_small_icon
    )


@cache
def _read(folder: Path) -> dict[str, Asset]:
    assets = {
        path.relative_to(folder).as_posix(): _asset(
            path.relative_to(folder).as_posix(), path.read_bytes()
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parent.name != "css"
    }
    assets[STYLE_SHEET] = _asset(STYLE_SHEET, _style_sheet(folder, assets).encode())
    return assets


def _serve(version: str, name: str) -> Response:
    asset = _assets().get(name)
    if asset is None:
        abort(404)
    response = Response(asset.content, mimetype=asset.media_type)
    if asset.compressed is not None:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] > 0:
            response.set_data(asset.compressed)
            response.headers["Content-Encoding"] = "gzip"
    # During a deployment an old page may ask a new process: it gets the new file, but does not keep it.
    current = asset.url == f"{PREFIX}/{version}/{name}"
    response.headers["Cache-Control"] = FOREVER if current else "no-cache"
    return response


def _url(name: str) -> str:
    return _assets()[name].url


def _integrity(name: str) -> str:
    return _assets()[name].integrity


def _icon(name: str) -> Markup:
    return ICON % ("icon", _url("icons.svg"), name)


def _small_icon(name: str) -> Markup:
    return ICON % ("icon icon--s", _url("icons.svg"), name)


def _assets() -> dict[str, Asset]:
    assets: dict[str, Asset] = current_app.extensions["assets"]
    return assets


def _asset(name: str, content: bytes) -> Asset:
    version = hashlib.sha256(content).hexdigest()[:12]
    digest = b64encode(hashlib.sha384(content).digest()).decode()
    return Asset(
        url=f"{PREFIX}/{version}/{name}",
        content=content,
        compressed=gzip.compress(content, mtime=0) if Path(name).suffix in COMPRESSED else None,
        media_type=guess_type(name)[0] or "application/octet-stream",
        integrity=f"sha384-{digest}",
    )


def _style_sheet(folder: Path, assets: dict[str, Asset]) -> str:
    names = (folder / "css" / "ORDER").read_text().split()
    css = "\n".join((folder / "css" / name).read_text() for name in names)
    return _minified(re.sub(r"/static/([\w./-]+)", lambda found: assets[found[1]].url, css))


def _minified(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?", r"\1", css).replace(";}", "}").strip()
