"""People work in the film's folder meanwhile: Git by hand, an editor, another server."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from pathlib import Path

import pytest

from app.container import Services, build_services
from app.domain.shot import ShotPatch
from app.errors import AuteurError
from builders import a_film, a_shot, a_take, settings_for
from reliability.storage.checker import assert_whole, git, takes


@pytest.fixture
def services(tmp_path: Path, valkey_url: str) -> Services:
    services = build_services(settings_for(tmp_path / "Workspace", valkey_url))
    services.library.install()
    services.workspace.prepare()
    return services


def by_hand(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    me = {"GIT_AUTHOR_NAME": "me", "GIT_AUTHOR_EMAIL": "me", "GIT_COMMITTER_NAME": "me", "GIT_COMMITTER_EMAIL": "me"}
    return subprocess.run(
        ["git", "-C", str(root), *words], capture_output=True, text=True, check=False, env={**os.environ, **me}
    )


def test_commits_by_hand_and_gc_while_takes_arrive_lose_nothing_on_either_side(
    services: Services, tmp_path: Path
) -> None:
    film = a_film(services)
    shot, root = a_shot(services, film), services.workspace.root(film.id)
    done = threading.Event()
    theirs: list[str] = []

    def person() -> None:
        while not done.is_set():
            name = f"note-{len(theirs)}.txt"
            (root / name).write_text(name)
            if by_hand(root, "add", name).returncode == 0 and by_hand(root, "commit", "-q", "-m", name).returncode == 0:
                theirs.append(name)
            if len(theirs) % 5 == 4:
                by_hand(root, "gc", "--quiet")

    hand = threading.Thread(target=person)
    hand.start()
    try:
        made = [a_take(services, film.id, shot.id, tmp_path / "made").task_id for _ in range(25)]
    finally:
        done.set()
        hand.join()
    assert sorted(takes(root)) == sorted(made)
    assert len(theirs) > 2
    for name in theirs:
        assert git(root, "show", f"HEAD:{name}") == name
    by_hand(root, "add", "-A")
    by_hand(root, "commit", "-q", "-m", "what was left")
    assert_whole(root)


def test_another_branch_checked_out_by_hand_is_what_the_studio_goes_on_with(services: Services, tmp_path: Path) -> None:
    film = a_film(services)
    shot, root = a_shot(services, film), services.workspace.root(film.id)
    a_take(services, film.id, shot.id, tmp_path / "made")
    assert by_hand(root, "checkout", "-q", "-b", "alternative").returncode == 0
    a_take(services, film.id, shot.id, tmp_path / "made")
    assert len(takes(root)) == 2
    assert_whole(root)
    assert by_hand(root, "checkout", "-q", "main").returncode == 0
    assert len(takes(root)) == len(services.takes.list(film.id, shot.id)) == 1
    assert_whole(root)


def test_a_reset_by_hand_gives_no_number_twice_that_is_still_on_the_disk(services: Services, tmp_path: Path) -> None:
    film = a_film(services)
    shot, root = a_shot(services, film), services.workspace.root(film.id)
    first = a_take(services, film.id, shot.id, tmp_path / "made")
    a_take(services, film.id, shot.id, tmp_path / "made")
    assert by_hand(root, "reset", "-q", "--mixed", "HEAD~1").returncode == 0
    third = a_take(services, film.id, shot.id, tmp_path / "made")
    assert (first.take_number, third.take_number) == (1, 3)
    assert len(takes(root)) == 3


def test_a_shot_edited_on_disk_meanwhile_is_not_overwritten(services: Services) -> None:
    film = a_film(services)
    shot, root = a_shot(services, film), services.workspace.root(film.id)
    opened = services.workspace.film(film.id)
    path = opened.project.shot(shot.id).folder / "shot.json"
    seen = opened.etag(path)
    record = json.loads((root / path).read_text())
    (root / path).write_text(json.dumps({**record, "description": "From my editor."}))
    with pytest.raises(AuteurError) as refused:
        services.narrative.update_shot(film.id, shot.id, ShotPatch(description="From the app."), if_match=seen)
    assert refused.value.status == 412
    assert json.loads((root / path).read_text())["description"] == "From my editor."
    services.narrative.update_shot(film.id, shot.id, ShotPatch(mood="calm"))
    kept = json.loads((root / path).read_text())
    assert (kept["description"], kept["mood"]) == ("From my editor.", "calm")
