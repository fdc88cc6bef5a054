"""The WSGI application: `uv run granian --interface wsgi app:app`."""

from checkout import create_app

app = create_app()
