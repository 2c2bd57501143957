"""Every system call that a save or a publication makes is once the last one, and once fails.

strace counts and injects; Git, git-lfs and our own verifier judge what is left after the next start. `make prove`
tries every thirteenth fault, the soak each of them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.container import Services, build_services
from app.domain.shot import ShotPatch
from app.services.events.bus import EventBus
from app.services.takes import RunnerOutput
from builders import a_film, a_picture, a_shot, a_task, settings_for
from reliability.storage.checker import assert_whole, git, heal, takes
from reliability.storage.faults import Fate, Fault, calls_of, faults_for, under_strace

EVERY = int(os.environ.get("AUTEUR_FAULT_EVERY", "13"))
NOBODY = "redis://127.0.0.1:1/0"
TASK = "task-0000000000000000000000000f"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is missing (apt-get install strace)"),
]


class Stage:
    """A workspace with one film and one take, of which every run gets its own copy."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.runs = folder, 0
        services = build_services(settings_for(folder / "first", NOBODY))
        services.library.install()
        services.workspace.prepare()
        project = a_film(services)
        self.project_id, self.shot_id = project.id, a_shot(services, project).id
        self.picture = a_picture(folder / "frame.png")
        self.first_task = a_task(self.project_id, self.shot_id)
        services.takes.adopt(self.first_task, [RunnerOutput(self.picture)], {}, 1.0, "w")

    def copy(self) -> tuple[Services, Path]:
        self.runs += 1
        root = self.folder / str(self.runs)
        shutil.copytree(self.folder / "first", root, symlinks=True)
        services = build_services(settings_for(root, NOBODY))
        return services, services.workspace.root(self.project_id)

    def save(self, services: Services) -> None:
        services.narrative.update_shot(self.project_id, self.shot_id, ShotPatch(description="Saved."))

    def publish(self, services: Services) -> None:
        task = a_task(self.project_id, self.shot_id, task_id=TASK)
        services.takes.adopt(task, [RunnerOutput(self.picture)], {}, 1.0, "w")

    def is_saved(self, services: Services) -> bool:
        film = services.workspace.film(self.project_id)
        return film.shot(film.project.shot(self.shot_id)).description == "Saved."

    def is_published(self, services: Services) -> bool:
        return TASK in takes(services.workspace.root(self.project_id))


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(EventBus, "publish", lambda self, project_id, events: None)
    return Stage(tmp_path)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("verb", ["save", "publish"])
def test_a_change_is_whole_or_absent_whichever_call_fails_or_is_the_last(stage: Stage, verb: str) -> None:
    change: Callable[[Services], None] = getattr(stage, verb)
    happened: Callable[[Services], bool] = getattr(stage, f"is_{verb}d" if verb == "save" else "is_published")
    services, _ = stage.copy()
    calls = calls_of(lambda: change(services), stage.folder / "calls.log")
    assert calls["fsync"] > 8
    faults = faults_for(calls)
    seen: set[tuple[Fate, bool]] = set()
    tried = faults[::EVERY]
    for fault in tried:
        outcome = _one_run(stage, change, happened, fault)
        seen.add(outcome)
    assert {("killed", False), ("killed", True)} <= seen
    print(f"{verb}: {len(faults)} faults known, {len(tried)} tried, {sorted(seen)}")


def _one_run(
    stage: Stage, change: Callable[[Services], None], happened: Callable[[Services], bool], fault: Fault
) -> tuple[Fate, bool]:
    services, root = stage.copy()
    fate = under_strace(lambda: change(services), ["-e", fault.injection], stage.folder / "fault.log")
    again = build_services(services.settings)  # the next start
    heal(again, root)
    assert_whole(root)
    there = happened(again)
    assert there or fate != "acknowledged", f"{fault}: it was acknowledged and is gone"
    assert takes(root)[0] == stage.first_task.task_id, f"{fault}: the first take is gone"
    change(again)  # and the film goes on
    assert happened(again)
    assert_whole(root)
    assert len(takes(root)) == len(set(takes(root)))
    assert len(git(root, "log", "--format=%h").splitlines()) == 5  # once, however often it was asked for
    shutil.rmtree(services.settings.workspace_root)
    return fate, there
