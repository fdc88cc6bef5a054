"""The examples in docs/algorithms are run: what the prose claims is what the code does.

An example is a block of python, either a session with prompts or plain code that asserts. Those of a document are run in
order and share their names.
"""

import doctest
import re
from pathlib import Path

import pytest

DOCUMENTS = sorted((Path(__file__).parents[2] / "docs" / "algorithms").glob("*.md"))
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_the_examples_of_a_document_hold(path: Path) -> None:
    names: dict[str, object] = {}
    text = path.read_text()
    for block in BLOCK.finditer(text):
        run(block.group(1), names, path, text.count("\n", 0, block.start(1)))


def test_an_example_shows_something() -> None:
    blocks = [block for path in DOCUMENTS for block in BLOCK.findall(path.read_text())]
    assert len(blocks) > 5
    assert [block for block in blocks if ">>> " not in block and "assert " not in block] == []


@pytest.mark.parametrize("wrong", [">>> 1 + 1\n3\n", "assert 1 + 1 == 3\n"])
def test_a_wrong_example_is_found(wrong: str, tmp_path: Path) -> None:
    document = tmp_path / "wrong.md"
    document.write_text(f"```python\n>>> 1 + 1\n2\n```\n\n```python\n{wrong}```\n")
    with pytest.raises(AssertionError):
        test_the_examples_of_a_document_hold(document)


def run(code: str, names: dict[str, object], path: Path, line: int) -> None:
    """Run one block, found below `line` of the document at `path`, with the names of those before it."""
    if not code.startswith(">>> "):
        # blank lines in front, so that a failure names the document's own line
        exec(compile("\n" * line + code, str(path), "exec"), names)  # noqa: S102
        return
    session = doctest.DocTestParser().get_doctest(code, names, path.name, str(path), line)
    session.globs = names
    faults: list[str] = []
    doctest.DocTestRunner().run(session, out=faults.append, clear_globs=False)
    assert faults == []
