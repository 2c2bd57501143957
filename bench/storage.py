"""Commits, new films and the gallery, beside what Git and the file system ask for themselves."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
from pathlib import Path

from app.config import Settings
from app.container import Services, build_services
from app.domain.ids import new_id
from app.domain.project import NewProject, NewScene, Project
from app.domain.records import now
from app.domain.shot import NewShot
from app.domain.task import Task
from app.services.takes import RunnerOutput
from bench.measure import Verdict, interleave, ratio

TAKE_BYTES = 2_000_000


def services_in(folder: Path) -> Services:
    settings = Settings(_env_file=None, workspace_root=folder, sample_film=False, broker_url="redis://127.0.0.1:1/0")
    services = build_services(settings)
    services.library.install()
    services.workspace.prepare()
    return services


def png(path: Path, size: int) -> Path:
    """A file that starts as a PNG and has `size` bytes nobody can compress."""
    import io

    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(picture, "PNG")
    path.write_bytes(picture.getvalue() + os.urandom(size - len(picture.getvalue())))
    return path


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True)


def film_with_takes(services: Services, folder: Path, name: str, takes: int) -> tuple[Project, list[str]]:
    """A film of shots with ten small takes each. Returns it with the ids of its shots."""
    film = services.workspace.create(NewProject(name=name))
    scene = services.narrative.add_scene(film.id, film.narrative.chapters[0].id, NewScene(name="Bench"))
    shots = [services.narrative.add_shot(film.id, scene.id, NewShot())[1].id for _ in range(max(1, takes // 10) + 40)]
    small = png(folder / "small.png", 2_000)
    for n in range(takes):
        services.takes.adopt(task_for(film.id, shots[n // 10]), [RunnerOutput(small)], {}, 1.0, "bench")
    return film, shots


def task_for(project_id: str, shot_id: str) -> Task:
    at = now()
    return Task(
        task_id=new_id("task"), project_id=project_id, node_id=shot_id, node_type="shot", shot_id=shot_id,
        function="image.generate", pipeline_id="auteur-storyboard:1.0-draft",
        requested_pipeline_id="auteur-storyboard:1.0-draft", requested_quality="low", status="running", reason="bench",
        order=0.0, created_at=at,
    )  # fmt: skip


def commit_of_a_take(folder: Path, takes: int, turns: int) -> Verdict:
    """Adopting a 2 MB take (copy, hash, LFS object, sidecar, shot record, commit, all durable) beside `git add` + `git commit`."""
    services = services_in(folder / "commit")
    film, shots = film_with_takes(services, folder, "Commit", takes)
    root = services.workspace.root(film.id)
    plain = folder / "plain"
    shutil.copytree(root, plain, symlinks=True)
    git(plain, "config", "user.name", "bench"), git(plain, "config", "user.email", "bench@localhost")
    source = png(folder / "take.png", TAKE_BYTES)
    numbers = itertools.count()
    fresh = itertools.cycle(shots[-40:])

    def fresh_bytes() -> None:
        with source.open("r+b") as take:
            take.seek(-64, os.SEEK_END)
            take.write(os.urandom(64))

    def ours() -> None:
        services.takes.adopt(task_for(film.id, next(fresh)), [RunnerOutput(source)], {}, 1.0, "bench")

    def theirs() -> None:
        target = plain / "03_Renders" / "Chapter_01" / "Scene_01" / "Shot_01" / f"plain_{next(numbers)}.png"
        shutil.copyfile(source, target)
        git(plain, "add", str(target))
        git(plain, "commit", "-q", "-m", "take")

    fresh_bytes()
    timings = interleave({"adopt a take": ours, "git add + git commit": theirs, "fresh bytes": fresh_bytes}, turns)
    return ratio(f"commit of a 2 MB take at {takes:,} takes", timings, "adopt a take", "git add + git commit", 0.15)


def new_film(folder: Path, turns: int) -> Verdict:
    services = services_in(folder / "new")
    names = itertools.count()

    def ours() -> None:
        services.workspace.create(NewProject(name=f"Film {next(names)}"))

    def theirs() -> None:
        root = folder / f"plain-new-{next(names)}"
        root.mkdir()
        (root / "project.json").write_text("{}\n")
        git(root, "init", "-q")
        git(root, "lfs", "install", "--local")
        git(root, "add", "-A")
        git(root, "-c", "user.name=b", "-c", "user.email=b@localhost", "commit", "-q", "-m", "first")

    timings = interleave({"new film": ours, "git init, lfs install, add, commit": theirs}, turns)
    return ratio("new film", timings, "new film", "git init, lfs install, add, commit", 0.3)


def gallery(folder: Path, films: int, turns: int) -> Verdict:
    services = services_in(folder / "gallery")
    first = services.workspace.create(NewProject(name="Film 0"))
    text = (services.workspace.root(first.id) / "project.json").read_text()
    template = services.workspace.root(first.id)
    for n in range(1, films):
        root = services.settings.projects_dir / f"Film_{n}"
        shutil.copytree(template / ".git", root / ".git", symlinks=True)
        (root / "project.json").write_text(
            text.replace(first.id, first.id[:-6] + f"{n:06x}").replace("Film 0", f"Film {n}")
        )
    projects = services.settings.projects_dir

    def scan() -> None:
        with os.scandir(projects) as entries:
            for entry in entries:
                os.stat(f"{entry.path}/project.json")

    def ours() -> None:
        assert len(services.workspace.list()) == films

    timings = interleave({"list": ours, "scandir + stat": scan}, turns, warm_up=2)
    return ratio(f"list of {films:,} films, warm", timings, "list", "scandir + stat", 5.0)
