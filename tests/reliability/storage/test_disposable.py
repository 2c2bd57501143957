"""Every index and cache may be thrown away at any time: whatever is asked is answered as before."""

from __future__ import annotations

import io
import shutil
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from app.container import Services, build_services
from app.main import create_app
from app.services.films import glances
from builders import StudioClient, a_film, a_picture, a_shot, a_take, settings_for

RAW = {"content-type": "application/octet-stream"}
ASKED_ELSEWHERE = (
    "/tasks/",
    "/uploads/",
    "/archive",
    "/script",
    "/elements",
    "/health",
    "/storage",
    "/workspace/config",
)
"""They need a task, an upload, a ticket or a link, or tell of the disk at this moment."""
NOTHING_THERE = {"characters/music", "face.png/strip", "face.png/waveform", "theme.wav/strip", "theme.wav/thumbnail"}
"""A sound has no picture and is nobody; a picture has no sound and no moments."""
Answers = dict[str, tuple[int, bytes]]


def open_studio(root: Path, valkey_url: str) -> Services:
    services = build_services(settings_for(root, valkey_url))
    services.library.install()
    services.workspace.prepare()
    return services


class Studio:
    """A film with something of every kind, and all that can be read of it."""

    def __init__(self, root: Path, valkey_url: str, tmp_path: Path) -> None:
        self._root, self._valkey_url = root, valkey_url
        self.services = open_studio(root, valkey_url)
        film = a_film(self.services)
        shot = a_shot(self.services, film)
        take = a_take(self.services, film.id, shot.id, tmp_path)
        self.folder = self.services.workspace.root(film.id)
        url = f"/api/projects/{film.id}"
        with self.client() as client:
            music = client.post(f"{url}/assets", json={"category": "music", "name": "Theme"}).json()["assetId"]
            client.put(f"{url}/assets/{music}/files/theme.wav", content=a_sound(), headers=RAW).raise_for_status()
            who = client.post(f"{url}/assets", json={"category": "characters", "name": "Mara"}).json()["assetId"]
            face = a_picture(tmp_path / "face.png").read_bytes()
            client.put(f"{url}/assets/{who}/files/face.png", content=face, headers=RAW).raise_for_status()
            script = {"documentType": "screenplay", "name": "Script", "content": "INT. DINER - DAY\n\nMara waits.\n"}
            document = client.post(f"{url}/documents", json=script).raise_for_status().json()["path"]
            commit = client.get(f"{url}/history").json()["items"][0]["commit"]
            tree = client.get(f"{url}/tree").json()["chapters"][0]
            known = {
                "project_id": [film.id],
                "chapter_id": [tree["id"]],
                "scene_id": [tree["scenes"][0]["id"]],
                "shot_id": [shot.id],
                "number": ["1"],
                "commit": [commit],
                "pipeline_id": [client.get("/api/pipelines").json()["items"][0]["id"]],
                "path": [document],
            }
            files = [{"asset_id": [music], "name": ["theme.wav"]}, {"asset_id": [who], "name": ["face.png"]}]
            self.asked = [
                *(
                    address
                    for path, verbs in client.get("/openapi.json").json()["paths"].items()
                    if "get" in verbs and not any(part in path for part in ASKED_ELSEWHERE)
                    for of_asset in (files if "{asset_id}" in path else files[:1])
                    for address in filled(path, verbs["get"], {**known, **of_asset}, take.output.path)
                )
            ]

    def client(self) -> TestClient:
        """A studio that has only just started."""
        self.services = open_studio(self._root, self._valkey_url)
        return StudioClient(create_app(services=self.services))

    def spoil(self) -> None:
        """Rubbish in the place of what is remembered of the shots."""
        self.services.workspace.glances.settle()
        for file in (self.services.settings.cache_dir / "glances").iterdir():
            file.write_bytes(b"rubbish")

    def throw_away(self) -> None:
        self.services.workspace.glances.settle()
        shutil.rmtree(self.services.settings.cache_dir)
        shutil.rmtree(self.folder / ".git" / "auteur", ignore_errors=True)  # made again by the next change


def a_sound() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(8000))
    return out.getvalue()


def filled(path: str, operation: Any, known: dict[str, list[str]], picture: str) -> Iterator[str]:
    """The address with what is known put in, and what must be said behind it."""
    needed = {one["name"] for one in operation.get("parameters", []) if one["in"] == "query" and one.get("required")}
    said = {"to": "hero-journey", "pattern": "*.png", "path": picture}
    for name, values in known.items():
        path = path.replace(f"{{{name}}}", quote(values[0]))
    yield path + ("?" if needed else "") + "&".join(f"{name}={quote(said[name])}" for name in sorted(needed))


def ending(address: str) -> str:
    """What is asked of a thing, such as `face.png/strip`; of an id its kind."""
    above, last = address.partition("?")[0].split("/")[-2:]
    return f"{above}/{last.partition('-')[0]}"


def answers(client: TestClient, asked: list[str]) -> Answers:
    return {address: (got.status_code, got.content) for address in asked if (got := client.get(address))}


@pytest.fixture
def studio(tmp_path: Path, valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> Studio:
    monkeypatch.setattr(glances, "_WORTH_KEEPING", 1)  # as in a large film
    return Studio(tmp_path / "Workspace", valkey_url, tmp_path)


def test_all_answers_are_the_same_without_any_cache(studio: Studio) -> None:
    with studio.client() as client:
        before = answers(client, studio.asked)
        assert len(before) > 44
        assert {address: status for address, (status, _) in before.items() if status not in (200, 404, 415)} == {}
        assert {ending(address) for address, (status, _) in before.items() if status != 200} == NOTHING_THERE
        studio.spoil()
        assert answers(client, studio.asked) == before
    with studio.client() as client:
        assert answers(client, studio.asked) == before
        studio.throw_away()
        assert answers(client, studio.asked) == before
        studio.throw_away()
    with studio.client() as client:
        assert answers(client, studio.asked) == before
