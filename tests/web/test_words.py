"""German is complete: every message in the code and the templates has its translation, placeholders and all."""

import re
from collections.abc import Sequence
from io import BytesIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from checkout.config import ROOT
from checkout.words import TRANSLATIONS

METHODS = [("checkout/**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"newstyle_gettext": "true"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
GERMAN = TRANSLATIONS / "de" / "LC_MESSAGES"


def test_every_message_is_translated() -> None:
    german = _german()
    missing = [each for each in _messages() if not _translation(german, each)]
    assert missing == []


def test_translations_have_the_placeholders_of_their_messages() -> None:
    for message in _german():
        for original, translation in zip(_forms(message.id), _forms(message.string), strict=True):
            assert _placeholders(translation) == _placeholders(original), translation


def test_nothing_translated_is_left_over() -> None:
    wanted = {str(each) for each in _messages()}
    assert [each.id for each in _german() if each.id and str(each.id) not in wanted] == []


def test_the_compiled_words_are_those_of_the_source() -> None:
    with (GERMAN / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    for message in _german():
        if message.id:
            found = compiled.get(message.id)
            assert found is not None
            assert _forms(found.string) == _forms(message.string)


def _messages() -> set[str | tuple[str, ...]]:
    found: set[str | tuple[str, ...]] = set()
    for _file, _line, message, _comments, _context in extract_from_dir(
        ROOT, METHODS, OPTIONS, KEYWORDS, directory_filter=_is_ours
    ):
        found.add(message)
    return found


def _is_ours(folder: str) -> bool:
    return not re.search(
        r"/(\.|__pycache__|tests|static|instance|docs|bench)", folder.replace(str(ROOT), "")
    )


def _german() -> Catalog:
    return read_po(BytesIO((GERMAN / "messages.po").read_bytes()), locale="de")


def _translation(german: Catalog, message: str | tuple[str, ...]) -> bool:
    found: Message | None = german.get(message)
    return bool(found and found.string and all(found.string))


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%%", text))


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)
