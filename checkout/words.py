"""Words for shoppers: marked where they are written, translated where they are shown."""

from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

TRANSLATIONS = Path(__file__).parent / "translations"


def N_(message: str) -> str:  # noqa: N802 (gettext's customary name)
    """Marks `message` for extraction without translating it."""
    return message


def translated(message: str, locale: str) -> str:
    """`message` in `locale`, whatever the request's own language is. Placeholders are left alone."""
    return _catalog(locale[:2]).gettext(message)


@cache
def _catalog(language: str) -> NullTranslations:
    return Translations.load(str(TRANSLATIONS), [language])
