"""The data a photo order is made from: taken as a zip archive, kept by its content, and the beginning of production."""

import hashlib
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from checkout.config import settings
from checkout.db import db, end_reading
from checkout.doctor import violations
from checkout.models import ProductionData
from checkout.operations.sweep import sweep
from tests.contracts.conftest import PartnerMaker
from tests.contracts.partner import Partner
from tests.contracts.photo_orders import (
    BEGINNING,
    EXAMPLE,
    archive,
    begin,
    error,
    finish,
    read,
    send,
)

NO_DATA = (409, "CONFLICT", "Only temporary orders can receive data")
NOT_AN_ARCHIVE = (400, "BAD_REQUEST", "Bad request")


@pytest.fixture
def lab(partner_of: PartnerMaker) -> Partner:
    return partner_of("print")


def _uploads(app: Flask) -> Path:
    with app.app_context():
        return settings().instance / "uploads"


def _files(app: Flask) -> list[str]:
    folder = _uploads(app)
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


def _data(app: Flask) -> ProductionData:
    with app.app_context():
        data = db.session.query(ProductionData).one()
        end_reading()
        return data


def _statuses(lab: Partner, order: dict[str, str]) -> list[str]:
    return [each["status"] for each in read(lab, order)["statusHistory"]]


def _form(lab: Partner, order: dict[str, str], *files: tuple[str, bytes]) -> TestResponse:
    """The answer to files that are sent as a form, written out: the library's own leaves a file open."""
    head = '--cut\r\nContent-Disposition: form-data; name="file"'
    parts = [f'{head}; filename="{name}"\r\n\r\n'.encode() + data + b"\r\n" for name, data in files]
    body = b"".join(parts or [f"{head}\r\n\r\ntext\r\n".encode()]) + b"--cut--\r\n"
    path = f"/v1/orders/{order['orderId']}/data"
    return lab.asks("POST", path, raw=body, Content_Type="multipart/form-data; boundary=cut")


def test_data_sends_a_placed_order_to_production(app: Flask, lab: Partner) -> None:
    order, data = begin(lab), archive("custom1.jpg")
    finish(lab, order)

    answer = send(lab, order, data)

    assert (answer.status_code, answer.get_json()["status"]) == (200, "InProduction")
    assert set(answer.get_json()) == set(EXAMPLE)
    assert _statuses(lab, order) == ["Pending", "Enqueued", "InProduction"]
    digest = hashlib.sha256(data).hexdigest()
    assert (_data(app).digest, _data(app).size) == (digest, len(data))
    assert _files(app) == [f"{digest}.zip"]
    file = _uploads(app) / f"{digest}.zip"
    assert file.read_bytes() == data
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_once_production_has_begun_no_data_is_taken(app: Flask, lab: Partner) -> None:
    order = begin(lab)
    finish(lab, order)
    assert send(lab, order, archive()).status_code == 200
    rows, files = lab.rows(), _files(app)

    again = send(lab, order, archive("another.jpg"))

    assert error(again) == NO_DATA
    assert (lab.rows(), _files(app)) == (rows, files)


def test_data_of_a_temporary_order_waits_for_the_checkout(app: Flask, lab: Partner) -> None:
    order, last = begin(lab), archive("second.jpg")

    for data in (archive("first.jpg"), last):
        answer = send(lab, order, data)
        assert (answer.status_code, answer.get_json()["status"]) == (200, "Temporary")
    assert finish(lab, order).get_json()["status"] == "Enqueued"
    with app.app_context():
        assert sweep()["production"] == 1
        assert sweep()["production"] == 0

    assert _statuses(lab, order) == ["Pending", "Enqueued", "InProduction"]
    assert _data(app).digest == hashlib.sha256(last).hexdigest()
    assert error(send(lab, order, last)) == NO_DATA


def test_an_order_is_not_produced_before_it_is_placed(app: Flask, lab: Partner) -> None:
    order = begin(lab)
    send(lab, order, archive())

    with app.app_context():
        assert sweep()["production"] == 0

    assert read(lab, order)["status"] == "Temporary"


def test_a_form_with_a_file_will_do_and_its_name_is_not_looked_at(app: Flask, lab: Partner) -> None:
    order, data = begin(lab), archive("../../evil.sh", "/etc/passwd")
    finish(lab, order)

    answer = _form(lab, order, ("../../../app.py", data))

    assert answer.get_json()["status"] == "InProduction"
    assert _files(app) == [f"{hashlib.sha256(data).hexdigest()}.zip"]


def test_the_same_content_is_kept_once(app: Flask, lab: Partner) -> None:
    data = archive()
    for _ in range(2):
        order = begin(lab)
        finish(lab, order)
        assert send(lab, order, data).status_code == 200

    assert len(_files(app)) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"hello",
        b"\x89PNG\r\n\x1a\n" + archive(),
        archive()[:-30],
        b"PK\x03\x04" + b"x" * 100,
        b"PK\x05\x06" + bytes(18),
    ],
)
def test_what_is_no_archive_is_refused(app: Flask, lab: Partner, data: bytes) -> None:
    order = begin(lab)
    rows = lab.rows()

    for answer in (send(lab, order, data), _form(lab, order, ("custom1.zip", data))):
        assert error(answer) == NOT_AN_ARCHIVE

    assert (lab.rows(), _files(app)) == (rows, [])


def test_a_form_has_exactly_one_file(app: Flask, lab: Partner) -> None:
    order, data = begin(lab), archive()

    for answer in (_form(lab, order), _form(lab, order, ("a", data), ("b", data))):
        assert error(answer) == NOT_AN_ARCHIVE

    assert _files(app) == []


def test_data_of_another_type_is_refused(app: Flask, lab: Partner) -> None:
    order = begin(lab)

    answer = send(lab, order, archive(), media="text/html")

    assert error(answer)[:2] == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert _files(app) == []


@pytest.mark.parametrize("extra", [0, 100 * 1024])
def test_what_is_too_large_is_refused(app: Flask, lab: Partner, extra: int) -> None:
    app.extensions["settings"] = _with_limit(app, megabytes=1)
    order = begin(lab)
    data = archive(content=bytes(1)) + bytes(1024 * 1024 + extra)
    rows = lab.rows()

    for answer in (send(lab, order, data), _form(lab, order, ("custom1.zip", data))):
        assert error(answer)[:2] == (413, "REQUEST_ENTITY_TOO_LARGE")

    assert (lab.rows(), _files(app)) == (rows, [])


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        ("UPDATE orders SET state = 'open'", "Only a placed order is made."),
        (
            "DELETE FROM order_events WHERE type = 'production_started'",
            "An order's history tells that its production began, once it has.",
        ),
    ],
)
def test_the_doctor_sees_production_that_cannot_be(
    app: Flask, lab: Partner, damage: str, rule: str
) -> None:
    order = begin(lab)
    finish(lab, order)
    send(lab, order, archive())
    with app.app_context():
        assert list(violations()) == []
        db.session.rollback()
        db.session.execute(db.text(damage))

        assert rule in {each.rule for each in violations()}
        db.session.rollback()


def test_an_order_of_any_size_is_still_a_small_body(lab: Partner) -> None:
    large = {**BEGINNING, "projects": [{"title": "x" * 70_000}]}

    assert error(lab.asks("POST", "/v1/orders", large))[0] == 413


def _with_limit(app: Flask, megabytes: int) -> object:
    return replace(app.extensions["settings"], upload_megabytes=megabytes)
