"""The browser that tests drive: Playwright's own where it is installed, else the system's. Standard library only."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def system_chromium() -> str | None:
    """The path of a Chromium that the system has installed."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def playwright_has_chromium() -> bool:
    """Whether Playwright has downloaded one."""
    kept = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright"
    return any(Path(kept).glob("chromium*/*/*"))
