"""What crashes leave is gone within a minute and without a hand; what is alive is never touched."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from app.container import Services, build_services
from app.domain.paths import ProjectPath as P
from app.services.health.caretaker import EVERY_SECONDS, OLD_SECONDS
from builders import a_film, settings_for


@pytest.fixture
def services(tmp_path: Path) -> Services:
    services = build_services(settings_for(tmp_path / "Workspace", "redis://127.0.0.1:1/0"))
    services.bus.publish = lambda project_id, events: None  # type: ignore[method-assign]
    services.library.install()
    services.workspace.prepare()
    return services


def old(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("left over")
    os.utime(path, (1, 1))
    return path


def test_a_round_comes_often_enough_to_heal_within_a_minute() -> None:
    assert EVERY_SECONDS <= 30 and OLD_SECONDS <= 60


def test_staging_dead_locks_and_half_written_records_are_swept(services: Services) -> None:
    root = services.workspace.root(a_film(services).id)
    left = [
        old(root / ".git" / "auteur" / "edits" / "17-abc" / "0-00000000"),
        old(root / ".git" / "index.lock"),
        old(root / ".git" / "refs" / "heads" / "main.lock"),
        old(services.settings.state_dir / "tasks" / "2026-11" / ".task-1.json.0123abcd.tmp"),
        old(services.settings.projects_dir / ".new-1" / "project.json"),
    ]
    services.caretaker.tend()
    assert [path for path in left if path.exists()] == []


def test_a_room_in_which_a_film_was_put_together_goes_unless_somebody_is_in_it(services: Services) -> None:
    left = old(services.settings.state_dir / "arrivals" / "0123456789abcdef" / "film" / "project.json")
    with services.arrivals.room() as room:
        services.caretaker.tend()
        assert list(room.parent.iterdir()) == [room]
    assert not left.exists() and not room.exists()


def test_what_a_crash_left_of_a_deletion_goes_and_what_it_left_half_deleted_is_in_the_trash(services: Services) -> None:
    film, trash = a_film(services), services.settings.state_dir / "trash"
    root = services.workspace.root(film.id)
    left = [
        old(trash / "projects" / ".going-0000.1.Gone" / "project.json"),
        old(trash / "files" / "0000" / "trash-1" / "items.json"),
        old(trash / "files" / film.id / ".going-trash-1" / "items.json"),
        old(trash / "files" / film.id / ".new-trash-2" / "content" / "04_Project_Files" / "kept.txt"),
    ]
    kept = root / "04_Project_Files" / "kept.txt"
    kept.write_text("in the film")
    services.caretaker.tend()
    assert [path for path in left if path.exists()] == []
    item = services.file_trash.put(film.id, "04_Project_Files/kept.txt")
    place = next(path for path in (trash / "files" / film.id).iterdir() if path.name.startswith("trash-"))
    place.rename(place.with_name(f".new-{place.name}"))  # as a crash right after the edit leaves it
    services.caretaker.tend()
    assert place.is_dir() and not kept.exists()
    assert [one.id for one in services.file_trash.list(film.id)] == [item.id]


def test_a_change_under_way_keeps_its_staging_and_its_locks(services: Services) -> None:
    film = a_film(services)
    root = services.workspace.root(film.id)
    with services.workspace.edit(film.id) as edit:
        edit.files.write(P("note.json"), {"n": 1})
        edit.say("A note")
        tending = threading.Thread(target=services.caretaker.tend)
        tending.start()
        tending.join(10)
        assert not tending.is_alive()
        assert list((root / ".git" / "auteur" / "edits").glob("*/*"))
    assert (root / "note.json").is_file()


def test_fresh_half_written_records_belong_to_somebody(services: Services) -> None:
    path = services.settings.state_dir / "tasks" / "2026-11" / ".task-1.json.0123abcd.tmp"
    path.parent.mkdir(parents=True)
    path.touch()
    services.caretaker.tend()
    assert path.exists()


def test_a_broken_film_does_not_keep_the_others_from_being_tended(services: Services) -> None:
    broken = services.workspace.root(a_film(services, "A broken one").id)
    whole = services.workspace.root(a_film(services, "B whole").id)
    (broken / ".git" / "config").write_text("[core]\n\tfsmonitor = /bin/false\n")
    locks = [old(root / ".git" / "index.lock") for root in (broken, whole)]
    services.caretaker.tend()
    assert [lock.exists() for lock in locks] == [True, False]
