"""The rules of the house, held by the same command that runs the tests."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "checkout"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))

Function = ast.FunctionDef | ast.AsyncFunctionDef


@pytest.mark.parametrize(
    "command",
    [
        "ruff check .",
        "ruff format --check .",
        "mypy",
        "djlint templates --lint --quiet",
        "lint-imports",
    ],
)
def test_the_linters_have_nothing_to_say(command: str) -> None:
    program, *arguments = command.split()
    path = Path(sys.executable).parent / program
    done = subprocess.run([path, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_stay_below_300_lines() -> None:
    assert _longer_than(300, MODULES) == []


def test_a_gateway_is_one_module_below_200_lines() -> None:
    payments = [path for path in MODULES if PACKAGE / "payments" in path.parents]
    assert _longer_than(200, payments) == []
    gateways = [path for path in payments if re.search(r"    def tokenise\(", path.read_text())]
    names = {str(path.relative_to(PACKAGE / "payments")) for path in gateways}
    assert names >= {"offline.py", "sandbox/remote.py", "sandbox/gateway.py", "stripe/gateway.py"}


def test_templates_stay_below_100_lines() -> None:
    assert _longer_than(100, TEMPLATES) == []


def test_functions_stay_below_50_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in MODULES
        for function in _functions(_tree(path))
        if (function.end_lineno or 0) - function.lineno >= 50
    ]
    assert long == []


def test_every_public_function_says_its_contract() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in MODULES
        for function in _public_functions(_tree(path))
        if ast.get_docstring(function) is None and not _is_overload(function)
    ]
    assert silent == []


def test_partner_contracts_write_nothing_themselves() -> None:
    own = [path for path in MODULES if "contracts" in path.parts]
    words = re.compile(r"unit_of_work|db\.session|\b(insert|update|delete)\(")
    assert own
    assert [path for path in own if words.search(path.read_text())] == []


def test_one_place_commits() -> None:
    committing = {path for path in MODULES if re.search(r"session\.commit\(", path.read_text())}
    assert committing <= {PACKAGE / "db.py"}


def test_one_place_reads_the_environment() -> None:
    reading = {path for path in MODULES if re.search(r"os\.(environ|getenv)", path.read_text())}
    # bootstrap runs before there is an application, to find the tools it needs
    assert reading <= {PACKAGE / "config.py", PACKAGE / "bootstrap.py"}


@pytest.mark.parametrize(
    "name", ["pricing", "money.py", "shipping", "stock.py", "keeping", "credit.py", "operations"]
)
def test_no_float_comes_near_money(name: str) -> None:
    place = PACKAGE / name
    floats = [
        f"{path.relative_to(ROOT)}: {ast.unparse(node)}"
        for path in (place.rglob("*.py") if place.is_dir() else [place])
        for node in ast.walk(_tree(path))
        if _makes_float(node)
    ]
    assert floats == []


def test_the_float_rule_knows_a_float_when_it_sees_one() -> None:
    for code in ("0.5", "float(x)", "a / b", "round(a, 2)", "x: float = 1"):
        assert any(_makes_float(node) for node in ast.walk(ast.parse(code))), code


def test_form_controls_are_written_by_macros_alone() -> None:
    macros = ROOT / "templates" / "macros"
    pages = [path for path in TEMPLATES if macros not in path.parents]
    assert _templates_with(r"<(input|select|textarea)\b(?! type=\"hidden\")[^>]*>", pages) == []


def test_templates_carry_neither_styles_nor_scripts() -> None:
    inline = r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\ssrc=)|hx-on|javascript:"
    pages = [path for path in TEMPLATES if "mail" not in path.parts]
    assert _templates_with(inline, pages) == []


def _longer_than(limit: int, paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in paths
        if (lines := len(path.read_text().splitlines())) > limit
    ]


def _templates_with(pattern: str, paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in paths
        for found in re.finditer(pattern, _without_comments(path.read_text()))
    ]


def _without_comments(template: str) -> str:
    return re.sub(r"{#.*?#}", "", template, flags=re.DOTALL)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def _functions(tree: ast.Module) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def _is_overload(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        isinstance(each, ast.Name) and each.id == "overload" for each in function.decorator_list
    )


def _public_functions(tree: ast.Module | ast.ClassDef) -> Iterator[Function]:
    for node in tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _public_functions(node)


def _makes_float(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    if isinstance(node, ast.Name):
        return node.id in {"float", "round"}
    return isinstance(node, ast.Div)
