"""A film to rearrange, and what is asked of it afterwards."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from app.container import Services
from app.domain.project import NewScene
from app.services.health.integrity import verify_film
from builders import a_film, a_shot, a_take

Json = dict[str, Any]


class TwoScenes:
    """A film of one chapter with two scenes: `diner` with three shots, `pier` with one; and what is asked of it."""

    def __init__(self, client: TestClient, services: Services, folder: Path) -> None:
        self.client, self.services, self.folder = client, services, folder
        film = a_film(services)
        self.id, self.url = film.id, f"/api/projects/{film.id}"
        self.root = services.workspace.root(film.id)
        self.chapters = [chapter.id for chapter in film.narrative.chapters]
        self.first = a_shot(services, film, name="First").id
        self.diner = services.workspace.film(film.id).project.shot(self.first).scene.id
        self.second, self.third = (self._shot(self.diner, name) for name in ("Second", "Third"))
        self.pier = services.narrative.add_scene(film.id, self.chapters[0], NewScene(name="Pier")).id
        self.quiet = self._shot(self.pier, "Quiet")

    def _shot(self, scene: str, name: str) -> str:
        shot_id: str = self.client.post(f"{self.url}/scenes/{scene}/shots", json={"name": name}).json()["id"]
        return shot_id

    def take(self, shot: str, colour: str = "teal") -> None:
        a_take(self.services, self.id, shot, self.folder, colour)

    def move(self, element: str, parent: str | None, index: int) -> Json:
        answer = self.client.post(
            f"{self.url}/narrative/reorder", json={"id": element, "parentId": parent, "index": index}
        )
        assert answer.status_code == 200, answer.text
        moved: Json = answer.json()
        return moved

    def order(self, scene: str) -> list[str]:
        return [shot["name"] for shot in self.client.get(f"{self.url}/scenes/{scene}").json()["shots"]]

    def shot(self, shot: str) -> Json:
        record: Json = self.client.get(f"{self.url}/shots/{shot}").json()
        return record

    def takes(self, shot: str) -> list[Json]:
        takes: list[Json] = self.client.get(f"{self.url}/shots/{shot}/takes?deleted=true").json()["items"]
        return takes

    def git(self, *words: str) -> str:
        return subprocess.run(
            ["git", "-C", str(self.root), *words], check=True, capture_output=True, text=True
        ).stdout.strip()

    def is_whole(self) -> None:
        """Git and Git LFS are content, nothing is left uncommitted, and every take is where its sidecar says."""
        assert self.git("status", "--porcelain") == ""
        self.git("fsck", "--strict")
        self.git("lfs", "fsck")
        assert verify_film(self.root, self.id).findings == []
        for place in self.services.workspace.film(self.id).project.shots():
            for take in self.takes(place.shot.id):
                assert take["output"]["path"].startswith(f"{place.folder}/{place.slate}_take")
                assert (take["chapter"], take["scene"], take["shot"]) == (
                    place.chapter.number, place.scene.number, place.shot.number,
                )  # fmt: skip
                media = self.client.get(f"{self.url}/shots/{place.shot.id}/takes/{take['takeNumber']}/media")
                assert len(media.content) == take["output"]["bytes"]
