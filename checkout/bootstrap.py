"""What `python3 checkout` and `python3 tests` share: finding uv, or fetching it. Standard library only."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent


def find_uv() -> list[str]:
    """The command that runs uv: the one on PATH, this Python's, or one that pip puts into the instance folder.

    Ends the process with one clear line when there is none to be had.
    """
    if found := shutil.which("uv"):
        return [found]
    if importlib.util.find_spec("uv"):
        return [sys.executable, "-m", "uv"]
    own = Path(os.environ.get("INSTANCE_PATH") or ROOT / "instance") / "uv"
    if not (own / "bin" / "uv").exists():
        _fetch_uv(own)
    return [str(own / "bin" / "uv")]


def become(command: list[str]) -> NoReturn:
    """Goes on as `command`, in the project's folder, with libraries compiled once for all processes."""
    os.environ.setdefault("UV_COMPILE_BYTECODE", "1")
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(command[0], command)


def give_up(message: str) -> NoReturn:
    """Ends the process with exit code 1 and one line that says what to do."""
    sys.exit(message)


def _fetch_uv(target: Path) -> None:
    if importlib.util.find_spec("pip") is None:
        give_up("pip is missing: install it with `sudo apt-get install python3-pip`.")
    target.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "--target", str(target), "uv"], check=False)
    if done.returncode:
        give_up(
            "pip could not fetch uv: check the network, or install uv yourself (docs.astral.sh/uv)."
        )
