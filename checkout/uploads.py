"""Files that partners send: only zip archives, kept by the hash of their content.

Nothing of what a client calls a file, nor any path inside of it, ever becomes a path of ours, and nothing is unpacked.
"""

import hashlib
import os
import struct
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

CHUNK = 64 * 1024
#: an archive lists its files at its end; one with a longer list is refused before the list is read
MOST_FILES = 10_000
LONGEST_LIST = 4 * 1024 * 1024
FIRST_FILE, END_OF_LIST = b"PK\x03\x04", b"PK\x05\x06"
#: signature, disk, disk of the list, files here, files in all, bytes of the list, where it begins, bytes of the comment
END = struct.Struct("<4s4H2LH")
#: how the library says that it cannot read a list
BROKEN = (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, struct.error)


class NotAnArchive(Exception):
    """What was sent is not a zip archive with something in it."""


class TooLarge(Exception):
    """What was sent is larger than it may be."""


class Readable(Protocol):
    """What can be read piece by piece."""

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept: SHA-256 of its content, hexadecimal, and its bytes."""

    digest: str
    size: int


def keep_archive(stream: Readable, folder: Path, limit: int) -> Kept:
    """Keeps a zip archive of at most `limit` bytes. Raises `NotAnArchive` and `TooLarge`, and keeps nothing then."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="incoming-", delete=False) as file:
        draft = Path(file.name)
        try:
            kept = _copied(stream, file, limit)
            check_archive(file, kept.size)
            os.fsync(file.fileno())
            draft.replace(path_of(kept.digest, folder))
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    return kept


def path_of(digest: str, folder: Path) -> Path:
    """Where the file with this content lies."""
    return folder / f"{digest}.zip"


def check_archive(file: IO[bytes], size: int) -> None:
    """Raises `NotAnArchive` unless the file is a zip archive from its first byte on. Its contents are not unpacked."""
    file.seek(0)
    if file.read(len(FIRST_FILE)) != FIRST_FILE:
        raise NotAnArchive
    _check_list(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            offsets = {each.header_offset for each in archive.infolist()}
        if 0 not in offsets or not all(_begins_file(file, each) for each in offsets):
            raise NotAnArchive
    except BROKEN:
        raise NotAnArchive from None


def _begins_file(file: IO[bytes], offset: int) -> bool:
    file.seek(offset)
    return file.read(len(FIRST_FILE)) == FIRST_FILE


def _check_list(file: IO[bytes], size: int) -> None:
    """Looks at how long the list of files says it is, before anything reads it."""
    longest_comment = 0xFFFF
    file.seek(max(0, size - END.size - longest_comment))
    tail = file.read()
    start = tail.rfind(END_OF_LIST)
    if start < 0 or len(tail) - start < END.size:
        raise NotAnArchive
    _, _, _, _, files, length, _, _ = END.unpack_from(tail, start)
    if files > MOST_FILES or length > LONGEST_LIST:
        raise NotAnArchive


def _copied(stream: Readable, file: IO[bytes], limit: int) -> Kept:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise TooLarge
        digest.update(chunk)
        file.write(chunk)
    file.flush()
    return Kept(digest.hexdigest(), size)
