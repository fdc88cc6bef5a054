"""Does an address keep what `Idempotency-Key` promises (draft-ietf-httpapi-idempotency-key-header)? Asked from outside.

    python -m checkout.conformance.idempotency --url http://127.0.0.1:5000/api/v1/checkouts \
        --header "Authorization: Bearer $KEY" --body '{"note": "{fresh}"}'

Requests are carried out for real, so point it at a test system. Exit code 0: nothing failed; 1: something did;
2: the address could not be tried. This folder needs nothing but Python: beside it, `python -m conformance.idempotency`.
"""

import argparse
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from .asking import Answer, Request, Subject

OK, FAILED, NOT_TRIED = "ok", "FAILED", "not tried"
LONG = 5000


@dataclass(frozen=True)
class Finding:
    """What one check found."""

    check: str
    verdict: str
    words: str


def check(subject: Subject) -> Iterator[Finding]:
    """Everything that can be tried. Raises `ConnectionError` when a plain request is not carried out."""
    request, key = subject.request(), new_key()
    first = subject.send(request, key)
    if not first.is_good:
        raise ConnectionError(f"a first request got {first.status or 'no answer'}: {first.body!r}")
    yield Finding("carried out", OK, f"a new request with a new key: {first.status}")
    yield _replay(subject, request, key, first)
    yield _payload(subject, request, key, first)
    yield _endpoint(subject, request, key, first)
    yield _caller(subject, request, key, first)
    yield from _at_once(subject)
    yield _missing(subject)
    yield _malformed(subject)
    yield _refused(subject)
    yield _trouble(subject)


def new_key() -> str:
    """A key nobody has used."""
    return str(uuid.uuid4())


def _replay(subject: Subject, request: Request, key: str, first: Answer) -> Finding:
    name, before = "replay", _effects(subject)
    for _ in range(2):
        if different := subject.send(request, key).same_as(first):
            return Finding(name, FAILED, f"the same request again: {different}")
    if _effects(subject) != before:
        return Finding(name, FAILED, "the answer was the same, but something happened again")
    return Finding(name, OK, "the same request again: the same status, headers and bytes")


def _payload(subject: Subject, request: Request, key: str, first: Answer) -> Finding:
    name, body = "payload", subject.other_body or subject.body
    if not subject.other_body and "{fresh}" not in subject.body:
        return Finding(name, NOT_TRIED, "give another body, or one with {fresh}")
    answer = subject.send(subject.like(request, body=body), key)
    if answer.status != 422:
        return Finding(name, FAILED, f"another body with the same key: {answer.status}, not 422")
    if different := subject.send(request, key).same_as(first):
        return Finding(name, FAILED, f"after that, the first request again: {different}")
    return Finding(name, OK, "another body with the same key: 422, and the first answer stays")


def _endpoint(subject: Subject, request: Request, key: str, first: Answer) -> Finding:
    name = "endpoint"
    if not subject.other_url:
        return Finding(name, NOT_TRIED, "give another address that takes the same body")
    other = Request(request.method, subject.other_url, request.headers, request.body)
    return _apart(name, "at another address", subject.send(other, key), first)


def _caller(subject: Subject, request: Request, key: str, first: Answer) -> Finding:
    name = "caller"
    if not subject.other_headers:
        return Finding(name, NOT_TRIED, "give the headers of another caller")
    other = Request(request.method, request.url, subject.other_headers, request.body)
    return _apart(name, "from another caller", subject.send(other, key), first)


def _apart(name: str, where: str, answer: Answer, first: Answer) -> Finding:
    if answer.is_good and answer.body == first.body:
        return Finding(name, FAILED, f"the key {where} got the first one's answer")
    if answer.status in {409, 422} or answer.status >= 500:
        return Finding(name, FAILED, f"the key {where} got {answer.status}")
    return Finding(name, OK, f"the key {where} is another key")


def _at_once(subject: Subject) -> Iterator[Finding]:
    conflicts: list[Answer] = []
    for _ in range(3):
        request, key = subject.request(), new_key()
        start = threading.Barrier(subject.parties)

        def send(_: int) -> Answer:
            start.wait()  # noqa: B023 (all are through before the next round)
            return subject.send(request, key)  # noqa: B023

        with ThreadPoolExecutor(subject.parties) as threads:
            answers = list(threads.map(send, range(subject.parties)))
        conflicts += [each for each in answers if each.status == 409]
        settled = [each for each in answers if each.status != 409]
        settled.append(subject.insist(request, key))
        if any(not each.is_good or each.same_as(settled[0]) for each in settled):
            told = sorted({each.status for each in settled})
            words = f"{subject.parties} at once: {told}, not all of them one and the same answer"
            yield Finding("at once", FAILED, words)
            break
    else:
        yield Finding("at once", OK, f"{subject.parties} at once: one answer for all, or 409")
    yield _in_flight(conflicts)


def _in_flight(conflicts: Sequence[Answer]) -> Finding:
    if not conflicts:
        return Finding("in flight", NOT_TRIED, "nobody came while the first was running, or waited")
    if all(each.headers.get("retry-after", "").strip() for each in conflicts):
        return Finding("in flight", OK, "409 with Retry-After while the first is running")
    return Finding("in flight", FAILED, "409 without Retry-After")


def _missing(subject: Subject) -> Finding:
    if not subject.required:
        return Finding("no key", NOT_TRIED, "say that a key is required")
    status = subject.send(subject.request(), None).status
    verdict = OK if status == 400 else FAILED
    return Finding("no key", verdict, f"a request without a key: {status}, and 400 is due")


def _malformed(subject: Subject) -> Finding:
    for key in ("", '"', "\\", "x" * LONG, "ключ"):
        status = subject.send(subject.request(), key.encode().decode("latin-1")).status
        if status == 0 or status >= 500:
            return Finding("strange key", FAILED, f"the key {key[:8]!r}: {status or 'no answer'}")
    return Finding("strange key", OK, "strange keys are refused or taken, never a failure")


def _refused(subject: Subject) -> Finding:
    if not subject.refused_body:
        return Finding("refused", NOT_TRIED, "give a body that is refused")
    good, key = subject.request(), new_key()
    status = subject.send(subject.like(good, body=subject.refused_body), key).status
    if not 400 <= status < 500:
        return Finding("refused", FAILED, f"a body that should be refused got {status}")
    if (status := subject.send(good, key).status) >= 300:
        return Finding("refused", FAILED, f"corrected, with the same key: {status}")
    return Finding("refused", OK, "a refused request can be corrected with the same key")


def _trouble(subject: Subject) -> Finding:
    if subject.trouble is None:
        return Finding("trouble", NOT_TRIED, "give a command that makes a request fail")
    request, key = subject.request(), new_key()
    trouble = threading.Thread(target=subject.trouble)
    trouble.start()
    trouble.join(0.05)
    failed = subject.send(request, key)
    trouble.join(subject.patience)
    answer = subject.insist(request, key)
    if not answer.is_good:
        told = answer.status or "no answer"
        return Finding("trouble", FAILED, f"{failed.status}, and then {told} for ever")
    if different := subject.send(request, key).same_as(answer):
        return Finding("trouble", FAILED, f"once it was carried out, again: {different}")
    return Finding("trouble", OK, f"{failed.status or 'no answer'}, and then {answer.status}")


def _effects(subject: Subject) -> bytes:
    if not subject.effects_url:
        return b""
    return subject.send(Request("GET", subject.effects_url, subject.headers, b""), None).body


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries the address that the arguments name, and says what was found. Returns the exit code."""
    subject, failures = _subject(_parser().parse_args(arguments)), 0
    try:
        for each in check(subject):
            sys.stdout.write(f"{each.verdict:10} {each.check:12} {each.words}\n")
            failures += each.verdict == FAILED
    except ConnectionError as error:
        sys.stdout.write(f"could not be tried: {error}\n")
        return 2
    sys.stdout.write(f"{failures} failed\n" if failures else "nothing failed\n")
    return 1 if failures else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="idempotency", description=(__doc__ or "").split("\n")[0])
    for name, words in OPTIONS.items():
        parser.add_argument(f"--{name}", default="", help=words, required=name == "url")
    for name in ("header", "other-header"):
        parser.add_argument(
            f"--{name}", action="append", default=[], help="as `Name: value`; may be repeated"
        )
    parser.add_argument("--method", default="POST")
    parser.add_argument("--patience", type=float, default=30, help="seconds to insist on an answer")
    parser.add_argument("--required", action="store_true", help="a key must be sent")
    parser.add_argument("--bare", action="store_true", help="send keys without quotes")
    return parser


OPTIONS = {
    "url": "the address; {fresh} in it and in bodies is something else for each new request",
    "body": "what is sent",
    "other-body": "another payload that is valid; by default --body with another {fresh}",
    "other-url": "another address that takes --body, to see that a key counts for one of them",
    "refused-body": "a body that is refused with a 4xx",
    "effects-url": "an address whose answer to GET tells what requests brought about",
    "fresh": "a command whose output replaces {fresh}; by default something random",
    "trouble": "a command that makes the request fail that is sent 50 milliseconds after it was begun",
}


def _subject(given: argparse.Namespace) -> Subject:
    options = {
        name: getattr(given, name)
        for name in ("url", "method", "body", "other_body", "other_url", "refused_body")
    }
    options |= {
        name: getattr(given, name) for name in ("effects_url", "required", "bare", "patience")
    }
    if given.fresh:
        options["fresh"] = lambda: _said_by(given.fresh)
    if given.trouble:
        options["trouble"] = lambda: _said_by(given.trouble)
    headers, others = _headers(given.header), _headers(given.other_header)
    return Subject(headers=headers, other_headers=others, **options)


def _headers(lines: Iterable[str]) -> tuple[tuple[str, str], ...]:
    parts = (line.partition(":") for line in lines)
    return tuple((name.strip(), value.strip()) for name, _, value in parts)


def _said_by(command: str) -> str:
    # The command is the caller's own, from the command line.
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)  # noqa: S602
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
