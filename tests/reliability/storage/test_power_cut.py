"""The power goes: what the disk holds at that instant is copied, mounted elsewhere and judged.

The film lies on an ext4 file system in a file. Whatever was acknowledged before the copy began must be in it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.container import build_services
from builders import a_film, a_shot, settings_for
from reliability.storage.checker import assert_whole, heal, takes

CUTS = int(os.environ.get("AUTEUR_POWER_CUTS", "4"))
MIB = 2**20
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a disk image needs root")

WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from app.container import build_services
from app.domain.shot import ShotPatch
from app.services.events.bus import EventBus
from builders import a_take, settings_for
EventBus.publish = lambda self, project_id, events: None
services = build_services(settings_for(Path({workspace!r}), "redis://127.0.0.1:1/0"))
for n in range(10_000):
    take = a_take(services, {project!r}, {shot!r}, Path({made!r}))
    print(take.task_id, flush=True)
    services.narrative.update_shot({project!r}, {shot!r}, ShotPatch(notes=str(n)))
    print(n, flush=True)
"""


def run(*words: str | Path) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


class Disk:
    def __init__(self, image: Path, at: Path) -> None:
        self.image, self.at = image, at

    def mount(self) -> None:
        self.at.mkdir(exist_ok=True)
        run("mount", "-o", "loop,commit=300", self.image, self.at)

    def unmount(self) -> None:
        run("umount", self.at)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    image = tmp_path / "disk.img"
    with image.open("wb") as whole:
        whole.truncate(192 * MIB)
    run("mkfs.ext4", "-q", "-F", image)
    disk = Disk(image, tmp_path / "disk")
    try:
        disk.mount()
    except subprocess.CalledProcessError as error:
        pytest.skip(f"this machine mounts no disk images: {error.stderr.decode().strip()}")
    try:
        yield disk
    finally:
        disk.unmount()


@pytest.mark.timeout(600)
def test_what_was_acknowledged_before_the_power_went_is_there_and_nothing_is_torn(disk: Disk, tmp_path: Path) -> None:
    services = build_services(settings_for(disk.at / "Workspace", "redis://127.0.0.1:1/0"))
    services.library.install()
    services.workspace.prepare()
    film = a_film(services)
    shot = a_shot(services, film)
    run("sync")
    script = WRITER.format(
        tests=str(Path(__file__).parents[2]),
        workspace=str(disk.at / "Workspace"),
        project=film.id,
        shot=shot.id,
        made=str(tmp_path / "made"),
    )
    writer = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    said: list[str] = []
    try:
        for cut in range(CUTS):
            while len(said) < 7 * (cut + 1):
                said.append(writer.stdout.readline().strip())
            time.sleep(0.013 * cut)  # another instant of the next change each time
            acknowledged = list(said)
            copy = Disk(tmp_path / "cut.img", tmp_path / "cut")
            # Below the file system: only what reached the disk. Nobody writes meanwhile, so that it is one instant.
            writer.send_signal(signal.SIGSTOP)
            time.sleep(0.05)  # for the flushes that are under way in the kernel
            run("cp", "--sparse=always", disk.image, copy.image)
            writer.send_signal(signal.SIGCONT)
            copy.mount()
            try:
                _judge(copy.at / "Workspace", film.id, acknowledged)
            finally:
                copy.unmount()
    finally:
        writer.kill()
        writer.wait()


def _judge(workspace: Path, project_id: str, acknowledged: list[str]) -> None:
    services = build_services(settings_for(workspace, "redis://127.0.0.1:1/0"))
    root = services.workspace.root(project_id)
    heal(services, root)
    assert_whole(root)
    made = takes(root)
    assert [line for line in acknowledged if line.startswith("task-") and line not in made] == []
    notes = [int(line) for line in acknowledged if line.isdigit()]
    (record,) = root.glob("03_Renders/*/*/*/shot.json")
    if notes:
        assert int(json.loads(record.read_text())["notes"]) >= notes[-1]
