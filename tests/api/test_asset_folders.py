"""Folders of assets over HTTP: made, renamed, moved and removed, with what lies in them on disk."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from app.domain.project import Project
from builders import a_picture

Json = dict[str, Any]
RAW = {"content-type": "application/octet-stream"}


class Places:
    """A film's locations and their folders."""

    def __init__(self, client: TestClient, services: Services, film: Project, picture: bytes) -> None:
        self.client, self.film, self.picture = client, film, picture
        self.root = services.workspace.root(film.id)
        self.url = f"/api/projects/{film.id}"

    def add(self, name: str, folder: str = "") -> Json:
        body = {"category": "locations", "name": name, "inFolder": folder}
        answer = self.client.post(f"{self.url}/assets", json=body)
        assert answer.status_code == 201, answer.text
        asset: Json = answer.json()
        self.client.put(f"{self.url}/assets/{asset['assetId']}/files/view.png", content=self.picture, headers=RAW)
        return asset

    def get(self, asset: Json) -> Json:
        found: Json = self.client.get(f"{self.url}/assets/{asset['assetId']}").json()
        return found

    def folder(self, path: str) -> Any:
        return self.client.post(f"{self.url}/asset-folders", json={"category": "locations", "path": path})

    def folders(self) -> list[str]:
        return [one["path"] for one in self.client.get(f"{self.url}/asset-folders").json()["items"]]

    def put(self, asset: Json, folder: str) -> Any:
        return self.client.post(f"{self.url}/assets/{asset['assetId']}/move", json={"folder": folder})

    def move(self, source: str, target: str) -> Any:
        body = {"category": "locations", "from": source, "to": target}
        return self.client.post(f"{self.url}/asset-folders/move", json=body)

    def remove(self, path: str) -> Any:
        return self.client.delete(f"{self.url}/asset-folders", params={"category": "locations", "path": path})

    def git(self, *words: str) -> str:
        done = subprocess.run(["git", "-C", str(self.root), *words], check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def lies_at(self, asset: Json, folder: str) -> bool:
        """The record says so, the file is there and shown, and Git agrees."""
        found = self.get(asset)
        path = f"01_Assets/Locations/{folder}/view.png"
        shown = self.client.get(found["files"][0]["url"])
        return (
            found["folder"] == f"01_Assets/Locations/{folder}"
            and found["files"][0]["path"] == path
            and (self.root / path).read_bytes() == self.picture == shown.content
            and path in self.git("ls-tree", "-r", "-z", "--name-only", "HEAD").split("\0")
            and self.git("status", "--porcelain") == ""
        )


@pytest.fixture
def places(client: TestClient, services: Services, film: Project, tmp_path: Any) -> Places:
    return Places(client, services, film, a_picture(tmp_path / "view.png").read_bytes())


def test_an_asset_goes_into_a_folder_and_out_again(places: Places) -> None:
    pier = places.add("Pier")
    assert places.folder("Harbour/Old part").status_code == 201
    assert places.folders() == ["Harbour", "Harbour/Old part"]
    assert places.put(pier, "Harbour/Old part").status_code == 200
    assert places.lies_at(pier, "Harbour/Old part/Pier")
    assert places.git("log", "-1", "--format=%s") == "Move “Pier” to Harbour/Old part"
    assert places.put(pier, "").status_code == 200
    assert places.lies_at(pier, "Pier")
    assert places.folders() == ["Harbour", "Harbour/Old part"]
    assert places.put(pier, "Nowhere").json()["code"] == "folder_not_found"


def test_a_renamed_folder_takes_along_what_is_in_it_also_what_is_deleted(places: Places) -> None:
    places.folder("Harbour")
    pier, gone = places.add("Pier", "Harbour"), places.add("Gone", "Harbour")
    places.client.delete(f"{places.url}/assets/{gone['assetId']}")
    places.folder("Harbour/Night")
    boat = places.add("Boat", "Harbour/Night")
    assert places.move("Harbour", "Coast/Port").status_code == 200
    assert places.folders() == ["Coast", "Coast/Port", "Coast/Port/Night"]
    assert places.lies_at(pier, "Coast/Port/Pier")
    assert places.lies_at(boat, "Coast/Port/Night/Boat")
    places.client.post(f"{places.url}/assets/{gone['assetId']}/restore")
    assert places.lies_at(gone, "Coast/Port/Gone")
    assert places.move("Coast", "Coast/Port/Deeper").status_code == 422
    assert places.move("Harbour", "Elsewhere").status_code == 404


def test_folders_and_assets_never_lie_in_one_place(places: Places) -> None:
    pier = places.add("Pier")
    assert places.folder("Pier").json()["code"] == "name_taken"
    assert places.folder("pier/Below").json()["code"] == "name_taken"
    places.folder("Harbour")
    assert places.folder("harbour").json()["code"] == "name_taken"
    other = places.add("Harbour")
    assert places.lies_at(other, "Harbour_2")
    places.put(pier, "Harbour")
    twin = places.add("Pier", "Harbour")
    assert places.lies_at(twin, "Harbour/Pier_2")
    assert places.put(places.add("Pier"), "Harbour").json()["folder"] == "01_Assets/Locations/Harbour/Pier_3"


def test_only_an_empty_folder_is_removed(places: Places) -> None:
    places.folder("Harbour/Old")
    pier = places.add("Pier", "Harbour/Old")
    refused = places.remove("Harbour").json()
    assert (refused["code"], "Pier" in refused["detail"]) == ("folder_not_empty", True)
    places.client.delete(f"{places.url}/assets/{pier['assetId']}")
    assert places.remove("Harbour").status_code == 204
    assert places.folders() == []
    places.client.post(f"{places.url}/assets/{pier['assetId']}/restore")
    assert places.folders() == ["Harbour", "Harbour/Old"]
    assert places.lies_at(pier, "Harbour/Old/Pier")


def test_what_was_moved_is_taken_back(places: Places) -> None:
    places.folder("Harbour")
    pier, boat = places.add("Pier", "Harbour"), places.add("Boat")
    renamed = places.move("Harbour", "Port")
    given = places.client.post(
        f"{places.url}/assets/{boat['assetId']}/files/view.png/move", json={"to": pier["assetId"], "name": "boat.png"}
    )
    for done in (given, renamed):
        undone = places.client.post(f"{places.url}/history/undo", json={"commits": [done.headers["Auteur-Commit"]]})
        assert undone.status_code == 201, undone.text
    assert places.folders() == ["Harbour"]
    assert places.lies_at(pier, "Harbour/Pier")
    assert places.lies_at(boat, "Boat")


@pytest.mark.parametrize("path", ["", "/", "../x", "a/../b", "CON", ".git", "a//b", "x/" * 9, "a\x00b", "a" * 300])
def test_what_is_no_name_for_a_folder_is_refused(places: Places, path: str) -> None:
    answer = places.folder(path)
    assert 400 <= answer.status_code < 500, answer.text
    assert places.folders() == []


def test_a_films_own_folders_are_told_like_its_other_fields(places: Places) -> None:
    places.folder("Harbour")
    project = places.client.get(places.url).json()["manifest"]
    assert project["assetFolders"] == ["01_Assets/Locations/Harbour"]
