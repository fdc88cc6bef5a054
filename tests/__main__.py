"""`python3 tests [pytest arguments]` runs every test, fetching what is missing first. Needs Python 3.11 and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

from chromium import playwright_has_chromium, system_chromium

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "checkout"))

from bootstrap import ROOT, become, find_uv, give_up

DOWNLOAD_SECONDS = 180


def main() -> None:
    """Makes sure there is a browser, and becomes pytest."""
    run = [*find_uv(), "run", "--frozen"]
    if not (system_chromium() or playwright_has_chromium()):
        _fetch_chromium(run)
    become([*run, "pytest", *sys.argv[1:]])


def _fetch_chromium(run: list[str]) -> None:
    print("Fetching Chromium for the browser tests …", flush=True)
    if _works([*run, "playwright", "install", "chromium"]) and playwright_has_chromium():
        return
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    _works([*as_root, "apt-get", "update", "-qq"])
    _works([*as_root, "apt-get", "install", "-y", "-qq", "chromium"])
    if not system_chromium():
        give_up("Chromium is missing: install it with `sudo apt-get install chromium`.")


def _works(command: list[str]) -> bool:
    try:
        done = subprocess.run(
            command, cwd=ROOT, timeout=DOWNLOAD_SECONDS, check=False, stdout=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    main()
