"""A runner that does as it is told: `act` names what happens, well or badly."""

from __future__ import annotations

import os
import socket
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
    (job.output_dir / "pids").write_text(f"{os.getpid()} {child.pid}")
    job.progress(30, "Waiting")
    while not (Path(job.parameters["tell"]) / "go").exists():
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


def wail(job: Job) -> dict[str, Any]:
    """Always busy, never any further."""
    while True:
        job.progress(10, "Thinking")
        time.sleep(0.05)


def garbage(job: Job) -> dict[str, Any]:
    (job.output_dir / "frame.png").write_bytes(b"this is no picture")
    return {"outputs": [{"path": "frame.png", "role": "primary", "mediaType": "image/png"}]}


def truncated(job: Job) -> dict[str, Any]:
    made = picture(job)
    path = job.output_dir / "frame.png"
    path.write_bytes(path.read_bytes()[:-20])
    return made


def empty(job: Job) -> dict[str, Any]:
    (job.output_dir / "clip.mp4").touch()
    return {"outputs": [{"path": "clip.mp4", "role": "primary", "mediaType": "video/mp4"}]}


def disguised(job: Job) -> dict[str, Any]:
    return {**picture(job), "outputs": [{"path": "frame.png", "role": "primary", "mediaType": "image/jpeg"}]}


def litter(job: Job) -> dict[str, Any]:
    for n in range(1001):
        (job.output_dir / f"{n}.txt").touch()
    return picture(job)


def sprawl(job: Job) -> dict[str, Any]:
    for n in range(3):
        os.truncate(os.open(job.output_dir / f"{n}.bin", os.O_CREAT | os.O_WRONLY), 3 * 2**30)
    time.sleep(300)
    return {}


def giant(job: Job) -> dict[str, Any]:
    os.truncate(os.open(job.output_dir / "frame.png", os.O_CREAT | os.O_WRONLY), 9 * 2**30)
    return picture(job)


def flood(job: Job) -> dict[str, Any]:
    while True:
        sys.stderr.write("x" * 65535 + "\n")


def swarm(job: Job) -> dict[str, Any]:
    children = [subprocess.Popen(["sleep", "300"]) for _ in range(300)]
    time.sleep(300)
    return {"children": len(children)}


def litter_of_hoarders(job: Job) -> dict[str, Any]:
    """Each child needs little; together they need too much."""
    hold = "b = bytes(1) * 2**27\nimport time\ntime.sleep(300)"
    children = [subprocess.Popen([sys.executable, "-c", hold]) for _ in range(5)]
    time.sleep(300)
    return {"children": len(children)}


def escape(job: Job) -> dict[str, Any]:
    """Leaves a process behind that is in no group, no session and no family of ours."""
    shell = f"setsid sh -c 'echo $$ > {job.output_dir}/escaped; exec sleep 300' &"
    subprocess.run(["sh", "-c", shell], check=True)
    while not (job.output_dir / "escaped").exists() or not (job.output_dir / "escaped").read_text():
        time.sleep(0.01)
    escaped = int((job.output_dir / "escaped").read_text())
    (job.output_dir / "pids").write_text(f"{os.getpid()} {escaped}")
    time.sleep(300)
    return {}


def trespass(job: Job) -> dict[str, Any]:
    """Tries what it must not, and tells what came of it."""
    film, server = Path(job.parameters["film"]), job.parameters["server"]
    tried = {
        "write a film": lambda: film.write_text("mine"),
        "read a film": film.read_text,
        "remove a film": film.unlink,
        "write outside": lambda: Path(job.parameters["tell"], "mine").write_text("x"),
        "reach a server": lambda: socket.create_connection(("127.0.0.1", server), timeout=1).close(),
        "write its output": lambda: (job.output_dir / "more.txt").write_text("x"),
        "write its home": lambda: Path.home().joinpath("x").write_text("x"),
        "read the system": lambda: Path("/etc/passwd").read_text(),
    }
    came: dict[str, str] = {}
    for name, act in tried.items():
        try:
            act()
            came[name] = "done"
        except OSError as error:
            came[name] = type(error).__name__
    return {**picture(job), "metadata": {"tried": came}}


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
    shout, environment, wail, garbage, truncated, empty, disguised, litter, sprawl, giant, flood, swarm, litter_of_hoarders,
    escape, trespass,
]  # fmt: skip


def act(job: Job) -> dict[str, Any]:
    return {function.__name__: function for function in ACTS}[job.parameters["act"]](job)


if __name__ == "__main__":
    serve({"image.generate": act}, name="puppet", version="1.0.0")
