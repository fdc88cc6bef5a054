"""Files that partners send: what counts as an archive, and that nothing else is kept."""

import hashlib
import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkout.uploads import NotAnArchive, TooLarge, keep_archive, path_of
from tests.contracts.photo_orders import archive

LIMIT = 1024 * 1024


def test_an_archive_is_kept_by_its_content(tmp_path: Path) -> None:
    data = archive("a.jpg", "b.jpg")

    kept = keep_archive(io.BytesIO(data), tmp_path / "uploads", LIMIT)

    assert (kept.digest, kept.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert path_of(kept.digest, tmp_path / "uploads").read_bytes() == data
    assert len(list((tmp_path / "uploads").iterdir())) == 1


def test_the_limit_is_exact(tmp_path: Path) -> None:
    data = archive()

    keep_archive(io.BytesIO(data), tmp_path, len(data))
    with pytest.raises(TooLarge):
        keep_archive(io.BytesIO(archive("a-longer-name.jpg")), tmp_path, len(data))

    assert len(list(tmp_path.iterdir())) == 1


def test_an_archive_may_have_a_comment(tmp_path: Path) -> None:
    made = io.BytesIO(archive())
    with zipfile.ZipFile(made, "a") as file:
        file.comment = b"from our kiosk"

    assert keep_archive(io.BytesIO(made.getvalue()), tmp_path, LIMIT).size


@pytest.mark.parametrize(("files", "length"), [(10_001, 100), (1, 5 * 1024 * 1024), (0xFFFF, 100)])
def test_a_long_list_of_files_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: int, length: int
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("the list was read")

    start = archive()[:-22]
    monkeypatch.setattr(zipfile, "ZipFile", read)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, files, files, length, 30, 0)

    with pytest.raises(NotAnArchive):
        keep_archive(io.BytesIO(start + end), tmp_path, LIMIT)


def test_something_before_an_archive_makes_it_none(tmp_path: Path) -> None:
    for before in (b"GIF89a", b"PK\x03\x04", b"<script>"):
        with pytest.raises(NotAnArchive):
            keep_archive(io.BytesIO(before + archive()), tmp_path, LIMIT)
    assert list(tmp_path.iterdir()) == []


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    place=st.integers(0, 10_000), bytes_=st.binary(min_size=1, max_size=8), cut=st.integers(0, 40)
)
def test_whatever_is_broken_it_is_kept_or_refused(
    tmp_path: Path, place: int, bytes_: bytes, cut: int
) -> None:
    data = bytearray(archive("a.jpg", "b.jpg", "ü.jpg"))
    place %= len(data)
    data[place : place + len(bytes_)] = bytes_

    try:
        kept = keep_archive(io.BytesIO(bytes(data[: len(data) - cut])), tmp_path, LIMIT)
    except NotAnArchive:
        kept = None

    left = {each.name for each in tmp_path.iterdir()}
    assert not any(each.startswith("incoming") for each in left)
    assert kept is None or f"{kept.digest}.zip" in left
