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
    return words_of(locale[:2]).gettext(message)


@cache
def words_of(language: str) -> NullTranslations:
    """All words of a language; of one we do not speak, the English ones."""
    return Translations.load(str(TRANSLATIONS), [language])
