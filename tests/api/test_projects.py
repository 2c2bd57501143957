"""Films over HTTP: create, list, change, trash; and bad input that changes nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from builders import a_film, a_shot, a_take


def git(root: Path, *args: str) -> str:
    return subprocess.run(["git", "-C", str(root), *args], check=True, capture_output=True, text=True).stdout.strip()


def folder(services: Services, project_id: str) -> Path:
    return services.workspace.root(project_id)


def test_a_new_film_has_the_epics_folders_a_clean_repository_and_the_chapters_of_its_structure(
    client: TestClient, services: Services
) -> None:
    answer = client.post("/api/projects", json={"name": "My Film", "quality": "low", "structure": "hero-journey"})
    assert answer.status_code == 201
    film = answer.json()
    assert answer.headers["Location"] == f"/api/projects/{film['id']}"
    assert answer.headers["ETag"]
    assert film["counts"] == {"chapters": 12, "scenes": 0, "shots": 0, "takes": 0}
    assert [c["name"] for c in film["manifest"]["narrative"]["chapters"]][:2] == ["Ordinary World", "Call to Adventure"]
    root = folder(services, film["id"])
    assert root.name == "My_Film"
    assert sorted(p.name for p in root.iterdir() if p.is_dir() and p.name != ".git") == [
        "01_Assets", "02_Source_Creative", "03_Renders", "04_Project_Files", "05_Cache", "06_Exports",
    ]  # fmt: skip
    assert sorted(p.name for p in (root / "01_Assets").iterdir()) == ["Characters", "Locations", "Music", "Styles"]
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "log", "--format=%s") == "Create the film “My Film”"


@pytest.mark.parametrize(
    ("structure", "chapters"), [("three-act", 3), ("hero-journey", 12), ("beat-sheet", 15), ("story-circle", 8)]
)
def test_every_structure_gives_its_stages(client: TestClient, structure: str, chapters: int) -> None:
    film = client.post("/api/projects", json={"name": f"Film {structure}", "structure": structure}).json()
    assert film["counts"]["chapters"] == chapters


def test_the_templates_are_listed_with_their_stages(client: TestClient) -> None:
    items = client.get("/api/templates/narrative").json()["items"]
    assert [t["id"] for t in items] == ["three-act", "hero-journey", "beat-sheet", "story-circle"]
    assert all(abs(sum(s["share"] for s in t["stages"]) - 100) < 0.01 for t in items)


def test_two_films_cannot_share_a_folder_even_when_the_names_differ_in_case(client: TestClient) -> None:
    assert client.post("/api/projects", json={"name": "My Film"}).status_code == 201
    twin = client.post("/api/projects", json={"name": "my film"})
    assert twin.status_code == 409
    assert twin.json()["code"] == "name_taken"
    assert client.get("/api/projects").json()["total"] == 1


@pytest.mark.parametrize("name", ["", "   ", "...", "///", "\u200b", "x" * 201])
def test_a_name_that_cannot_be_a_folder_is_refused_and_nothing_is_made(
    client: TestClient, services: Services, name: str
) -> None:
    answer = client.post("/api/projects", json={"name": name})
    assert answer.status_code in (400, 422)
    assert answer.json()["code"] in ("bad_path", "invalid")
    assert list(services.settings.projects_dir.iterdir()) == []


def test_the_gallery_searches_sorts_and_pages(client: TestClient, services: Services) -> None:
    for name in ("Zebra", "apple", "Mango"):
        a_film(services, name)
    names = lambda **query: [p["name"] for p in client.get("/api/projects", params=query).json()["items"]]  # noqa: E731
    assert names(sort="name") == ["apple", "Mango", "Zebra"]
    assert names(q="MAN") == ["Mango"]
    first = client.get("/api/projects", params={"sort": "name", "limit": 2}).json()
    assert (first["total"], len(first["items"]), first["nextCursor"]) == (3, 2, "2")
    assert names(sort="name", limit=2, cursor="2") == ["Zebra"]
    assert client.get("/api/projects", params={"cursor": "elsewhere"}).json()["code"] == "bad_request"


def test_a_film_made_by_another_program_appears_and_a_broken_one_says_why(
    client: TestClient, services: Services
) -> None:
    a_film(services, "Good")
    broken = services.settings.projects_dir / "Broken"
    broken.mkdir()
    (broken / "project.json").write_text('{"id": "x", "id": "y"}')
    listed = {p["folder"]: p["broken"] for p in client.get("/api/projects").json()["items"]}
    assert listed["Good"] is None
    assert listed["Broken"]
    assert (broken / "project.json").read_text() == '{"id": "x", "id": "y"}'


def test_only_sent_fields_change_and_unknown_ones_are_refused(client: TestClient, services: Services) -> None:
    film = a_film(services)
    changed = client.patch(f"/api/projects/{film.id}", json={"description": "A ferry at night."})
    assert changed.json()["description"] == "A ferry at night."
    assert changed.json()["quality"] == "standard"
    before = git(folder(services, film.id), "rev-parse", "HEAD")
    for nothing in ({}, {"name": None}, {"settings": {"fps": None}}):
        assert client.patch(f"/api/projects/{film.id}", json=nothing).is_success
    assert git(folder(services, film.id), "rev-parse", "HEAD") == before
    refused = client.patch(f"/api/projects/{film.id}", json={"descripton": "typo"})
    assert refused.status_code == 422
    assert refused.json()["errors"]
    assert git(folder(services, film.id), "log", "--format=%s").splitlines()[0] == "Change the film's description"


def test_a_stale_version_is_refused_and_the_newer_text_stays(client: TestClient, services: Services) -> None:
    film = a_film(services)
    seen = client.get(f"/api/projects/{film.id}").headers["ETag"]
    assert client.patch(
        f"/api/projects/{film.id}", json={"description": "first"}, headers={"If-Match": seen}
    ).is_success
    late = client.patch(f"/api/projects/{film.id}", json={"description": "second"}, headers={"If-Match": seen})
    assert late.status_code == 412
    assert client.get(f"/api/projects/{film.id}").json()["description"] == "first"


def test_unknown_keys_in_the_manifest_survive_a_save(client: TestClient, services: Services) -> None:
    import json

    film = a_film(services)
    manifest = folder(services, film.id) / "project.json"
    data = json.loads(manifest.read_text())
    data["plugin"] = {"kept": [1, 2, 3]}
    data["narrative"]["chapters"][0]["colour"] = "amber"
    manifest.write_text(json.dumps(data))
    client.patch(f"/api/projects/{film.id}", json={"quality": "high"})
    saved = json.loads(manifest.read_text())
    assert saved["plugin"] == {"kept": [1, 2, 3]}
    assert saved["narrative"]["chapters"][0]["colour"] == "amber"
    assert saved["quality"] == "high"


def test_deleting_a_film_asks_first_and_can_be_undone(client: TestClient, services: Services, tmp_path: Path) -> None:
    film = a_film(services)
    take = a_take(services, film.id, a_shot(services, film).id, tmp_path / "out")
    assert client.delete(f"/api/projects/{film.id}").json()["code"] == "confirmation_needed"
    assert client.delete(f"/api/projects/{film.id}?confirm=true").status_code == 204
    assert client.get(f"/api/projects/{film.id}").status_code == 404
    assert client.post(f"/api/projects/{film.id}/restore").is_success
    assert (folder(services, film.id) / take.output.path).is_file()


def test_the_same_idempotency_key_makes_one_film(client: TestClient) -> None:
    key = {"Idempotency-Key": "create-once"}
    first = client.post("/api/projects", json={"name": "Once"}, headers=key).json()
    assert client.post("/api/projects", json={"name": "Once"}, headers=key).json()["id"] == first["id"]
    refused = client.post("/api/projects", json={"name": "Twice"}, headers=key)
    assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_mismatch")
    assert client.get("/api/projects").json()["total"] == 1


def test_every_error_has_one_shape_and_no_path_of_this_machine(client: TestClient, services: Services) -> None:
    film = a_film(services)
    answers = [
        client.get("/api/projects/00000000-0000-4000-8000-000000000000"),
        client.get("/api/projects/not-an-id"),
        client.get(f"/api/projects/{film.id}/shots/shot-000000000000"),
        client.post("/api/projects", content=b"{", headers={"Content-Type": "application/json"}),
        client.post("/api/projects", json={"name": 3}),
        client.put("/api/projects"),
        client.get("/api/nothing/here"),
        client.delete(f"/api/projects/{film.id}"),
    ]
    for answer in answers:
        body = answer.json()
        assert answer.headers["content-type"].startswith("application/problem+json"), answer.url
        assert {"type", "title", "status", "detail", "instance", "code"} <= set(body)
        assert body["status"] == answer.status_code < 500
        assert str(services.settings.workspace_root) not in answer.text
    assert answers[5].headers["Allow"]


def test_the_same_routes_answer_under_v1(client: TestClient, services: Services) -> None:
    a_film(services)
    assert client.get("/api/v1/projects").json() == client.get("/api/projects").json()
