"""The order on which everything rests, read from the system calls of a publication:

what gets a name was flushed before; what got a name has its folder flushed before the answer.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.domain.project import NewScene
from app.services.edits import journal, staging
from reliability.storage.checker import git
from reliability.storage.faults import under_strace
from reliability.storage.test_fault_loop import Stage, stage  # noqa: F401

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is missing (apt-get install strace)")


@dataclass(frozen=True)
class Step:
    what: str
    path: str
    to: str = ""


def steps_in(log: str) -> list[Step]:
    """Flushes and renames in their order, with whole paths."""
    steps = []
    for line in log.splitlines():
        flushed = re.search(r"fsync\(\d+<([^>]+)>\) += 0", line)
        if flushed:
            steps.append(Step("flush", flushed[1]))
        renamed = re.search(r"rename\w*\((.*)\) += 0", line)
        if renamed:
            source, target = _two_paths(renamed[1])
            if "/.git/auteur/edits/" in target:
                continue  # in the staging folder nothing has its name yet
            steps.append(Step("rename", source, target))
    return steps


def _two_paths(arguments: str) -> tuple[str, str]:
    parts = re.findall(r'(?:(AT_FDCWD|\d+)(?:<([^>]*)>)?, )?"([^"]*)"', arguments)
    whole = [name if name.startswith("/") else f"{folder}/{name}" for _, folder, name in parts]
    return whole[0], whole[1]


@pytest.fixture(params=["small files", "large files"])
def steps(stage: Stage, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[Step]:  # noqa: F811
    """Large files are flushed while other work goes on; here everything is large, or nothing."""
    for module in (staging, journal):
        monkeypatch.setattr(module, "LARGE", 0 if request.param == "large files" else 2**30)
    services, _ = stage.copy()
    log = stage.folder / "order.log"
    assert under_strace(lambda: stage.publish(services), ["-y", "-s", "4096"], log) == "acknowledged"
    return steps_in(log.read_text())


def test_nothing_gets_its_name_before_its_content_is_on_the_disk(steps: list[Step]) -> None:
    flushed: set[str] = set()
    for step in steps:
        if step.what == "flush":
            flushed.add(step.path)
        else:
            assert step.path in flushed, f"{step.path} was not flushed before it became {step.to}"
    assert (
        sum(step.what == "rename" for step in steps) >= 14
    )  # nine objects, one LFS object, three files, index, branch


def test_every_folder_in_which_a_name_appeared_is_flushed_before_the_answer(steps: list[Step]) -> None:
    for n, step in enumerate(steps):
        if step.what == "rename":
            folder = str(Path(step.to).parent)
            assert any(s == Step("flush", folder) for s in steps[n:]), f"{folder} was not flushed after {step.to}"


def test_the_decision_is_on_the_disk_before_the_film_changes_and_all_it_needs_before_the_decision(
    steps: list[Step],
) -> None:
    journal = next(n for n, s in enumerate(steps) if s.what == "flush" and s.path.endswith("journal.json"))
    stores = [n for n, s in enumerate(steps) if s.what == "rename" and re.search(r"/\.git/(lfs/)?objects/", s.to)]
    film = [n for n, s in enumerate(steps) if s.what == "rename" and n not in stores]
    assert stores and film
    assert max(stores) < journal < min(film)
    staging = str(Path(steps[journal].path).parent)
    assert any(s == Step("flush", staging) for s in steps[: min(film)])
    for n in stores:
        folder = Step("flush", str(Path(steps[n].to).parent))
        assert any(s == folder for s in steps[n : min(film)]), f"{folder.path} was not flushed before the film changed"


def test_the_branch_moves_when_all_that_changed_in_the_film_is_on_the_disk(steps: list[Step]) -> None:
    branch = next(n for n, s in enumerate(steps) if s.to.endswith("/.git/refs/heads/main"))
    film = [n for n, s in enumerate(steps) if s.what == "rename" and "/.git/" not in s.to]
    assert film
    for n in film:
        assert Step("flush", str(Path(steps[n].to).parent)) in steps[n:branch]


def test_a_file_that_moves_has_both_its_folders_flushed_before_the_branch_moves(stage: Stage) -> None:  # noqa: F811
    services, root = stage.copy()
    film = services.workspace.film(stage.project_id).project
    scene = services.narrative.add_scene(film.id, film.narrative.chapters[0].id, NewScene(name="Pier"))
    git(root, "status")  # the copied files get their times into the index, as they have in a film that was not copied
    log = stage.folder / "order.log"
    move = lambda: services.narrative_moves.move(film.id, stage.shot_id, scene.id, 0)  # noqa: E731
    assert under_strace(move, ["-y", "-s", "4096"], log) == "acknowledged"
    steps = steps_in(log.read_text())
    journal = next(n for n, s in enumerate(steps) if s.what == "flush" and s.path.endswith("journal.json"))
    branch = next(n for n, s in enumerate(steps) if s.to.endswith("/.git/refs/heads/main"))
    (moved,) = (n for n, s in enumerate(steps) if s.path.endswith("_take01.png") and s.what == "rename")
    assert journal < moved < branch
    above = Path(steps[moved].path).parents[2]  # the folders of the shot and of its scene are empty then, and go
    assert {Step("flush", str(above)), Step("flush", str(Path(steps[moved].to).parent))} <= set(steps[moved:branch])
