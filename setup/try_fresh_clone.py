"""Clone the last commit into a folder with a space in its name and start it there twice, as a new user would."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[1]
OURS = ("WORKSPACE_ROOT", "CELERY_BROKER_URL", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "HOST", "PYTHONPATH")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="auteur-fresh-") as folder:
        clone = Path(folder) / "A fresh clone"
        subprocess.run(["git", "clone", "--quiet", str(CHECKOUT), str(clone)], check=True)
        for turn in ("first", "second"):
            seconds, films = start_and_stop(clone)
            print(f"The {turn} `make run` answered after {seconds:.1f} s and showed: {', '.join(films)}.", flush=True)
            if left := processes_of(clone):
                print(f"Left running: {left}", file=sys.stderr)
                return 1
        dirty = subprocess.run(
            ["git", "status", "--short"], cwd=clone, capture_output=True, text=True, check=True
        ).stdout
        if dirty:
            print(f"Set-up changed the checkout:\n{dirty}", file=sys.stderr)
            return 1
    return 0


def start_and_stop(clone: Path) -> tuple[float, list[str]]:
    """Seconds until the app was served with a worker online, and the names of the films it showed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    parts = [part for part in os.environ["PATH"].split(":") if ".venv" not in part]
    environment = {k: v for k, v in os.environ.items() if k not in OURS} | {"PATH": ":".join(parts), "PORT": str(port)}
    began = time.monotonic()
    studio = subprocess.Popen(["make", "run"], cwd=clone, env=environment, start_new_session=True)
    try:
        url = f"http://127.0.0.1:{port}"
        while not is_up(url):
            if studio.poll() is not None:
                raise SystemExit(f"`make run` ended with {studio.returncode}.")
            time.sleep(0.05)
        seconds = time.monotonic() - began
        with urllib.request.urlopen(url) as page:
            assert b"/_app/immutable/" in page.read(), "the built web app is served"
        return seconds, [film["name"] for film in read(f"{url}/api/projects")["items"]]
    finally:
        if studio.poll() is None:
            os.killpg(studio.pid, signal.SIGINT)  # As the terminal does with Ctrl-C: to make and to the studio.
        studio.wait(60)


def is_up(url: str) -> bool:
    try:
        return bool(read(f"{url}/api/health")["checks"]["workers"]["status"] == "ok")
    except OSError:
        return False


def read(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=5) as answer:
        report: dict[str, Any] = json.load(answer)
    return report


def processes_of(clone: Path) -> list[str]:
    """Commands of all processes that name the clone."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(clone) in command:
            found.append(command)
    return found


if __name__ == "__main__":
    sys.exit(main())
