"""Did you mean gmail.com? A hint for the most common slips, never an obstacle."""

from functools import lru_cache
from typing import Final

_COMMON_DOMAINS: Final = frozenset(
    """
    gmail.com googlemail.com hotmail.com hotmail.de hotmail.fr hotmail.it hotmail.es hotmail.co.uk
    outlook.com outlook.de outlook.fr outlook.es live.com live.de live.fr live.nl live.co.uk
    msn.com yahoo.com yahoo.de yahoo.fr yahoo.it yahoo.es yahoo.co.uk yahoo.co.jp ymail.com
    icloud.com me.com mac.com aol.com aol.de mail.com email.com proton.me protonmail.com
    gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de arcor.de bluewin.ch aon.at
    orange.fr free.fr laposte.net wanadoo.fr sfr.fr libero.it virgilio.it tiscali.it
    wp.pl onet.pl seznam.cz ziggo.nl telenet.be btinternet.com sky.com comcast.net verizon.net
    """.split()
)
_BRANDS: Final = tuple(sorted({domain.partition(".")[0] for domain in _COMMON_DOMAINS}))
_ENDING_TYPOS: Final = {
    **dict.fromkeys("con cmo ocm comm coom cim cpm vom xom c0m com.com".split(), "com"),
    **dict.fromkeys("nte ner nett met".split(), "net"),
    **dict.fromkeys("ogr orgg".split(), "org"),
    **dict.fromkeys("dee ed".split(), "de"),
}
# Endings that exist, but hardly behind the name of a large provider.
_BRAND_ENDING_TYPOS: Final = {"": "com", "cm": "com", "co": "com", "om": "com", "d": "de"}


def suggest_email(text: str) -> str | None:
    """The address probably meant by `text`, or None.

    A domain on the list of common ones is never questioned, nor is one that merely resembles a
    short name.
    """
    local, at, domain = text.strip().rpartition("@")
    domain = domain.lower().rstrip(".")
    if not local or not at or not domain or domain in _COMMON_DOMAINS:
        return None
    meant = _meant_domain(domain)
    return f"{local}@{meant}" if meant and meant != domain else None


@lru_cache(maxsize=1024)
def _meant_domain(domain: str) -> str | None:
    name, _, typed_ending = domain.partition(".")
    ending = _ENDING_TYPOS.get(typed_ending, typed_ending)
    for brand in sorted(_BRANDS, key=lambda brand: _distance(name, brand)):
        if not _is_slip(name, brand):
            continue
        for candidate in (ending, _BRAND_ENDING_TYPOS.get(ending, ending)):
            if f"{brand}.{candidate}" in _COMMON_DOMAINS:
                return f"{brand}.{candidate}"
    head, _, last = domain.rpartition(".")
    return f"{head}.{_ENDING_TYPOS[last]}" if head and last in _ENDING_TYPOS else None


def _is_slip(name: str, brand: str) -> bool:
    allowed = 0 if len(brand) < 5 else 1 if len(brand) == 5 else 2
    return _distance(name, brand) <= allowed


def _distance(left: str, right: str) -> int:
    """Edits between two words, swapped neighbours counting as one (optimal string alignment)."""
    if abs(len(left) - len(right)) > 2:
        return 3
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        current = [i]
        for j, other in enumerate(right, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]
