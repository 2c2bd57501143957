"""Which programs this machine has: each is asked for its version, with a time-out and without a shell."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from typing import Literal

from app.domain.records import Record
from app.services.media import ffmpeg

CheckStatus = Literal["ok", "off", "error"]
PROBE_SECONDS = 4.0
GIT_FLOOR = (2, 30)
LFS_FLOOR = (3, 7, 1)


class Check(Record):
    """One part: `off` is a missing option, `error` is something that must be mended."""

    status: CheckStatus
    detail: str
    fix: str | None = None


def _run(*words: str) -> str | None:
    """The first line that a program prints; None when it is missing, fails or takes too long."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=PROBE_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip().splitlines()[0] if done.returncode == 0 and done.stdout.strip() else None


def _version(text: str) -> tuple[int, ...]:
    match = re.search(r"(\d+(?:\.\d+)+)", text)
    return tuple(int(part) for part in match.group(1).split(".")) if match else ()


def _git() -> Check:
    line = _run("git", "--version")
    if line is None:
        return Check(status="error", detail="Git is not installed.", fix="Install it: `apt-get install git`.")
    if _version(line) < GIT_FLOOR:
        return Check(status="error", detail=f"{line} is too old.", fix="Install Git 2.30 or newer.")
    return Check(status="ok", detail=f"{line}.")


def _git_lfs() -> Check:
    line = _run("git", "lfs", "version")
    if line is None:
        return Check(
            status="off",
            detail="git-lfs is not installed. Takes are kept as LFS objects all the same; cloning by hand needs it.",
            fix="Install it: `apt-get install git-lfs`.",
        )
    name = line.split(" ")[0]
    if _version(line) < LFS_FLOOR:
        return Check(
            status="ok",
            detail=f"{name}. It is older than 3.7.1, which mends CVE-2025-26625: do not check out films you do not trust.",
            fix="Install git-lfs 3.7.1 or newer.",
        )
    return Check(status="ok", detail=f"{name}.")


def _docker() -> Check:
    line = _run("docker", "version", "--format", "{{.Server.Version}}")
    if line is None:
        return Check(
            status="off",
            detail="No Docker engine answers; runners run as processes.",
            fix="Nothing needs it yet. Install Docker to run runners in containers later.",
        )
    return Check(status="ok", detail=f"Docker engine {line}.")


def _ffmpeg() -> Check:
    program = ffmpeg.program()
    line = _run(program, "-version") if program else None
    if line is None:
        return Check(
            status="off",
            detail="ffmpeg is not installed: films have no small pictures, nothing tells how long they are, and no sound but "
            "WAV has a waveform.",
            fix="Install it: `apt-get install ffmpeg`.",
        )
    return Check(status="ok", detail=" ".join(line.split(" ")[:3]) + ".")


PROBES: Mapping[str, Callable[[], Check]] = {"git": _git, "gitLfs": _git_lfs, "docker": _docker, "ffmpeg": _ffmpeg}
