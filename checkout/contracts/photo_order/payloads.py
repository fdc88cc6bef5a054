"""The zip archive in a request, sent as a form's file or as it is. What the client calls it is not even looked at."""

from flask import Request

from ...config import Settings
from ...uploads import Kept, NotAnArchive, Readable, TooLarge, keep_archive
from .errors import Refused

AS_IT_IS = {"application/zip", "application/x-zip-compressed", "application/octet-stream"}
FORM = "multipart/form-data"
#: what a form may have beside its file, in bytes
AROUND = 64 * 1024


def keep_payload(request: Request, settings: Settings) -> Kept:
    """Keeps what was sent. Raises `Refused`."""
    limit = settings.upload_megabytes * 1024 * 1024
    request.max_content_length = limit + AROUND
    try:
        return keep_archive(_stream_of(request), settings.instance / "uploads", limit)
    except TooLarge:
        words = f"The file may have {settings.upload_megabytes} MB."
        raise Refused(413, "Payload too large", words) from None
    except NotAnArchive:
        raise Refused(400, "Bad request", "The file is not a zip archive.") from None
    finally:
        request.close()  # and with it the files of a form


def _stream_of(request: Request) -> Readable:
    if request.mimetype in AS_IT_IS:
        return request.stream
    if request.mimetype != FORM:
        raise Refused(415, "Unsupported media type", "Send application/zip, or a form with a file.")
    files = [each for _, each in request.files.items(multi=True)]
    if len(files) != 1:
        raise Refused(400, "Bad request", "Send one file.")
    return files[0].stream
