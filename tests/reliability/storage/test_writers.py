"""Many writers at once, from two processes of the studio: what was answered is what happened, in one order."""

from __future__ import annotations

import concurrent.futures
import json
import random
import threading
from pathlib import Path

import pytest

from app.container import Services, build_services
from app.domain.shot import ShotPatch
from app.errors import StaleVersion
from app.services.events.bus import EventBus
from builders import a_film, a_shot, a_take, settings_for
from reliability.storage.checker import assert_whole, git, takes

NOBODY = "redis://127.0.0.1:1/0"
WRITERS, ROUNDS = 6, 12


@pytest.fixture
def studios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Services]:
    """Two sets of services on one workspace, as a server and a worker are."""
    monkeypatch.setattr(EventBus, "publish", lambda self, project_id, events: None)
    both = [build_services(settings_for(tmp_path / "Workspace", NOBODY)) for _ in range(2)]
    both[0].library.install()
    both[0].workspace.prepare()
    return both


def test_no_update_is_lost_when_everybody_names_the_version_that_they_saw(studios: list[Services]) -> None:
    """A register: each success must have built on the success before it, so the counter ends at their number."""
    film = a_film(studios[0])
    shot = a_shot(studios[0], film, notes="0")
    history: list[tuple[int, int]] = []
    lock = threading.Lock()

    def writer(number: int) -> int:
        studio, refused = studios[number % 2], 0
        for _ in range(ROUNDS):
            opened = studio.workspace.film(film.id)
            place = opened.project.shot(shot.id)
            seen = opened.etag(place.folder / "shot.json")
            value = int(json.loads(opened.fs.read_bytes(place.folder / "shot.json"))["notes"])
            try:
                patch = ShotPatch(notes=str(value + 1))
                studio.narrative.update_shot(film.id, shot.id, patch, if_match=seen)
                with lock:
                    history.append((value, value + 1))
            except StaleVersion:
                refused += 1
        return refused

    with concurrent.futures.ThreadPoolExecutor(WRITERS) as pool:
        refused = sum(pool.map(writer, range(WRITERS)))
    assert len(history) + refused == WRITERS * ROUNDS
    assert sorted(history) == [(n, n + 1) for n in range(len(history))]
    root = studios[0].workspace.root(film.id)
    told = git(root, "log", "--format=%s", "--reverse").splitlines()[3:]
    assert told == [f"Shot S01_S01: notes {n} → {n + 1}" for n in range(len(history))]
    assert_whole(root)


def test_takes_and_changes_of_many_shots_all_land_and_no_number_is_given_twice(
    studios: list[Services], tmp_path: Path
) -> None:
    film = a_film(studios[0])
    shots = [a_shot(studios[0], film) for _ in range(3)]
    made: list[tuple[str, int, str]] = []
    said: dict[str, list[str]] = {shot.id: [] for shot in shots}
    lock = threading.Lock()

    def writer(number: int) -> None:
        studio, dice = studios[number % 2], random.Random(number)
        for turn in range(ROUNDS // 2):
            shot = dice.choice(shots)
            if dice.random() < 0.6:
                take = a_take(studio, film.id, shot.id, tmp_path / f"made-{number}")
                with lock:
                    made.append((shot.id, take.take_number, take.task_id))
            else:
                words = f"writer {number}, turn {turn}"
                studio.narrative.update_shot(film.id, shot.id, ShotPatch(description=words))
                with lock:
                    said[shot.id].append(words)

    with concurrent.futures.ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(writer, range(WRITERS)))
    root = studios[0].workspace.root(film.id)
    assert sorted(takes(root)) == sorted(task for _, _, task in made)
    for shot in shots:
        numbers = sorted(number for shot_id, number, _ in made if shot_id == shot.id)
        assert numbers == list(range(1, len(numbers) + 1))
        opened = studios[1].workspace.film(film.id)
        last = opened.shot(opened.project.shot(shot.id)).description
        assert last in said[shot.id] or (not said[shot.id] and not last)
    assert_whole(root)
