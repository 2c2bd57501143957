"""A runner that does as it is told: `act` names what happens, well or badly."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from PIL import Image

from function_runners.kit import Job, JobError, serve


def picture(job: Job) -> dict[str, Any]:
    Image.new("RGB", (64, 36), (job.seed % 255, 80, 90)).save(job.output_dir / "frame.png")
    return {
        "outputs": [{"path": "frame.png", "role": "primary", "mediaType": "image/png"}],
        "metadata": {"pid": os.getpid()},
    }


def steps(job: Job) -> dict[str, Any]:
    for percent, step in [(10, "Reading the shot"), (50, "Posing figures"), (90, "Inking")]:
        job.progress(percent, step)
        time.sleep(0.15)
    return picture(job)


def chatter(job: Job) -> dict[str, Any]:
    for n in range(2000):
        job.progress(n / 20, f"Line {n}")
    return picture(job)


def wait_for_file(job: Job) -> dict[str, Any]:
    """Work until the test lets it go on, with a child of its own beside it."""
    child = subprocess.Popen(["sleep", "300"])
    told = Path(job.parameters["tell"])
    (told / f"{job.id.replace('/', '.')}.pids").write_text(f"{os.getpid()} {child.pid}")
    job.progress(30, "Waiting")
    while not (told / "go").exists():
        time.sleep(0.02)
    child.kill()
    return picture(job)


def hang(job: Job) -> dict[str, Any]:
    job.progress(5, "Thinking")
    time.sleep(300)
    return {}


def rubbish(job: Job) -> dict[str, Any]:
    job.send({"type": "poetry", "id": job.id})
    time.sleep(300)
    return {}


def leave(job: Job) -> dict[str, Any]:
    print("I am leaving", file=sys.stderr, flush=True)
    os._exit(0)


def crash(job: Job) -> dict[str, Any]:
    print("something broke", file=sys.stderr, flush=True)
    os._exit(3)


def hoard(job: Job) -> dict[str, Any]:
    held = []
    while True:
        held.append(bytearray(os.urandom(1024) * 1024 * 8))
        time.sleep(0.005)


def swallow(job: Job) -> dict[str, Any]:
    return {"size": len(bytearray(64 * 2**30))}


def nothing(job: Job) -> dict[str, Any]:
    return {"outputs": []}


def elsewhere(job: Job) -> dict[str, Any]:
    return {"outputs": [{"path": "../../../../settings.json", "role": "primary", "mediaType": "image/png"}]}


def link(job: Job) -> dict[str, Any]:
    (job.output_dir / "frame.png").symlink_to("/etc/hostname")
    return {"outputs": [{"path": "frame.png", "role": "primary", "mediaType": "image/png"}]}


def refuse(job: Job) -> dict[str, Any]:
    raise JobError("bad_input", "A shot needs at least one person.")


def shout(job: Job) -> dict[str, Any]:
    for _ in range(60):
        sys.stderr.write("x" * 65535 + "\n")
    print("the last words")
    subprocess.run(["sh", "-c", "echo a child speaks; cat"], check=True)
    return picture(job)


def environment(job: Job) -> dict[str, Any]:
    return {**picture(job), "metadata": {"environment": dict(os.environ), "cwd": os.getcwd()}}


ACTS = [
    picture, steps, chatter, wait_for_file, hang, rubbish, leave, crash, hoard, swallow, nothing, elsewhere, link, refuse,
    shout, environment,
]  # fmt: skip


def act(job: Job) -> dict[str, Any]:
    return {function.__name__: function for function in ACTS}[job.parameters["act"]](job)


if __name__ == "__main__":
    serve({"image.generate": act}, name="puppet", version="1.0.0")
