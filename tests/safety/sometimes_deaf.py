"""The shop, which hears nobody out who asks it not to: served for a negative control."""

from flask import request

from checkout import create_app, hearing_out

LARGEST = hearing_out.LARGEST

app = create_app()


@app.before_request
def _hear_out_or_not() -> None:
    hearing_out.LARGEST = 0 if "X-Do-Not-Hear-Me-Out" in request.headers else LARGEST
