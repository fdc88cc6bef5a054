"""What the documentation must name: a route, setting, error code or command that it leaves out fails here."""

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path

import click
import pytest
from flask import Flask

from checkout.api.codes import CODES
from checkout.config import Settings, read_settings

ROOT = Path(__file__).parents[2]
DOCS = {
    path.relative_to(ROOT).as_posix(): path.read_text() for path in (ROOT / "docs").rglob("*.md")
}
README = (ROOT / "README.md").read_text()


def test_every_route_is_documented(app: Flask) -> None:
    everything = "\n".join(DOCS.values())
    rules = {re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", rule.rule) for rule in app.url_map.iter_rules()}

    missing = sorted(
        rule for rule in rules if f"`{rule}`" not in everything and f" {rule}`" not in everything
    )

    assert missing == []


def test_every_setting_is_documented() -> None:
    source = (ROOT / "checkout" / "config.py").read_text()
    read = set(re.findall(r'env(?:\.get\(|, )"([A-Z_]+)"', source))
    documented = set(re.findall(r"^\| `([A-Z_]+)`", DOCS["docs/settings.md"], re.MULTILINE))

    assert len(read) >= len(dataclasses.fields(Settings)) - 1
    assert read == documented


def test_documented_defaults_are_the_real_ones(tmp_path: Path) -> None:
    settings = read_settings({"INSTANCE_PATH": str(tmp_path)})
    rows = re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)`", DOCS["docs/settings.md"], re.MULTILINE)

    for name, default in rows:
        if hasattr(settings, name.lower()):
            value = getattr(settings, name.lower())
            assert str(int(value) if isinstance(value, bool) else value) == default, name


def test_every_error_code_is_documented() -> None:
    missing = sorted(code for code in CODES if f"`{code}`" not in DOCS["docs/api.md"])

    assert missing == []


def test_every_command_is_documented(app: Flask) -> None:
    commands = list(_names(app.cli.commands))
    missing = [name for name in commands if f"`{name}" not in DOCS["docs/settings.md"]]

    assert "demo" in commands
    assert missing == []


def _names(commands: Mapping[str, click.Command], prefix: str = "") -> list[str]:
    names = []
    for name, command in commands.items():
        if name == "db":  # the migration library's own, documented there
            continue
        if isinstance(command, click.Group):
            names += _names(command.commands, f"{prefix}{name} ")
        else:
            names.append(prefix + name)
    return names


@pytest.mark.parametrize("document", sorted([*DOCS, "README.md"]))
def test_links_between_documents_lead_somewhere(document: str) -> None:
    text = README if document == "README.md" else DOCS[document]
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text)

    assert [link for link in links if not ((ROOT / document).parent / link).exists()] == []
