"""The WSGI application: `uv run granian --interface wsgi app:app`."""

import gc

from checkout import create_app

app = create_app()

# What start-up made lives as long as the process: no request shall pay for the collector looking through it.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
