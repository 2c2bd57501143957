"""Assets over HTTP: one entry in the manifest each, used by shots, deleted without losing anything."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from app.domain.project import Project
from app.domain.shot import Shot
from builders import a_film, a_shot

Json = dict[str, Any]


class Props:
    """A film with a shot, and its assets over HTTP."""

    def __init__(self, client: TestClient, services: Services, film: Project, shot: Shot) -> None:
        self.client, self.film, self.shot = client, film, shot
        self.root: Path = services.workspace.root(film.id)
        self.url = f"/api/projects/{film.id}"

    def add(self, category: str, name: str, **fields: Any) -> Json:
        answer = self.client.post(f"{self.url}/assets", json={"category": category, "name": name, **fields})
        assert answer.status_code == 201, answer.text
        asset: Json = answer.json()
        assert answer.headers["location"] == f"{self.url}/assets/{asset['assetId']}"
        return asset

    def cast(self, asset: Json, shot_id: str | None = None) -> Json:
        answer = self.client.put(f"{self.url}/shots/{shot_id or self.shot.id}/cast/{asset['assetId']}")
        assert answer.status_code == 200, answer.text
        shot: Json = answer.json()
        return shot

    def prompt(self) -> Json:
        prompt: Json = self.client.post(f"{self.url}/shots/{self.shot.id}/prompt/preview").json()
        return prompt

    def manifest(self) -> Json:
        manifest: Json = json.loads((self.root / "project.json").read_text())
        return manifest

    def last_sentence(self) -> str:
        log = ["git", "-C", str(self.root), "log", "-1", "--format=%s"]
        return subprocess.run(log, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def props(client: TestClient, services: Services) -> Iterator[Props]:
    film = a_film(services)
    yield Props(client, services, film, a_shot(services, film))


def test_an_asset_is_an_entry_of_the_manifest_and_a_commit(props: Props) -> None:
    mara = props.add("characters", "Mara Voss", description="Forty, tired", tags=["lead"], triggerWord="mrvs")
    assert mara["assetId"].startswith("char-")
    assert mara["folder"] == "01_Assets/Characters/Mara_Voss"
    kept = props.manifest()["assets"]["characters"][0]
    assert (kept["assetId"], kept["assetType"], kept["name"], kept["triggerWord"]) == (
        mara["assetId"],
        "character",
        "Mara Voss",
        "mrvs",
    )
    assert props.last_sentence() == "Add character “Mara Voss”"
    assert props.add("characters", "Mara Voss")["folder"] == "01_Assets/Characters/Mara_Voss_2"
    assert props.add("music", "!?")["folder"].startswith("01_Assets/Music/music-")


def test_assets_are_searched_by_words_category_and_tag(props: Props) -> None:
    props.add("characters", "Mara", keywords=["red coat"], tags=["Lead"])
    props.add("styles", "Noir", description="Hard light, red neon")
    props.add("locations", "Diner")

    def names(**query: str) -> list[str]:
        return [asset["name"] for asset in props.client.get(f"{props.url}/assets", params=query).json()["items"]]

    assert names() == ["Mara", "Diner", "Noir"]
    assert names(q="RED") == ["Mara", "Noir"]
    assert names(q="red neon") == ["Noir"]
    assert names(category="locations") == ["Diner"]
    assert names(tag="lead") == ["Mara"]
    first = props.client.get(f"{props.url}/assets?limit=2").json()
    assert (first["total"], len(first["items"]), first["nextCursor"]) == (3, 2, "2")


def test_a_change_names_the_version_it_saw_and_keeps_keys_that_nobody_knows(props: Props) -> None:
    mara = props.add("characters", "Mara")
    url = f"{props.url}/assets/{mara['assetId']}"
    manifest = props.manifest()
    manifest["assets"]["characters"][0]["shoeSize"] = 39
    (props.root / "project.json").write_text(json.dumps(manifest))
    seen = props.client.get(url).headers["etag"]
    answer = props.client.patch(url, json={"keywords": ["red coat"]}, headers={"If-Match": seen})
    assert answer.status_code == 200
    assert answer.headers["etag"] != seen
    assert props.client.patch(url, json={"name": "M"}, headers={"If-Match": seen}).status_code == 412
    assert props.manifest()["assets"]["characters"][0]["shoeSize"] == 39
    assert props.client.patch(url, json={"shoes": 1}).status_code == 422
    assert props.client.patch(url, json={"keywords": None}).json()["keywords"] == []


def test_a_used_asset_is_deleted_only_when_that_is_confirmed_and_comes_back_whole(props: Props) -> None:
    mara = props.add("characters", "Mara", description="a tired woman")
    props.cast(mara)
    url = f"{props.url}/assets/{mara['assetId']}"
    refused = props.client.delete(url)
    assert (refused.status_code, refused.json()["code"], refused.json()["usages"]) == (409, "asset_in_use", 1)
    assert "“Mara” is used in a shot" in refused.json()["detail"]
    assert props.client.delete(f"{url}?confirm=true").status_code == 204
    assert props.client.get(url).json()["code"] == "asset_not_found"
    assert "tired woman" not in props.prompt()["text"]
    assert [a["name"] for a in props.client.get(f"{props.url}/assets?deleted=true").json()["items"]] == ["Mara"]
    assert props.client.post(f"{url}/restore").json()["name"] == "Mara"
    assert props.client.post(f"{url}/restore").status_code == 200
    assert "tired woman" in props.prompt()["text"]
    assert [usage["shotId"] for usage in props.client.get(f"{url}/usages").json()["items"]] == [props.shot.id]
    assert props.last_sentence() == "Restore character “Mara”"


def test_what_a_shot_uses_joins_its_prompt(props: Props) -> None:
    props.cast(props.add("characters", "Mara", description="a tired woman.", keywords=["red coat"], triggerWord="mrvs"))
    shot = props.cast(props.add("locations", "Diner", description="chrome and rain", keywords=["neon"]))
    assert shot["location"] == "Diner"
    props.cast(props.add("styles", "Noir", keywords=["hard light"], negativeKeywords=["pastel"]))
    prompt = props.prompt()
    assert prompt["parts"]["identity"] == "Mara, mrvs, a tired woman, red coat"
    assert "Diner, chrome and rain, neon" in prompt["parts"]["direct"]
    assert prompt["parts"]["aesthetic"] == "hard light"
    assert prompt["negative"] == "pastel"
    asked = props.client.post(f"{props.url}/shots/{props.shot.id}/takes", json={"quality": "low"}).json()["items"][0]
    (person,) = props.client.get(asked["statusUrl"]).json()["parameters"]["cast"]
    assert person["appearance"] == "a tired woman, red coat"


def test_casting_twice_is_casting_once_and_takes_over_who_has_the_name_already(props: Props) -> None:
    people = [{"name": "mara", "action": "waits"}, {"name": "Tom"}]
    props.client.patch(f"{props.url}/shots/{props.shot.id}", json={"cast": people})
    mara = props.add("characters", "Mara")
    props.cast(mara)
    cast = props.cast(mara)["cast"]
    assert [(one["name"], one["assetId"], one["action"]) for one in cast] == [
        ("Mara", mara["assetId"], "waits"),
        ("Tom", None, None),
    ]
    url = f"{props.url}/shots/{props.shot.id}/cast/{mara['assetId']}"
    assert props.client.delete(url).status_code == 204
    assert props.client.delete(url).status_code == 204
    assert [one["name"] for one in props.client.get(f"{props.url}/shots/{props.shot.id}").json()["cast"]] == ["Tom"]


def test_a_character_is_cast_at_once_wherever_the_screenplay_names_her(props: Props, services: Services) -> None:
    others = [a_shot(services, props.film).id for _ in range(2)]
    for shot_id, person in zip([props.shot.id, *others], ["MARA", "Mara ", "MARA'S MOTHER"], strict=True):
        answer = props.client.patch(
            f"{props.url}/shots/{shot_id}", json={"cast": [{"name": person, "action": "waits"}]}
        )
        assert answer.status_code == 200
    named = f"{props.url}/assets/{props.add('characters', 'Mara')['assetId']}/named"
    found = props.client.get(named).json()
    assert found == {"shots": [props.shot.id, others[0]]}
    assert props.client.post(named).json() == found
    cast = [props.client.get(f"{props.url}/shots/{one}").json()["cast"][0] for one in [props.shot.id, *others]]
    assert [(one["name"], one["action"], one["assetId"] is not None) for one in cast] == [
        ("Mara", "waits", True),
        ("Mara", "waits", True),
        ("MARA'S MOTHER", "waits", False),
    ]
    assert props.last_sentence() == "Put “Mara” into 2 shots that name it"
    assert props.client.post(named).json() == {"shots": []}


def test_a_location_is_used_wherever_it_is_named_but_not_where_another_is_used(
    props: Props, services: Services
) -> None:
    other = a_shot(services, props.film).id
    for shot_id in (props.shot.id, other):
        props.client.patch(f"{props.url}/shots/{shot_id}", json={"location": "DINER"})
    props.cast(props.add("locations", "Back room"), other)
    diner = props.add("locations", "Diner")
    assert props.client.post(f"{props.url}/assets/{diner['assetId']}/named").json() == {"shots": [props.shot.id]}
    shot = props.client.get(f"{props.url}/shots/{props.shot.id}").json()
    assert (shot["location"], shot["assets"]) == ("Diner", [diner["assetId"]])
    assert props.client.get(f"{props.url}/assets/{props.add('styles', 'Diner')['assetId']}/named").json() == {
        "shots": []
    }


def test_a_renamed_character_is_renamed_in_its_shots(props: Props) -> None:
    mara = props.add("characters", "Mara")
    props.cast(mara)
    props.client.patch(f"{props.url}/assets/{mara['assetId']}", json={"name": "Mara Voss"})
    assert props.client.get(f"{props.url}/shots/{props.shot.id}").json()["cast"][0]["name"] == "Mara Voss"
    assert props.last_sentence() == "Rename character “Mara” to “Mara Voss”"


def test_a_shot_is_in_one_place_and_forgets_it_when_it_is_taken_out(props: Props) -> None:
    diner, pier = props.add("locations", "Diner"), props.add("locations", "Pier")
    props.cast(diner)
    shot = props.cast(pier)
    assert (shot["location"], shot["assets"]) == ("Pier", [pier["assetId"]])
    props.client.delete(f"{props.url}/shots/{props.shot.id}/cast/{pier['assetId']}")
    shot = props.client.get(f"{props.url}/shots/{props.shot.id}").json()
    assert (shot["location"], shot["assets"]) == (None, [])


def test_a_cast_that_is_full_stays_as_it_is(props: Props) -> None:
    crowd = [{"name": f"Person {n}"} for n in range(24)]
    props.client.patch(f"{props.url}/shots/{props.shot.id}", json={"cast": crowd})
    mara = props.add("characters", "Mara")
    answer = props.client.put(f"{props.url}/shots/{props.shot.id}/cast/{mara['assetId']}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert len(props.client.get(f"{props.url}/shots/{props.shot.id}").json()["cast"]) == 24


def test_an_entry_that_is_no_asset_is_passed_over_and_kept(props: Props) -> None:
    manifest = props.manifest()
    strange = [{"name": "a stranger"}, {"assetId": "char-aaaaaaaa", "name": "x", "folder": "../../etc"}]
    manifest["assets"]["characters"] = strange
    (props.root / "project.json").write_text(json.dumps(manifest))
    props.add("characters", "Mara")
    assert [asset["name"] for asset in props.client.get(f"{props.url}/assets").json()["items"]] == ["Mara"]
    assert props.manifest()["assets"]["characters"][:2] == strange


def test_the_same_key_adds_one_asset(props: Props) -> None:
    body = {"category": "styles", "name": "Noir"}
    ids = [
        props.client.post(f"{props.url}/assets", json=body, headers={"Idempotency-Key": "k"}).json()["assetId"]
        for _ in range(2)
    ]
    assert ids[0] == ids[1]
    assert len(props.manifest()["assets"]["styles"]) == 1
