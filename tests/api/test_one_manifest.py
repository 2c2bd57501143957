"""A large film's manifest is read and written as seldom as can be: once for a change of it, never for a change beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.container import Services
from app.domain.project import Project
from app.domain.shot import Shot, ShotPatch
from app.services.films import film as films
from app.services.films import manifests
from builders import a_take


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the manifests that were parsed."""
    found: list[str] = []
    plain = films.parse_record

    def counted(model: type[Project], content: bytes, name: str) -> Project:
        if model is Project:
            found.append(name)
        return plain(model, content, name)

    monkeypatch.setattr(films, "parse_record", counted)
    monkeypatch.setattr(manifests, "parse_record", counted)
    return found


def test_a_change_of_a_shot_parses_no_manifest(
    services: Services, film: Project, shot: Shot, tmp_path: Path, parsed: list[str]
) -> None:
    services.tree.tree(film.id)
    parsed.clear()
    services.narrative.update_shot(film.id, shot.id, ShotPatch(description="Rain."))
    a_take(services, film.id, shot.id, tmp_path)
    services.takes.delete(film.id, shot.id, 1)
    assert services.tree.tree(film.id).chapters[0].scenes[0].shots[0].take_count == 0
    assert parsed == []


def test_a_change_of_the_manifest_parses_it_once(
    services: Services, film: Project, shot: Shot, parsed: list[str]
) -> None:
    services.tree.tree(film.id)
    parsed.clear()
    services.narrative.update_shot(film.id, shot.id, ShotPatch(name="Mara runs"))
    assert services.tree.tree(film.id).chapters[0].scenes[0].shots[0].name == "Mara runs"
    assert parsed == ["project.json"]


def test_a_refused_change_is_not_shown(services: Services, film: Project, shot: Shot) -> None:
    with pytest.raises(ZeroDivisionError), services.workspace.edit(film.id) as edit:
        edit.project.shot(shot.id).shot.name = "Nobody"
        edit.save_project()
        raise ZeroDivisionError
    assert services.workspace.film(film.id).place(shot.id).shot.name == shot.name


def test_what_another_program_writes_is_what_a_change_begins_with(
    services: Services, film: Project, shot: Shot
) -> None:
    """Also when it hides behind the times and the size of the file."""
    services.tree.tree(film.id)
    manifest = services.workspace.root(film.id) / "project.json"
    times = manifest.stat()
    with manifest.open("r+") as out:
        text = out.read()
        out.seek(0)
        out.write(text.replace('"Diner"', '"Motel"'))
    os.utime(manifest, ns=(times.st_atime_ns, times.st_mtime_ns))
    with services.workspace.edit(film.id) as edit:
        assert edit.place(shot.id).scene.name == "Motel"
    services.narrative.update_shot(film.id, shot.id, ShotPatch(name="Mara runs"))
    assert '"Motel"' in manifest.read_text()
