"""What a gateway tells us by itself about a payment, and how it is known to be the gateway that tells it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from .gateway import Outcome


@dataclass(frozen=True, slots=True)
class Notification:
    """One thing told. The same thing told again has the same id."""

    id: str
    #: the gateway's word for it
    type: str
    #: our key of the attempt it is about; empty: none of ours
    key: str = ""
    #: how the attempt stands by it; none: as before
    outcome: Outcome | None = None
    #: whose payments it is about are not ours: another account's, or play money where real money is taken
    is_strange: bool = False


class NotGenuine(Exception):
    """Not signed with a secret of ours, too long ago, or not by what is sent."""


class Unreadable(Exception):
    """Signed, and yet nothing that the gateway would tell."""


class Teller(Protocol):
    """How the notifications of one gateway are known and read."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What it signs with, several while one takes the other's place; none: nothing it tells can be believed."""

    def read(self, body: bytes, headers: Mapping[str, str], at: datetime) -> Notification:
        """What is told in the very bytes that came. Raises `NotGenuine`, `Unreadable`."""


def document_in(body: bytes) -> dict[str, Any]:
    """The JSON object in a body whose signature was found genuine. Raises `Unreadable`."""
    try:
        document = json.loads(body)
    except ValueError:
        raise Unreadable from None
    if not isinstance(document, dict):
        raise Unreadable
    return document
