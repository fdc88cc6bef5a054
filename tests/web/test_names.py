"""What tests may touch is written down: every name in the templates, and every card number."""

import re

from checkout.config import ROOT
from checkout.payments.sandbox import CARDS

GUIDE = (ROOT / "docs" / "testing.md").read_text()
NAME = re.compile(r'data-testid="([^"]+)"')
#: Filled in by a macro's caller: the guide tells the rule instead.
RULES = {"{}", "{}-error", "{}-{}", "{}-rare"}


def test_every_name_is_in_the_guide() -> None:
    documented = {_pattern(name) for name in re.findall(r"`([\w{} -]+)`", GUIDE)}
    assert _in_templates() - RULES - documented == set()


def test_every_card_number_is_in_the_guide() -> None:
    for number, token in CARDS.items():
        spaced = " ".join(number[start : start + 4] for start in range(0, 16, 4))
        assert spaced in GUIDE
        assert f"`{token}`" in GUIDE


def _in_templates() -> set[str]:
    pages = (path for path in (ROOT / "templates").rglob("*.html") if "api_docs" not in path.parts)
    return {_pattern(name) for path in pages for name in NAME.findall(path.read_text())}


def _pattern(name: str) -> str:
    return re.sub(r"\{+[^}]*\}+", "{}", name)
