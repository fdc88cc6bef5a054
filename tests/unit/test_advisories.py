"""The list of what went wrong elsewhere names tests that are there, and every such test is in the list."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
LISTED = (TESTS.parent / "docs" / "advisories.md").read_text()
NAMES = {
    name
    for path in TESTS.rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
}


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(test_\w+)(…?)`", LISTED)
    missing = [
        name
        for name, cut in named
        if not any(each == name or (cut and each.startswith(name)) for each in NAMES)
    ]
    assert missing == []
    assert len(named) > 15


def test_every_file_that_is_named_exists() -> None:
    files = re.findall(r"`tests/([\w/]+\.py)`", LISTED)
    assert files
    assert [each for each in files if not (TESTS / each).exists()] == []


def test_every_advisory_that_has_tests_is_listed() -> None:
    advisories = {
        "-".join(found) for each in NAMES for found in re.findall(r"cve_(\d+)_(\d+)", each)
    }
    assert sorted(each for each in advisories if f"CVE-{each}" not in LISTED) == []


def test_every_advisory_has_its_negative_control() -> None:
    """One test says what does not happen, another that it would."""
    counts: dict[str, int] = {}
    for name in NAMES:
        for found in re.findall(r"cve_\d+_\d+|polyshell", name):
            counts[found] = counts.get(found, 0) + 1
    alone = {each for each, number in counts.items() if number < 2}
    assert alone <= TOLD_TOGETHER


#: whose counterpart has another name: the list says which, and the forged cookie's is a parameter
TOLD_TOGETHER = {"cve_2018_13784", "cve_2026_5600"} | {
    "cve_2025_12919",
    "cve_2026_31867",
}
