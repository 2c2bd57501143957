"""Rot is found, named by what it hits, and mended where the film's own file is still whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.container import Services, build_services
from app.errors import ProjectNotFound
from app.main import create_app
from app.services.git import lfs
from app.services.health.integrity import verify_film
from builders import StudioClient, a_film, a_shot, a_take, settings_for
from reliability.storage.checker import assert_whole


class Rotten:
    """A film with one take, and the places where its picture is kept."""

    def __init__(self, services: Services, folder: Path) -> None:
        project = a_film(services)
        take = a_take(services, project.id, a_shot(services, project).id, folder, "teal")
        self.project_id, self.root = project.id, services.workspace.root(project.id)
        self.file, self.stored = self.root / take.output.path, lfs.object_path(self.root, take.output.sha256)


@pytest.fixture
def services(tmp_path: Path, valkey_url: str) -> Services:
    services = build_services(settings_for(tmp_path / "Workspace", valkey_url))
    services.library.install()
    services.workspace.prepare()
    return services


@pytest.fixture
def film(services: Services, tmp_path: Path) -> Rotten:
    return Rotten(services, tmp_path / "made")


def spoil(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how == "gone":
        path.unlink()
    elif how == "cut":
        path.write_bytes(content[:-1])
    elif how == "zeroed":
        path.write_bytes(bytes(len(content)))
    else:
        path.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])


HOWS = ["gone", "cut", "zeroed", "one bit"]


@pytest.mark.parametrize("how", HOWS)
def test_a_spoilt_object_is_mended_from_the_films_own_file(film: Rotten, how: str) -> None:
    spoil(film.stored, how)
    found = verify_film(film.root, film.project_id)
    assert [(f.hits, f.mended) for f in found.findings] == [("take 1 of shot S01_S01", True)]
    assert found.damage == []
    assert_whole(film.root)


@pytest.mark.parametrize("how", HOWS)
def test_damage_on_both_sides_is_told_by_the_take_that_it_hits(film: Rotten, how: str) -> None:
    spoil(film.stored, how)
    spoil(film.file, how)
    (found,) = verify_film(film.root, film.project_id).damage
    assert (found.hits, found.mended) == ("take 1 of shot S01_S01", False)
    assert found.kind == ("object_missing" if how == "gone" else "object_damaged")


def test_a_file_that_somebody_changed_is_told_but_is_no_damage(film: Rotten) -> None:
    spoil(film.file, "one bit")
    report = verify_film(film.root, film.project_id)
    assert ([f.kind for f in report.findings], report.damage) == (["file_changed"], [])


def test_an_object_that_only_history_knows_is_checked_too(film: Rotten) -> None:
    other = film.stored.parent / ("0" * 64)
    other.write_bytes(b"not what its name says")
    assert [f.hits for f in verify_film(film.root, film.project_id).damage] == ["the film's history"]


def test_a_take_that_lands_during_a_check_is_no_damage(services: Services, film: Rotten, tmp_path: Path) -> None:
    (shot,) = services.workspace.film(film.project_id).project.shots()
    landed: list[int] = []

    def pace(size: int) -> None:
        if not landed:
            landed.append(a_take(services, film.project_id, shot.shot.id, tmp_path / "made", "crimson").take_number)

    assert verify_film(film.root, film.project_id, pace).findings == []
    assert landed == [2]


def test_a_film_that_goes_during_a_check_gets_no_report(services: Services, film: Rotten) -> None:
    def pace(size: int) -> None:
        if film.root.exists():
            services.film_trash.put(film.project_id, confirm=True)

    with pytest.raises(ProjectNotFound):
        verify_film(film.root, film.project_id, pace)


def test_the_studio_checks_a_film_on_request_and_its_health_names_the_damage(services: Services, film: Rotten) -> None:
    spoil(film.stored, "zeroed")
    spoil(film.file, "zeroed")
    services.verifier.check(film.project_id)
    with StudioClient(create_app(services=services)) as client:
        report = client.get(f"/api/projects/{film.project_id}/verify").json()["report"]
        assert [f["hits"] for f in report["findings"]] == ["take 1 of shot S01_S01"]
        assert _storage(client)["detail"] == "Damaged: take 1 of shot S01_S01 of “My Film”."
        assert client.post(f"/api/projects/{film.project_id}/verify").status_code == 202


def test_reports_are_kept_over_a_restart(services: Services, film: Rotten) -> None:
    assert services.verifier.report(film.project_id) is None
    services.verifier.check(film.project_id)
    again = build_services(services.settings).verifier.report(film.project_id)
    assert again is not None and (again.objects, again.findings) == (1, [])


def _storage(client: TestClient) -> dict[str, str]:
    return dict(client.get("/api/health").json()["checks"]["storage"])
