"""Tidying and comparing what people type, in any script."""

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
_DIRECTION_MARKS = "\u200e\u200f\u061c"
_JOINERS = "\u200c\u200d"
_BLANKS = "\u00ad\u2800\u3164\uffa0"
_FULL_WIDTH_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}


def tidy(text: str) -> str:
    """`text` without control and invisible characters and with single inner spaces.

    Letters stay exactly as typed: no Unicode normalisation, because composing would replace
    the variant of a character that some East Asian names insist on. Joiners stay between
    letters that need them (Persian, Hindi), direction marks stay in right-to-left text.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    spaced = "".join(" " if character.isspace() else character for character in text)
    visible = "".join(character for character in spaced if not _is_invisible(character))
    marked = visible if has_right_to_left(visible) else _without(visible, _DIRECTION_MARKS)
    joined = "".join(_joiners_in_place(marked))
    return _SPACE.sub(" ", joined).strip()


def ascii_digits(text: str) -> str:
    """`text` with the full-width digits of East Asian keyboards turned into 0-9."""
    return text.translate(_FULL_WIDTH_DIGITS)


def fold(text: str) -> str:
    """A key under which spellings of one name meet: case, accents, spaces, punctuation aside."""
    plain = _LATIN_MARKS.sub("", unicodedata.normalize("NFKD", text))
    return "".join(c for c in plain.casefold() if unicodedata.category(c)[0] not in "CPSZ")


def has_right_to_left(text: str) -> bool:
    """True when `text` has a Hebrew, Arabic or other right-to-left letter."""
    return any(
        unicodedata.bidirectional(character) in {"R", "AL"}
        for character in text
        if character not in _DIRECTION_MARKS
    )


def is_latin(text: str) -> bool:
    """True when every letter of `text` is a Latin one, so also when there is none."""
    return text.isascii() or all(
        unicodedata.name(character, "").startswith("LATIN")
        for character in text
        if character.isalpha()
    )


def _is_invisible(character: str) -> bool:
    if character in _BLANKS:
        return True
    if character in _DIRECTION_MARKS or character in _JOINERS:
        return False
    category = unicodedata.category(character)
    # Format characters of Arabic and Syriac below U+2000 are drawn, the later ones are not.
    return category in {"Cc", "Cs"} or (category == "Cf" and ord(character) >= 0x2000)


def _without(text: str, characters: str) -> str:
    return "".join(character for character in text if character not in characters)


def _joiners_in_place(text: str) -> list[str]:
    kept: list[str] = []
    for index, character in enumerate(text):
        if character not in _JOINERS or (
            kept and _joins(kept[-1]) and _joins(text[index + 1 : index + 2])
        ):
            kept.append(character)
    return kept


def _joins(character: str) -> bool:
    return (
        bool(character) and not character.isascii() and unicodedata.category(character)[0] in "LMS"
    )
