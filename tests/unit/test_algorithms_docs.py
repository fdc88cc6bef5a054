"""The examples in docs/algorithms are run: what the prose claims is what the code does."""

import doctest
import re
from pathlib import Path

import pytest

DOCUMENTS = sorted((Path(__file__).parents[2] / "docs" / "algorithms").glob("*.md"))
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_the_examples_of_a_document_hold(path: Path) -> None:
    faults: list[str] = []
    example = doctest.DocTestParser().get_doctest(code_of(path), {}, path.name, str(path), 0)
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=faults.append)
    assert faults == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_example_is_one_that_runs(path: Path) -> None:
    assert all(block.startswith(">>> ") for block in BLOCK.findall(path.read_text()))


def test_there_are_examples_and_a_wrong_one_is_found(tmp_path: Path) -> None:
    assert sum(len(BLOCK.findall(path.read_text())) for path in DOCUMENTS) > 5
    wrong = tmp_path / "wrong.md"
    wrong.write_text("```python\n>>> 1 + 1\n3\n```\n")
    with pytest.raises(AssertionError, match="Expected"):
        test_the_examples_of_a_document_hold(wrong)


def code_of(path: Path) -> str:
    """The examples of a document alone, each at the line where the document has it."""
    text = path.read_text()
    kept = [""] * (text.count("\n") + 1)
    for block in BLOCK.finditer(text):
        start = text.count("\n", 0, block.start(1))
        for offset, line in enumerate(block.group(1).splitlines()):
            kept[start + offset] = line
    return "\n".join(kept)
