"""A real SMTP server on this machine, and as bad as servers are."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailServer:
    """What it took, and how it behaves: what it answers to a recipient and to a whole letter."""

    port: int = 0
    to_recipient: str = "250 OK"
    to_letter: str = "250 OK"
    #: it takes the letter and dies before it says so
    dies_after_taking: bool = False
    #: it hangs up in the middle of a letter
    dies_within: bool = False
    #: seconds before it answers to a letter
    delay: float = 0
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    tries: int = 0


class _Handler:
    def __init__(self, server: MailServer) -> None:
        self.server = server

    async def handle_RCPT(  # noqa: N802 (the library's name)
        self, _s: SMTP, _session: Session, envelope: Envelope, address: str, _o: Any
    ) -> str:
        self.server.tries += 1
        if self.server.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.server.to_recipient

    async def handle_DATA(  # noqa: N802
        self, smtp: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self.server.delay)
        if self.server.to_letter.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.server.taken.append(message_from_bytes(content, policy=policy.default))
            self.server.envelopes.append((envelope.mail_from or "", envelope.rcpt_tos))
        if self.server.dies_after_taking:
            _hang_up(smtp)
        return self.server.to_letter


class _Smtp(SMTP):
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        handler = self.event_handler
        if isinstance(handler, _Handler) and handler.server.dies_within:
            await self.push("354 Go on")
            await self._reader.readline()
            _hang_up(self)
            return
        await super().smtp_DATA(arg)


def _hang_up(smtp: SMTP) -> None:
    assert isinstance(smtp.transport, asyncio.WriteTransport)
    smtp.transport.abort()


class _Controller(Controller):
    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]

    def factory(self) -> SMTP:
        return _Smtp(self.handler, enable_SMTPUTF8=True)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server on a free port, as long as the block runs."""
    server = MailServer()
    controller = _Controller(_Handler(server), hostname="127.0.0.1", port=0, ready_timeout=20)
    controller.start()
    assert controller.port is not None
    server.port = controller.port
    yield server
    controller.stop()
