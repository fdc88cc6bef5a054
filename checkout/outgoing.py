"""Requests to addresses that others named: never to our own network, never further than asked, never for long.

The name is resolved once and the connection made to an address that came of it, so that nobody can answer differently
the second time. No redirect is followed and no answer read but its status, and when it asks to be left alone until.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST_URL = 2000
#: seconds for a connection and for every step of it, and for all of it
STEP_SECONDS = 5
WHOLE_SECONDS = 15
#: IPv6 addresses that stand for IPv4 ones behind a translator
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
#: and those that stood for them once; an old system may still believe it
COMPATIBLE = ipaddress.IPv6Network("::/96")


#: who is busy may say for how long; nobody keeps us waiting for longer than this
BUSY = (429, 503)
LONGEST_WAIT = timedelta(days=1)


class Refused(Exception):
    """The address cannot be called: it is malformed, or leads to where it must not."""


@dataclass(frozen=True, slots=True)
class Target:
    """What an URL says, taken apart."""

    scheme: str
    host: str
    port: int
    #: path and query
    resource: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the status, and `Retry-After` as it came, empty without."""

    status: int
    retry_after: str = ""

    def wait(self, now: datetime) -> timedelta | None:
        """How long to leave them alone, at most a day. None: the answer does not ask for it, or not in a way that is understood."""
        if self.status not in BUSY or not (text := self.retry_after.strip()):
            return None
        if text.isascii() and text.isdigit():
            return min(timedelta(seconds=int(text[:9])), LONGEST_WAIT)
        try:
            until = parsedate_to_datetime(text)
        except ValueError:
            return None
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return min(max(until - now, timedelta(0)), LONGEST_WAIT)


def target_of(url: str) -> Target:
    """The parts of an absolute http or https URL. Raises `Refused` for anything else, and for one with a password."""
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise Refused("It is too long, or has characters that an address has not.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused("It is malformed.") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Refused("It does not begin with http:// or https:// and a host.")
    if parts.username is not None or parts.password is not None:
        raise Refused("It has a user name in it.")
    resource = parts.path or "/"
    if parts.query:
        resource += f"?{parts.query}"
    usual = 443 if parts.scheme == "https" else 80
    return Target(parts.scheme, parts.hostname, usual if port is None else port, resource)


def fault_in(url: str, *, private: bool) -> str | None:
    """Why an URL could never be called, as far as it can be told without asking anyone."""
    try:
        target = target_of(url)
        address = ipaddress.ip_address(target.host)
    except Refused as refused:
        return str(refused)
    except ValueError:
        return None
    if private or is_public(address):
        return None
    return "It leads into a private network."


def is_public(address: IPAddress) -> bool:
    """Whether an address lies in the public internet, also by what it stands for."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _stands_for(address)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def post(
    url: str, body: bytes, headers: Mapping[str, str] | None = None, *, private: bool
) -> Answer:
    """What `url` answers a JSON document, sent with `headers` beside those that every request has.

    Raises `Refused`, or `OSError` and `http.client.HTTPException` when there is no answer.
    """
    target = target_of(url)
    address = _resolved(target, private=private)
    place = (str(address), target.port)
    # TLS takes the socket over, so that what ends the connection needs a hold on it of its own.
    with socket.create_connection(place, STEP_SECONDS) as plain, plain.dup() as hold:
        # A step is limited by the socket's timeout; somebody who takes many of them, by this.
        whole = threading.Timer(WHOLE_SECONDS, _shut, (hold,))
        whole.daemon = True
        whole.start()
        try:
            return _asked(target, plain, body, headers or {})
        finally:
            whole.cancel()


def _asked(target: Target, plain: socket.socket, body: bytes, further: Mapping[str, str]) -> Answer:
    connection = http.client.HTTPConnection(target.host, target.port, timeout=STEP_SECONDS)
    connection.sock = plain
    if target.scheme == "https":
        context = ssl.create_default_context()
        connection.sock = context.wrap_socket(plain, server_hostname=target.host)
        connection.default_port = 443
    headers = {"Content-Type": "application/json", "User-Agent": "checkout", "Connection": "close"}
    headers |= further
    try:
        connection.request("POST", target.resource, body, headers)
        response = connection.getresponse()
        return Answer(response.status, response.headers.get("Retry-After", ""))
    finally:
        connection.close()


def _resolved(target: Target, *, private: bool) -> IPAddress:
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    # One bad address among good ones is nobody's accident.
    if not addresses or not (private or all(map(is_public, addresses))):
        raise Refused("It leads into a private network.")
    return addresses[0]


def _stands_for(address: ipaddress.IPv6Address) -> IPAddress | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in TRANSLATED or (address in COMPATIBLE and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _shut(hold: socket.socket) -> None:
    try:
        hold.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
