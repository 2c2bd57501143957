"""A film with many shots and takes, written as the studio would have left it, in one commit instead of one for each take.

Records with every field, real PNG files, Git LFS objects and pointers, an index that knows the files' times.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.container import Services
from app.domain.ids import new_id
from app.domain.project import Chapter, NewProject, Project, Scene, ShotPlace, ShotRef
from app.domain.records import canonical_json, now
from app.domain.shot import Shot
from app.domain.take import Take, TakeOutput, take_stem
from app.services.git import lfs
from app.services.git.index import bring_index_up
from app.services.media.thumbnails import png_with_text
from bench.storage import png

SHOTS_IN_A_SCENE = 50
SCENES_IN_A_CHAPTER = 10


@dataclass
class _Pack:
    """What `git fast-import` is told, and what the index must know."""

    root: Path
    lines: list[bytes] = field(default_factory=list)
    changes: dict[str, tuple[str, int]] = field(default_factory=dict)

    def add(self, path: str, content: bytes) -> None:
        blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
        self.changes[path] = (blob, 0o100644)
        self.lines.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(content), content))

    def commit(self, message: str) -> None:
        head = subprocess.run(
            ["git", "-C", str(self.root), "rev-parse", "HEAD"], check=True, capture_output=True, text=True
        ).stdout.strip()
        text = message.encode()
        start = b"commit refs/heads/main\ncommitter Bench <bench@localhost> %d +0000\ndata %d\n%s\nfrom %s\n" % (
            int(now().timestamp()), len(text), text, head.encode(),
        )  # fmt: skip
        subprocess.run(
            ["git", "-C", str(self.root), "fast-import", "--quiet"], input=start + b"".join(self.lines), check=True
        )
        bring_index_up(self.root, self.changes)


def big_film(services: Services, folder: Path, name: str, shots: int, takes_each: int = 5) -> Project:
    film = services.workspace.create(NewProject(name=name))
    root = services.workspace.root(film.id)
    film.narrative.chapters = list(_chapters(film, shots))
    film.narrative.chapters_issued = len(film.narrative.chapters)
    pack = _Pack(root)
    picture = png(folder / "small.png", 600).read_bytes()
    for place in film.shots():
        _write_shot(pack, place, picture, takes_each)
    manifest = canonical_json(film)
    (root / "project.json").write_bytes(manifest)
    pack.add("project.json", manifest)
    pack.commit(f"Add {shots} shots")
    return film


def _chapters(film: Project, shots: int) -> Iterator[Chapter]:
    left, number = shots, 0
    while left > 0:
        number += 1
        chapter = Chapter(id=new_id("chapter"), number=number, name=f"Chapter {number}")
        for n in range(1, SCENES_IN_A_CHAPTER + 1):
            here = min(left, SHOTS_IN_A_SCENE)
            if here <= 0:
                break
            scene = Scene(id=new_id("scene"), number=n, name=f"Scene {n}", shots_issued=here)
            scene.shots = [ShotRef(id=new_id("shot"), number=k, name=f"Shot {k}") for k in range(1, here + 1)]
            chapter.scenes.append(scene)
            left -= here
        chapter.scenes_issued = len(chapter.scenes)
        yield chapter


def _write_shot(pack: _Pack, place: ShotPlace, picture: bytes, takes: int) -> None:
    folder = pack.root / place.folder
    folder.mkdir(parents=True)
    shot = Shot(
        id=place.shot.id, name=place.shot.name, description="A man stands in a field and waits for the rain to end.",
        size="MS", active_take=1 if takes else None, takes_issued=takes,
    )  # fmt: skip
    _write(pack, f"{place.folder}/shot.json", canonical_json(shot))
    for number in range(1, takes + 1):
        stem = take_stem(place.scene.number, place.shot.number, number)
        path = f"{place.folder}/{stem}.png"
        take = Take(
            take_number=number, shot_id=shot.id, chapter=place.chapter.number, scene=place.scene.number,
            shot=place.shot.number, created=now(), task_id=new_id("task"), function="image.generate",
            pipeline_id="auteur-storyboard:1.0-draft", requested_quality="low", seed=number, worker="bench", seconds=1.5,
            prompt={"text": shot.description, "negative": "", "parts": {"action": shot.description, "size": "MS"}},
            parameters={"width": 640, "height": 360, "steps": 8},
            output=TakeOutput(path=path, sha256="", bytes=0, width=8, height=8),
        )  # fmt: skip
        media = png_with_text(picture, "auteur", f'{{"takeId":"{shot.id}/{number}"}}')
        sha256 = hashlib.sha256(media).hexdigest()
        take.output.sha256, take.output.bytes = sha256, len(media)
        stored = lfs.object_path(pack.root, sha256)
        os.makedirs(stored.parent, exist_ok=True)
        stored.write_bytes(media)
        (pack.root / path).write_bytes(media)
        pack.add(path, lfs.pointer(sha256, len(media)))
        _write(pack, f"{place.folder}/{stem}.json", canonical_json(take))


def _write(pack: _Pack, path: str, content: bytes) -> None:
    (pack.root / path).write_bytes(content)
    pack.add(path, content)
