"""Letters on their way out: to an SMTP server, or, where none is set, as files in the instance folder.

A letter's Message-ID is the same however often it is sent, so that a mailbox which got it twice, because a server died after taking it
and before saying so, shows one.
"""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from pathlib import Path

from .config import SmtpSettings

#: the recipient's server says so of this letter or mailbox: asking again changes nothing
FOR_GOOD = range(500, 600)


class Undeliverable(Exception):
    """It will never arrive: there is no such mailbox, or it is refused there. The message names no address."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written, and to whom. `name` is the same however often it is sent, and one letter's only."""

    name: str
    to: str
    sender: str
    sender_name: str
    subject: str
    text: str
    html: str
    language: str
    written_at: datetime


def post_letter(letter: Letter, smtp: SmtpSettings, folder: Path) -> str:
    """Sends a letter, or files it where no server is set. What went wrong, empty if nothing did; it may be tried again.

    Raises `Undeliverable`.
    """
    message = message_of(letter)
    if not smtp.host:
        _file(message, folder, letter.name)
        return ""
    try:
        with _connected(smtp) as server:
            server.send_message(message, letter.sender, [letter.to])
    except smtplib.SMTPRecipientsRefused as refused:
        return _refused(next(iter(refused.recipients.values()))[0])
    except smtplib.SMTPDataError as refused:
        return _refused(refused.smtp_code)
    except smtplib.SMTPNotSupportedError:
        raise Undeliverable("the server takes no such address") from None
    except smtplib.SMTPResponseException as refused:
        # The server refuses us, not the letter: somebody may mend that.
        return f"{type(refused).__name__} {refused.smtp_code}"
    except (OSError, smtplib.SMTPException) as error:
        return type(error).__name__
    return ""


def message_of(letter: Letter) -> EmailMessage:
    """The letter as it travels: text first, HTML for whoever prefers it. Raises `Undeliverable` for what is no address."""
    policy = SMTP if f"{letter.to}{letter.sender}".isascii() else SMTPUTF8
    message = EmailMessage(policy=policy)
    message["From"] = _address(letter.sender, letter.sender_name)
    message["To"] = _address(letter.to)
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<{letter.name}@{letter.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    message["Content-Language"] = letter.language
    return message


@contextmanager
def _connected(smtp: SmtpSettings) -> Iterator[smtplib.SMTP]:
    if smtp.tls == "tls":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            smtp.host, smtp.port, timeout=smtp.seconds, context=context
        )
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=smtp.seconds)
    try:
        if smtp.tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        if smtp.user:
            server.login(smtp.user, smtp.password)
        yield server
    except BaseException:
        server.close()
        raise
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()  # it has the letter; how it says goodbye is its own business


def _refused(code: int) -> str:
    if code in FOR_GOOD:
        raise Undeliverable(f"status {code}")
    return f"status {code}"


def _address(address: str, name: str = "") -> Address:
    try:
        return Address(_one_line(name), addr_spec=address)
    except (HeaderParseError, ValueError, IndexError):
        raise Undeliverable("no address one can write to") from None


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _file(message: EmailMessage, folder: Path, name: str) -> None:
    """One file a letter, whole or not at all: sent again, it takes its own place."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{name}.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(bytes(message))
    draft.replace(folder / f"{name}.eml")
