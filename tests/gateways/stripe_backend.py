"""`localstripe` as a process, and what of Stripe's PaymentIntents and Refunds it lacks, added as Stripe's documentation says.

It knows no `return_url`, no sums but the intent's own, no metadata at captures, no lists by time; it refunds more than was taken, and
captures what was let go. Those are added here, in front of it, so what they show is how we read the documentation, and no more.
"""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.servers import free_port

Json = dict[str, Any]
#: what is sent: names as a form has them, like "metadata[key]"
Form = dict[str, str]

PATIENCE = 60
KEY = "sk_test_of_nobody"
INTENTS = "/v1/payment_intents"
#: what localstripe refuses to hear
UNHEARD = ("return_url", "description", "payment_intent_data[description]")


@dataclass(frozen=True)
class Answer:
    """A status and a document."""

    status: int
    body: Json


def refused(message: str, status: int = 400, **more: str) -> Answer:
    """An error as Stripe words it."""
    error = {"type": "invalid_request_error", "message": message} | more
    return Answer(status, {"error": error})


def metadata_in(form: Form) -> dict[str, str]:
    """The metadata of a form."""
    return {name[9:-1]: value for name, value in form.items() if name.startswith("metadata[")}


@dataclass
class Backend:
    """localstripe, and what is remembered for it."""

    url: str
    #: intent -> minor units captured, where it was a part
    captured: dict[str, int] = field(default_factory=dict)
    return_urls: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, form: Form | None = None) -> Answer:
        """What localstripe answers to it."""
        data = None if form is None else urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(self.url + path, data, method=method)
        request.add_header("Authorization", f"Bearer {KEY}")
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return Answer(answer.status, json.loads(answer.read() or b"{}"))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, json.load(error))

    def create(self, form: Form, front: str) -> Answer:
        """A new intent."""
        made = self.ask("POST", INTENTS, _heard(form))
        if made.status == 200:
            self.return_urls[made.body["id"]] = form.get("return_url", "")
            return self.intent(made.body["id"], front)
        return made

    def intent(self, id_: str, front: str) -> Answer:
        """An intent with its sums, and where the shopper's bank has a question."""
        found = self.ask("GET", f"{INTENTS}/{id_}")
        if found.status == 200:
            self._complete(found.body, front)
        return found

    def listed(self, front: str, since: int, until: int) -> list[Json]:
        """All intents that were made then, newest first."""
        all_of_them: list[Json] = self.ask("GET", f"{INTENTS}?limit=10000").body["data"]
        found = [each for each in all_of_them if since <= each["created"] <= until]
        for each in found:
            self._complete(each, front)
        return found[::-1]

    def confirm(self, id_: str, form: Form, front: str) -> Answer:
        """Pays an intent with a payment method."""
        if (state := self.intent(id_, front)).body.get("status") not in {
            "requires_payment_method",
            "requires_confirmation",
        }:
            return refused(f"not {state.body}", code="payment_intent_unexpected_state")
        method = self.ask("GET", f"/v1/payment_methods/{form['payment_method']}")
        if method.status != 200:
            return method
        self.ask("POST", f"{INTENTS}/{id_}", {"payment_method": method.body["id"]})
        self.return_urls[id_] = form.get("return_url", "")
        answer = self.ask("POST", f"{INTENTS}/{id_}/confirm", {})
        return self.intent(id_, front) if answer.status == 200 else answer

    def capture(self, id_: str, form: Form, front: str) -> Answer:
        """Takes what was promised, or a part of it, once."""
        intent = self.intent(id_, front).body
        if intent["status"] != "requires_capture":
            return refused("not now", code="payment_intent_unexpected_state")
        amount = int(form["amount_to_capture"])
        if amount > intent["amount_capturable"]:
            return refused("too much", param="amount_to_capture", code="amount_too_large")
        self.captured[id_] = amount
        self.ask("POST", f"{INTENTS}/{id_}/capture", {"amount_to_capture": str(amount)})
        if noted := {name: form[name] for name in form if name.startswith("metadata[")}:
            self.ask("POST", f"{INTENTS}/{id_}", noted)
        return self.intent(id_, front)

    def cancel(self, id_: str, front: str) -> Answer:
        """Lets an intent go."""
        answer = self.ask("POST", f"{INTENTS}/{id_}/cancel", {})
        if answer.status == 200:
            return self.intent(id_, front)
        return refused("not now", code="payment_intent_unexpected_state")

    def refund(self, form: Form, front: str) -> Answer:
        """Gives money back, not more than was taken."""
        intent = self.intent(form["payment_intent"], front).body
        if intent["status"] != "succeeded":
            return refused("nothing was taken", code="payment_intent_unexpected_state")
        charge = intent["latest_charge"]
        if int(form["amount"]) > charge["amount"] - charge["amount_refunded"]:
            return refused("more than is left", param="amount")
        return self.ask("POST", "/v1/refunds", form)

    def authenticate(self, id_: str, *, success: bool) -> None:
        """What the shopper's bank says after its question."""
        secret = self.ask("GET", f"{INTENTS}/{id_}").body["client_secret"]
        form = {"client_secret": secret, "success": str(success).lower()}
        self.ask("POST", f"{INTENTS}/{id_}/_authenticate", form)

    def _complete(self, intent: Json, front: str) -> None:
        taken = self.captured.get(intent["id"], intent["amount"])
        intent["amount_received"] = taken if intent["status"] == "succeeded" else 0
        waits = intent["status"] == "requires_capture"
        intent["amount_capturable"] = intent["amount"] if waits else 0
        if intent["status"] == "requires_action":
            back = self.return_urls.get(intent["id"], "")
            page = {"url": f"{front}/3ds/{intent['id']}", "return_url": back}
            intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": page}


def _heard(form: Form) -> Form:
    return {name: value for name, value in form.items() if name not in UNHEARD}


@contextmanager
def running_localstripe(folder: Path) -> Iterator[Backend]:
    """Runs it from scratch, ready when the block begins, ended with it."""
    port = free_port()
    command = [sys.executable, "-m", "localstripe", "--from-scratch", "--port", str(port)]
    with (folder / "localstripe.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    backend = Backend(f"http://127.0.0.1:{port}")
    try:
        _wait_for(backend, process, folder)
        yield backend
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_for(backend: Backend, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            backend.ask("GET", f"{INTENTS}?limit=1")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"It did not get ready:\n{(folder / 'localstripe.log').read_text()}")
