"""Who is refused while still sending is heard out first, within bounds.

Many clients send everything before they read the answer. A server that answers at once and hangs up leaves them with a
broken connection instead of the problem it told them.
"""

from time import monotonic

from flask import Flask, Response, request

#: so much fits on the way, whether anybody reads it or not
SMALL = 64 * 1024
#: who sends more, or takes longer, has to live with a broken connection
LARGEST = 32 * 1024 * 1024
SECONDS = 10
PIECE = 256 * 1024


def hear_out_the_refused(app: Flask) -> None:
    """Reads and throws away what a refused request still has to send."""
    app.after_request(_hear_out)


def _hear_out(response: Response) -> Response:
    if response.status_code >= 400 and SMALL < (request.content_length or 0) <= LARGEST:
        _read(request.content_length or 0)
    return response


def _read(left: int) -> None:
    # What has been read from is read to its end already. And who asked first whether to send, does not.
    if "stream" in vars(request) or "Expect" in request.headers:
        return
    body, ends = request.environ["wsgi.input"], monotonic() + SECONDS
    while left > 0 and monotonic() < ends:
        piece = body.read(min(PIECE, left))
        if not piece:
            return
        left -= len(piece)
