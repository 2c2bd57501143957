"""Characters over HTTP: a face, variations and a trained model in their slots, and where each character is used."""

from __future__ import annotations

import json
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from app.container import Services
from app.domain.project import Project
from app.domain.shot import Shot
from app.sample_film import SCRIPT, make_sample_film
from builders import a_film, a_picture, a_shot

Json = dict[str, Any]
RAW = {"content-type": "application/octet-stream"}


class Sheet:
    """A film with a shot, and a character over HTTP."""

    def __init__(self, client: TestClient, services: Services, film: Project, shot: Shot, folder: Path) -> None:
        self.client, self.film, self.shot, self.folder = client, film, shot, folder
        self.root: Path = services.workspace.root(film.id)
        self.film_url = f"/api/projects/{film.id}"
        self.id = self.add("Mara")
        self.url = f"{self.film_url}/characters/{self.id}"

    def add(self, name: str) -> str:
        answer = self.client.post(f"{self.film_url}/assets", json={"category": "characters", "name": name})
        asset_id: str = answer.json()["assetId"]
        return asset_id

    def get(self) -> Json:
        answer = self.client.get(self.url)
        assert answer.status_code == 200, answer.text
        character: Json = answer.json()
        return character

    def picture(self, colour: str, ending: str = "png") -> bytes:
        path = a_picture(self.folder / f"{colour}.png", colour)
        if ending == "jpg":
            Image.open(path).convert("RGB").save(path, "JPEG")
        return path.read_bytes()

    def put(self, slot: str, content: bytes) -> Json:
        answer = self.client.put(f"{self.url}/{slot}", content=content, headers=RAW)
        assert answer.status_code == 200, answer.text
        character: Json = answer.json()
        return character

    def add_file(self, name: str, content: bytes) -> None:
        url = f"{self.film_url}/assets/{self.id}/files/{name}"
        assert self.client.put(url, content=content, headers=RAW).status_code == 201

    def cast(self, shot_id: str | None = None, asset_id: str | None = None) -> None:
        url = f"{self.film_url}/shots/{shot_id or self.shot.id}/cast/{asset_id or self.id}"
        assert self.client.put(url).status_code == 200

    def do(self, method: str, path: str, **more: Any) -> Any:
        answer = self.client.request(method, f"{self.film_url}/{path}", **more)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def entry(self, asset_id: str | None = None) -> Json:
        manifest = json.loads((self.root / "project.json").read_text())
        return next(one for one in manifest["assets"]["characters"] if one["assetId"] == (asset_id or self.id))

    def used_in(self, asset_id: str | None = None) -> list[str]:
        return [use["shotId"] for use in self.entry(asset_id)["usage"]]

    def subjects(self) -> list[str]:
        log = ["git", "-C", str(self.root), "log", "--format=%s"]
        return subprocess.run(log, check=True, capture_output=True, text=True).stdout.splitlines()


def a_model(**said: str) -> bytes:
    header = {"lora_a.weight": {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]}, "__metadata__": said}
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + b"\0" * 4


@pytest.fixture
def sheet(client: TestClient, services: Services, tmp_path: Path) -> Iterator[Sheet]:
    film = a_film(services)
    yield Sheet(client, services, film, a_shot(services, film), tmp_path)


def test_a_character_grows_from_a_concept_to_be_ready_for_production(sheet: Sheet) -> None:
    assert sheet.get()["lifecycle"] == {"stage": "concept", "missing": ["a base face"]}
    face = sheet.put("base-face", sheet.picture("teal"))
    assert face["baseFaceImagePath"] == "01_Assets/Characters/Mara/base_face.png"
    assert face["lifecycle"]["stage"] == "visual-identity"
    sheet.add_file("mara_v1.safetensors", a_model())
    assert (sheet.get()["loraTrainingStatus"], sheet.get()["loraModelPath"]) == (
        "completed",
        "01_Assets/Characters/Mara/mara_v1.safetensors",
    )
    for slot in ("expression_happy", "view_half_left_night", "pose_walking"):
        last = sheet.put(f"variations/{slot}", sheet.picture("navy"))
    assert last["lifecycle"] == {"stage": "production-ready", "missing": []}
    assert sheet.client.delete(f"{sheet.film_url}/assets/{sheet.id}/files/mara_v1.safetensors").status_code == 204
    left = sheet.get()
    assert (left["loraModelPath"], left["loraTrainingStatus"]) == (None, "untrained")
    assert left["lifecycle"] == {"stage": "visual-identity", "missing": ["a trained LoRA"]}


def test_a_replaced_variation_takes_the_place_of_the_old_one_in_one_commit(sheet: Sheet) -> None:
    sheet.put("variations/expression_happy", sheet.picture("teal"))
    replaced = sheet.put("variations/expression_happy", sheet.picture("navy", "jpg"))
    assert replaced["variations"] == {"expression_happy": "01_Assets/Characters/Mara/expression_happy.jpg"}
    assert [file["name"] for file in replaced["files"]] == ["expression_happy.jpg"]
    assert not (sheet.root / "01_Assets/Characters/Mara/expression_happy.png").exists()
    assert sheet.subjects()[:2] == ["Replace happy of character “Mara”", "Add happy of character “Mara”"]
    assert sheet.client.delete(f"{sheet.url}/variations/expression_happy").status_code == 204
    assert (sheet.get()["variations"], sheet.get()["files"]) == ({}, [])


def test_one_of_the_own_pictures_can_be_chosen_and_is_never_lost_by_a_replacement(sheet: Sheet) -> None:
    sheet.add_file("casting photo.png", sheet.picture("teal"))
    chosen = sheet.client.put(f"{sheet.url}/base-face", json={"name": "casting photo.png"})
    assert chosen.json()["baseFaceImagePath"].endswith("/casting photo.png"), chosen.text
    replaced = sheet.put("base-face", sheet.picture("navy"))
    assert {file["name"] for file in replaced["files"]} == {"casting photo.png", "base_face.png"}
    sheet.do("DELETE", f"assets/{sheet.id}/files/base_face.png")
    assert sheet.get()["baseFaceImagePath"] is None


@pytest.mark.parametrize(
    ("path", "sent", "code"),
    [
        ("base-face", {"content": b"GIF89a not a picture", "headers": RAW}, "wrong_type"),
        ("base-face", {"content": b"", "headers": RAW}, "invalid"),
        ("base-face", {"json": {"name": "nowhere.png"}}, "file_not_found"),
        ("base-face", {"json": {"name": 7}}, "invalid"),
        ("base-face", {"content": b"x", "headers": {"content-type": "image/png"}}, "wrong_type"),
        ("variations/..%2f..%2fproject", {"content": b"x", "headers": RAW}, "wrong_type"),
        ("variations/Not A Key", {"content": b"x", "headers": RAW}, "not_found"),
        ("lora", {"json": {"name": "nowhere.safetensors"}}, "file_not_found"),
    ],
)
def test_what_is_no_picture_is_refused_and_changes_nothing(sheet: Sheet, path: str, sent: Json, code: str) -> None:
    before = sheet.entry()
    answer = sheet.client.put(f"{sheet.url}/{path}", **sent)
    assert 400 <= answer.status_code < 500
    assert answer.json()["code"] == code, answer.text
    assert sheet.entry() == before


def test_a_model_proposes_the_words_that_it_was_taught(sheet: Sheet) -> None:
    tags = json.dumps({"10_mara": {"mar4": 20, "woman": 12, "\u0007": 30}, "odd": {"x": "many"}})
    said = {"modelspec.trigger_phrase": "mar4  woman", "ss_tag_frequency": tags}
    sheet.add_file("one.safetensors", a_model(**said))
    sheet.add_file("two.safetensors", a_model(ss_tag_frequency="[1, 2]"))
    first, second = sheet.get()["files"]
    assert (first["model"]["triggerWords"], second["model"]["triggerWords"]) == (["mar4 woman", "mar4", "woman"], [])
    assert sheet.get()["triggerWord"] is None
    chosen = sheet.client.put(f"{sheet.url}/lora", json={"name": "two.safetensors"}).json()
    assert chosen["loraModelPath"].endswith("/two.safetensors")


def test_slots_follow_their_files_to_another_name_and_another_folder(sheet: Sheet) -> None:
    sheet.add_file("photo.png", sheet.picture("teal"))
    sheet.client.put(f"{sheet.url}/base-face", json={"name": "photo.png"})
    sheet.put("variations/pose_bust", sheet.picture("navy"))
    sheet.do("POST", f"assets/{sheet.id}/files/photo.png/move", json={"name": "face.png"})
    sheet.do("POST", "asset-folders", json={"category": "characters", "path": "Leads"})
    sheet.do("POST", f"assets/{sheet.id}/move", json={"folder": "Leads"})
    moved, folder = sheet.get(), "01_Assets/Characters/Leads/Mara"
    assert moved["baseFaceImagePath"] == f"{folder}/face.png"
    assert moved["variations"] == {"pose_bust": f"{folder}/pose_bust.png"}
    replaced = sheet.put("variations/pose_bust", sheet.picture("red"))
    assert {file["path"] for file in replaced["files"]} == {f"{folder}/face.png", f"{folder}/pose_bust.png"}
    other = sheet.add("Tom")
    sheet.do("POST", f"assets/{sheet.id}/files/face.png/move", json={"to": other})
    assert sheet.get()["baseFaceImagePath"] is None


def test_only_a_character_is_a_character(sheet: Sheet) -> None:
    style = sheet.do("POST", "assets", json={"category": "styles", "name": "Noir"})["assetId"]
    for method, path in (("GET", ""), ("PATCH", ""), ("DELETE", "/base-face"), ("DELETE", "/lora")):
        answer = sheet.client.request(method, f"{sheet.film_url}/characters/{style}{path}", json={})
        assert (answer.status_code, answer.json()["code"]) == (404, "character_not_found")


def test_usage_follows_the_cast_through_everything_that_happens_to_the_shots(sheet: Sheet) -> None:
    tree = sheet.do("GET", "tree")
    chapter, scene = tree["chapters"][0], tree["chapters"][0]["scenes"][0]
    second = sheet.do("POST", f"scenes/{scene['id']}/shots", json={"cast": [{"name": "Mara", "assetId": sheet.id}]})[
        "id"
    ]
    sheet.cast()
    assert sheet.used_in() == [sheet.shot.id, second]
    sheet.do("POST", "narrative/reorder", json={"id": second, "parentId": scene["id"], "index": 0})
    assert sheet.used_in() == [second, sheet.shot.id]
    other = sheet.do("POST", f"chapters/{chapter['id']}/scenes", json={"name": "Pier"})["id"]
    sheet.do("POST", "narrative/reorder", json={"id": second, "parentId": other, "index": 0})
    assert sheet.entry()["usage"][1] == {"shotId": second, "sceneId": other, "chapterId": chapter["id"]}
    copy = sheet.do("POST", f"shots/{second}/duplicate")["id"]
    assert sheet.used_in() == [sheet.shot.id, second, copy]
    sheet.do("DELETE", f"scenes/{other}?confirm=true")
    assert sheet.used_in() == [sheet.shot.id]
    sheet.do("POST", "narrative/restore", json={"id": other})
    assert sheet.used_in() == [sheet.shot.id, second, copy]
    sheet.do("PATCH", f"shots/{second}", json={"cast": []})
    sheet.do("DELETE", f"shots/{sheet.shot.id}/cast/{sheet.id}")
    assert sheet.used_in() == [copy]
    told = [use["shotId"] for use in sheet.do("GET", f"assets/{sheet.id}/usages")["items"]]
    assert told == [use["shotId"] for use in sheet.get()["usage"]] == [copy]


def test_usage_is_true_after_the_film_or_the_character_came_back_from_history(sheet: Sheet) -> None:
    sheet.cast()
    then = sheet.do("GET", "history")["items"][0]["commit"]
    sheet.do("DELETE", f"shots/{sheet.shot.id}/cast/{sheet.id}")
    sheet.do("PATCH", f"assets/{sheet.id}", json={"description": "Tall"})
    sheet.do("POST", "history/restore", json={"commit": then, "elementId": sheet.id})
    assert (sheet.used_in(), sheet.entry()["description"]) == ([], "")
    sheet.do("POST", "history/restore", json={"commit": then})
    assert sheet.used_in() == [sheet.shot.id]


def test_a_film_whose_characters_have_no_usage_yet_gets_it_with_its_next_change(sheet: Sheet) -> None:
    sheet.cast()
    manifest = json.loads((sheet.root / "project.json").read_text())
    for entry in manifest["assets"]["characters"]:
        for key in ("usage", "variations", "loraTrainingStatus"):
            del entry[key]
        entry["baseFaceImagePath"] = "/etc/passwd"
    (sheet.root / "project.json").write_text(json.dumps(manifest))
    assert sheet.get()["baseFaceImagePath"] is None
    sheet.client.patch(sheet.film_url, json={"description": "Another night"})
    assert sheet.used_in() == [sheet.shot.id]


def test_casting_does_not_make_the_character_another_version(sheet: Sheet) -> None:
    version = sheet.client.get(sheet.url).headers["etag"]
    sheet.cast()
    answer = sheet.client.patch(sheet.url, json={"triggerWord": "mar4"}, headers={"If-Match": version})
    assert answer.status_code == 200
    stale = sheet.client.patch(sheet.url, json={"triggerWord": "mar5"}, headers={"If-Match": version})
    assert stale.status_code in (409, 412)


def test_the_prompt_of_a_shot_knows_its_characters_by_their_words(sheet: Sheet) -> None:
    words = {
        "description": "A tall woman",
        "triggerWord": "mar4",
        "keywords": ["red coat"],
        "negativeKeywords": ["hat"],
    }
    sheet.client.patch(sheet.url, json=words)
    sheet.cast()
    prompt = sheet.do("POST", f"shots/{sheet.shot.id}/prompt/preview")
    assert prompt["parts"]["identity"] == "Mara, mar4, A tall woman, red coat"
    assert "hat" in prompt["negative"] and "hat" not in prompt["text"]


def test_the_standard_set_is_told(sheet: Sheet) -> None:
    groups = sheet.client.get("/api/templates/variations").json()["items"]
    slots = {slot["type"]: slot["label"] for group in groups for row in group["rows"] for slot in row["slots"]}
    assert len(slots) == 11 + 4 * 9 + 5
    assert slots["view_side_left_photo_studio"] == "Side left"
    assert {"expression_neutral", "pose_upper_body", "view_half_right_rembrandt"} <= slots.keys()


def test_the_sample_films_characters_are_cast(client: TestClient, services: Services) -> None:
    film = make_sample_film(services, json.loads(SCRIPT.read_bytes()))
    found = client.get(f"/api/projects/{film}/assets?category=characters").json()["items"]
    assert {one["name"]: len(one["usage"]) for one in found} == {"Mara": 6, "Tom": 4}
