"""A film of ten thousand shots with fifty thousand takes: reading it, changing it, scrolling through it."""

from __future__ import annotations

import itertools
import os
import shutil
import time
from pathlib import Path

import httpx

from app.container import Services
from app.domain.project import Project
from app.domain.shot import ShotPatch
from app.services.takes import RunnerOutput
from bench.big_film import SHOTS_IN_A_SCENE, big_film
from bench.measure import Verdict, interleave, ratio
from bench.storage import TAKE_BYTES, git, png, services_in, task_for
from bench.studio import Running, running_studio

_FRAMES = """
async () => {
  const gaps = []; let last = performance.now(), go = true;
  const tick = (at) => { gaps.push(at - last); last = at; if (go) requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  let box = document.querySelector('[role=treeitem]');
  while (box.scrollHeight < 2 * box.clientHeight || !box.clientHeight) box = box.parentElement;
  const step = box.scrollHeight / 300;
  for (let n = 0; n < 300; n++) { box.scrollTop += step; await new Promise(requestAnimationFrame); }
  go = false;
  return { long: gaps.slice(1).filter((gap) => gap > 50).length, frames: gaps.length, nodes: box.querySelectorAll('*').length };
}
"""


def large_film(folder: Path, shots: int, turns: int) -> list[Verdict]:
    folder.mkdir()
    services = services_in(folder / "Workspace")
    small = big_film(services, folder, "Small", 100)
    film = big_film(services, folder, "Large", shots)
    verdicts = [
        _tree(services, film, turns),
        *_one_shot(services, film, small, turns),
        *_changes(services, film, folder, turns),
        *_moves(services, film, folder, turns),
    ]
    shutil.rmtree(services.settings.cache_dir / "glances", ignore_errors=True)
    with running_studio(folder) as studio:
        verdicts.append(_first_tree(studio, film, "nothing read before", float("inf")))
    with running_studio(folder) as studio:
        verdicts.append(_first_tree(studio, film, "the studio started again", 1.5))
        verdicts += _served(studio, film)
    return verdicts


def _tree(services: Services, film: Project, turns: int) -> Verdict:
    places = [services.workspace.root(film.id) / place.folder for place in film.shots()]

    def scan() -> None:
        for place in places:
            with os.scandir(place) as entries:
                for entry in entries:
                    entry.stat()

    services.tree.tree(film.id)
    services.workspace.glances.settle()
    cases = {"tree": lambda: services.tree.tree(film.id), "scandir + stat of its files": scan}
    timings = interleave(cases, max(3, turns // 8))
    return ratio(f"tree of {len(places):,} shots, warm", timings, "tree", "scandir + stat of its files", 0.4)


def _one_shot(services: Services, film: Project, small: Project, turns: int) -> list[Verdict]:
    def takes_of(project: Project) -> None:
        services.takes.list(project.id, project.narrative.chapters[-1].scenes[-1].shots[-1].id)

    def hundred_shots(project: Project) -> None:
        opened = services.workspace.film(project.id)
        for place in itertools.islice(opened.project.shots(), 100):
            opened.shot(place)

    cases = {
        "takes, large": lambda: takes_of(film),
        "takes, small": lambda: takes_of(small),
        "100 shots, large": lambda: hundred_shots(film),
        "100 shots, small": lambda: hundred_shots(small),
    }
    timings = interleave(cases, turns)
    return [
        ratio("100 shots of the large film against a small one", timings, "100 shots, large", "100 shots, small", 2.0),
        ratio("a shot's takes in the large film against a small one", timings, "takes, large", "takes, small", 2.0),
    ]


def _changes(services: Services, film: Project, folder: Path, turns: int) -> list[Verdict]:
    """Beside what `git add` and `git commit` take in the very same film."""
    root = services.workspace.root(film.id)
    git(root, "config", "user.name", "bench"), git(root, "config", "user.email", "bench@localhost")
    shot = film.narrative.chapters[0].scenes[0].shots[0].id
    source = png(folder / "take.png", TAKE_BYTES)
    numbers = itertools.count()

    def take() -> None:
        with source.open("r+b") as media:
            media.seek(-64, os.SEEK_END)
            media.write(os.urandom(64))
        services.takes.adopt(task_for(film.id, shot), [RunnerOutput(source)], {}, 1.0, "bench")

    def by_git() -> None:
        target = root / "03_Renders" / f"plain_{next(numbers)}.txt"
        target.write_text("plain\n")
        git(root, "add", str(target))
        git(root, "commit", "-q", "-m", "plain")

    def rename() -> None:
        services.narrative.update_shot(film.id, shot, ShotPatch(name=f"Renamed {next(numbers)}"))

    cases = {
        "rename": rename,
        "describe": lambda: _describe(services, film, shot),
        "take": take,
        "git add + commit": by_git,
    }
    timings = interleave(cases, max(5, turns // 4))
    return [
        ratio("rename of a shot in the large film", timings, "rename", "git add + commit", 1.0),
        ratio("a shot's description in the large film", timings, "describe", "git add + commit", 0.6),
        ratio("commit of a 2 MB take in the large film", timings, "take", "git add + commit", 0.7),
    ]


def _describe(services: Services, film: Project, shot: str) -> None:
    services.narrative.update_shot(film.id, shot, ShotPatch(description=os.urandom(8).hex()))


def _moves(services: Services, film: Project, folder: Path, turns: int) -> list[Verdict]:
    """A scene with all its shots and takes goes into another chapter, is deleted, and comes back."""
    scene, homes = film.narrative.chapters[0].scenes[1].id, [film.narrative.chapters[n].id for n in (-1, 0)]
    there, numbers = itertools.cycle(homes), itertools.count()
    files = SHOTS_IN_A_SCENE * 11

    def plain() -> None:
        beside = folder / f"plain-{next(numbers)}"
        beside.mkdir()
        for n in range(files):
            with (beside / str(n)).open("wb", buffering=0) as out:
                out.write(bytes(1000))
                os.fsync(out.fileno())

    steps = {
        "move": lambda: services.narrative_moves.move(film.id, scene, next(there), 0),
        "delete": lambda: services.narrative.delete_scene(film.id, scene, confirm=True),
        "restore": lambda: services.narrative_restoring.restore(film.id, scene),
        "write + fsync of as many files": plain,
    }
    timings = interleave(steps, max(3, turns // 10))
    limits = {"move": 3.0, "delete": 1.5, "restore": 4.0}
    what = f"of a scene with {files} files, large film"
    return [ratio(f"{name} {what}", timings, name, "write + fsync of as many files", limits[name]) for name in limits]


def _first_tree(studio: Running, film: Project, when: str, limit: float) -> Verdict:
    start = time.perf_counter()
    httpx.get(f"{studio.url}/api/projects/{film.id}/tree", timeout=300).raise_for_status()
    return Verdict(f"first tree of the large film, {when}", time.perf_counter() - start, limit, "s", "")


def _served(studio: Running, film: Project) -> list[Verdict]:
    http = httpx.Client(base_url=studio.url, timeout=300)
    url = f"/api/projects/{film.id}"
    before = _resident_mib(studio.pid)
    tag = {"If-None-Match": http.get(f"{url}/tree").raise_for_status().headers["etag"]}
    cases = {
        "tree": lambda: http.get(f"{url}/tree").raise_for_status(),
        "unchanged": lambda: http.get(f"{url}/tree", headers=tag),
        "history": lambda: http.get(f"{url}/history").raise_for_status(),
    }
    times = interleave(cases, 20, warm_up=3)
    history = times["history"]
    grown = _resident_mib(studio.pid) - before
    return [
        Verdict("tree of the large film", times["tree"].median * 1000, 150.0, "ms", ""),
        Verdict("tree of the large film, unchanged (304)", times["unchanged"].median * 1000, 50.0, "ms", ""),
        Verdict("history page of the large film, p95", history.p95 * 1000, 50.0, "ms", f"median {history.median * 1000:.1f} ms"),
        Verdict("memory that the large film takes in the server", grown, 200.0, "MiB", f"{before:.0f} MiB before"),
        *_scrolled(studio.url, film),
    ]  # fmt: skip


def _scrolled(url: str, film: Project) -> list[Verdict]:
    """The tree in a browser, from its first to its last row in 300 steps. Nothing where there is no browser."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        return []
    with sync_playwright() as drive:
        try:
            browser = drive.chromium.launch(args=["--no-sandbox", "--disable-gpu"], executable_path=_chromium())
        except Error:
            return []
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{url}/projects/{film.id}")
        page.get_by_role("treeitem").first.wait_for(timeout=120_000)
        seen = page.evaluate(_FRAMES)
        browser.close()
    share = 100 * seen["long"] / seen["frames"]
    told = f"{seen['long']} of {seen['frames']} frames"
    return [
        Verdict("scrolling the large tree: frames over 50 ms", share, 5.0, "%", told),
        Verdict("elements of the large tree on the page", seen["nodes"], 2000.0, "", ""),
    ]


def _chromium() -> str | None:
    own = "/usr/bin/chromium"
    return own if os.path.exists(own) else None


def _resident_mib(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
