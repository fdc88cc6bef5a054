"""Where to go back to, as a page was told by its own link. Nobody is ever led to another site."""

from urllib.parse import urlsplit


def own_path(path: str, otherwise: str) -> str:
    """A path of this site; anything else becomes `otherwise`."""
    printable = path.isprintable() and "\\" not in path
    is_own = path.startswith("/") and not path.startswith("//") and printable
    return path if is_own and not urlsplit(path).netloc else otherwise
