"""The checker of `Idempotency-Key`: content with who keeps the promise, and with nobody who breaks it in any one way."""

import subprocess
import sys
from pathlib import Path

import pytest

from checkout.conformance.asking import Subject
from checkout.conformance.idempotency import FAILED, NOT_TRIED, OK, check, main
from tests.conformance.servers import Books, Rules, serving

PACKAGE = Path(__file__).parents[2] / "checkout"


def findings(rules: Rules) -> dict[str, str]:
    """Verdicts of all checks of a server with those rules."""
    with serving(rules) as (url, books):
        subject = Subject(
            url=f"{url}/things",
            headers=(("Authorization", "one"),),
            body='{"name": "{fresh}"}',
            other_url=f"{url}/others",
            other_headers=(("Authorization", "other"),),
            refused_body="refuse me",
            effects_url=url,
            required=rules.insists_on_a_key,
            trouble=lambda: _fail_next(books),
            parties=6,
            patience=1,
        )
        return {each.check: each.verdict for each in check(subject)}


def test_who_does_all_of_it_right_passes() -> None:
    verdicts = findings(Rules())
    assert set(verdicts.values()) == {OK}, verdicts
    assert len(verdicts) == 11


@pytest.mark.parametrize(
    ("wrong", "caught_by"),
    [
        ("claims_at_once", "at once"),
        ("compares_payloads", "payload"),
        ("tells_paths_apart", "endpoint"),
        ("tells_callers_apart", "caller"),
        ("keeps_bytes", "replay"),
        ("keeps_headers", "replay"),
        ("runs_once", "replay"),
        ("forgets_failures", "trouble"),
        ("forgets_refusals", "refused"),
        ("says_when_to_come_back", "in flight"),
        ("stands_strange_keys", "strange key"),
    ],
)
def test_who_does_one_thing_wrong_is_caught(wrong: str, caught_by: str) -> None:
    """The negative controls: a check that finds nothing here could be left out."""
    verdicts = findings(Rules(**{wrong: False}))
    assert verdicts[caught_by] == FAILED


def test_who_takes_requests_without_a_key_is_caught_where_one_is_required(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with serving(Rules(insists_on_a_key=False)) as (url, _):
        assert main(["--url", url, "--body", "{}", "--required"]) == 1
    told = capsys.readouterr().out
    assert "FAILED     no key       a request without a key: 201, and 400 is due" in told
    assert told.endswith("1 failed\n")


def test_what_was_not_given_is_not_tried_and_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(Rules()) as (url, _):
        assert main(["--url", url, "--body", "{}", "--header", "A: b"]) == 0
    told = capsys.readouterr().out
    for name in ("payload", "endpoint", "caller", "no key", "refused", "trouble"):
        assert f"{NOT_TRIED:10} {name:12} " in told
    assert told.endswith("nothing failed\n")


def test_an_address_that_does_not_answer_cannot_be_tried(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--url", "http://127.0.0.1:9/", "--patience", "1"]) == 2
    assert "could not be tried: a first request got no answer" in capsys.readouterr().out


def test_it_runs_without_anything_but_python() -> None:
    with serving(Rules()) as (url, _):
        command = [sys.executable, "-I", "-S", "-c", RUN, str(PACKAGE)]
        arguments = ["--url", url, "--body", "{fresh}", "--fresh", "echo 1$RANDOM"]
        done = subprocess.run(
            [*command, *arguments], capture_output=True, text=True, check=False, timeout=60
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert "nothing failed" in done.stdout


#: as `python -m conformance.idempotency` beside the folder, with no library to be found
RUN = (
    "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); "
    "runpy.run_module('conformance.idempotency', run_name='__main__', alter_sys=True)"
)


def _fail_next(books: Books) -> None:
    books.fails_next = True
