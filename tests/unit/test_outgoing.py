"""Where a request to somebody else's address may go, and how little of the answer is believed."""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from checkout import outgoing
from checkout.outgoing import Refused, fault_in, is_public, post, target_of


def _heard(client: socket.socket) -> bytes:
    """A whole request: what is left unread when a connection is closed takes the answer along."""
    heard = b""
    while not heard.endswith(b"}") and (piece := client.recv(65536)):
        heard += piece
    return heard


@contextmanager
def _talking(answer: bytes, pause: float = 0) -> Iterator[tuple[str, list[bytes]]]:
    """A server that reads one request and sends these bytes; its URL, and what it was sent."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk() -> None:
            client, _ = server.accept()
            with client:
                heard.append(_heard(client))
                for byte in range(0, len(answer), 1 if pause else len(answer)):
                    try:
                        client.sendall(answer[byte : byte + (1 if pause else len(answer))])
                    except OSError:
                        return
                    time.sleep(pause)

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/told?order=1", heard
        thread.join(5)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *(
            "0.0.0.1",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "198.18.0.1",
            "240.0.0.1",
        ),
        *("::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1"),
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_that_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        *("", "orders", "//host/", "ftp://host/", "file:///etc/passwd", "http://", "http:///x"),
        *("http://user@host/", "http://u:p@host/", "http://host:x/", "http://host:99999/"),
        *("http://h\nost/", "http://host/a b", "http://höst/", f"http://host/{'x' * 2000}"),
        "gopher://127.0.0.1/",
    ],
)
def test_urls_that_cannot_be_called(url: str) -> None:
    with pytest.raises(Refused):
        target_of(url)
    assert fault_in(url, private=True) is not None


def test_an_address_in_a_url_is_judged_before_anyone_is_asked() -> None:
    assert fault_in("http://169.254.169.254/latest", private=False) is not None
    assert fault_in("http://[::1]:8080/", private=False) is not None
    assert fault_in("http://127.0.0.1/", private=True) is None
    assert fault_in("https://partner.example/orders?x=1", private=False) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1"])
def test_whatever_leads_home_is_refused_before_a_connection(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)

        with pytest.raises(Refused):
            post(f"http://{host}:{server.getsockname()[1]}/", b"{}", private=False)

        with pytest.raises(TimeoutError):
            server.accept()


HOSTS = [
    *("127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "0"),
    *("localhost", "LOCALHOST", "localhost.", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "0.0.0.0"),  # noqa: S104
    *("10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.0.1", "167772161"),
    *("169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.170.2"),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:a9fe:a9fe]", "[::ffff:10.1.2.3]"),
    *("[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[2002:7f00:1::]", "[::7f00:1]"),
    *("[64:ff9b::7f00:1]", "[64:ff9b::169.254.169.254]", "[2001:db8::1]", "[100::1]", "100.64.0.1"),
    *("192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1"),
    *("239.255.255.250", "240.0.0.1", "255.255.255.255", "[2001:0:7f00:1::1]", "0.1.2.3"),
]
URLS = [
    *(
        "http://x@127.0.0.1/",
        "http://8.8.8.8@127.0.0.1/",
        "http://127.0.0.1\\@8.8.8.8/",
        "file:///etc/passwd",
    ),
    *(
        "gopher://127.0.0.1:25/",
        "ftp://8.8.8.8/",
        "//8.8.8.8/",
        "http:8.8.8.8",
        "dict://8.8.8.8:11211/",
    ),
    *(
        "http://8.8.8.8:0x50/",
        "http://8.8.8.8:99999/",
        "http://[::1/",
        "http://1️⃣.1.1.1/",
        "javascript:1",
    ),
]


@pytest.mark.parametrize("url", [*(f"http://{host}/" for host in HOSTS), *URLS])
def test_no_hostile_address_is_ever_connected_to(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object) -> None:
        raise AssertionError(url)

    monkeypatch.setattr(socket, "create_connection", connect)

    with pytest.raises((Refused, OSError)):
        post(url, b"{}", private=False)


def test_there_are_many_hostile_addresses() -> None:
    assert len(HOSTS) + len(URLS) >= 60


def test_a_name_is_resolved_once_and_one_bad_address_is_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        both = ("8.8.8.8", "127.0.0.1") if len(asked) == 1 else ("8.8.8.8",)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in both]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    with pytest.raises(Refused):
        post("http://rebinding.example/", b"{}", private=False)
    assert asked == ["rebinding.example"]


def test_what_is_sent() -> None:
    with _talking(b"HTTP/1.1 204 No Content\r\n\r\n") as (url, heard):
        assert post(url, b'{"a": 1}', private=True).status == 204

    head, _, body = heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /told?order=1 HTTP/1.1\r\n")
    assert b"Content-Type: application/json" in head
    assert body == b'{"a": 1}'


def test_no_redirect_is_followed() -> None:
    answer = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n"
    with _talking(answer) as (url, _):
        assert post(url, b"{}", private=True).status == 302


def test_the_body_of_an_answer_is_not_waited_for() -> None:
    with _talking(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nxx") as (url, _):
        assert post(url, b"{}", private=True).status == 200


def test_somebody_who_answers_byte_by_byte_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "WHOLE_SECONDS", 1)
    began = time.monotonic()
    with _talking(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 60, pause=0.1) as (url, _):
        with contextlib.suppress(OSError, http.client.HTTPException):
            post(url, b"{}", private=True)
        assert time.monotonic() - began < 4


def test_an_answer_that_is_none() -> None:
    with _talking(b"hello\r\n\r\n") as (url, _), pytest.raises(http.client.HTTPException):
        post(url, b"{}", private=True)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's side of TLS as `localhost`, whose certificate this machine trusts while the test runs."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    trusted = tmp_path / "trusted.pem"
    authority.cert_pem.write_to_path(str(trusted))
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    return context


@contextmanager
def _talking_tls(context: ssl.SSLContext, pause: float) -> Iterator[int]:
    """A server that says one byte after another, with pauses; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk() -> None:
            client, _ = server.accept()
            with contextlib.suppress(OSError), context.wrap_socket(client, server_side=True) as tls:
                _heard(tls)
                for byte in b"HTTP/1.1 200 OK\r\n\r\n":
                    tls.sendall(bytes([byte]))
                    time.sleep(pause)

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)


def test_tls_is_spoken_with_whom_the_url_names(certificate: ssl.SSLContext) -> None:
    with _talking_tls(certificate, pause=0) as port:
        assert post(f"https://localhost:{port}/", b"{}", private=True).status == 200
    # The certificate is not for that name.
    with _talking_tls(certificate, pause=0) as port, pytest.raises(ssl.SSLCertVerificationError):
        post(f"https://127.0.0.1:{port}/", b"{}", private=True)


def test_a_certificate_nobody_vouches_for_is_refused(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")

    with _talking_tls(certificate, pause=0) as port, pytest.raises(ssl.SSLCertVerificationError):
        post(f"https://localhost:{port}/", b"{}", private=True)


def test_under_tls_as_well_somebody_slow_is_cut_off(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "WHOLE_SECONDS", 1)
    began = time.monotonic()

    with (
        _talking_tls(certificate, pause=0.3) as port,
        pytest.raises((OSError, http.client.HTTPException)),
    ):
        post(f"https://localhost:{port}/", b"{}", private=True)

    assert time.monotonic() - began < 4
