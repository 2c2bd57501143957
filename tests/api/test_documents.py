"""Documents over HTTP: text files of the film, saved under version check, broken down into scenes and shots."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from app.domain.documents import MAX_DOCUMENT_BYTES
from builders import a_film, a_shot

Json = dict[str, Any]
SCRIPT = """Title: Night Train

# Act One

INT. DINER - NIGHT #1#

CLOSE ON a cup of coffee. Rain on the glass.

MARA (V.O.)
He never came.

The door opens.

EXT. STREET - DAWN

Mara runs.
"""


class Desk:
    def __init__(self, client: TestClient, services: Services) -> None:
        self.client = client
        self.film = a_film(services)
        self.root: Path = services.workspace.root(self.film.id)
        self.url = f"/api/projects/{self.film.id}/documents"

    def add(self, kind: str, name: str, **fields: Any) -> Json:
        answer = self.client.post(self.url, json={"documentType": kind, "name": name, **fields})
        assert answer.status_code == 201, answer.text
        document: Json = answer.json()
        assert answer.headers["etag"] == document["version"]
        assert self.client.get(answer.headers["location"]).json() == document
        return document

    def at(self, document: Json) -> str:
        return f"{self.url}/{quote(document['path'])}"

    def save(self, document: Json, content: str, version: str | None) -> Any:
        headers = {"If-Match": version} if version else {}
        return self.client.put(self.at(document), json={"content": content}, headers=headers)

    def diary(self) -> list[str]:
        log = subprocess.run(["git", "-C", self.root, "log", "--format=%s"], capture_output=True, text=True, check=True)
        return log.stdout.splitlines()


@pytest.fixture
def desk(client: TestClient, services: Services) -> Desk:
    return Desk(client, services)


@pytest.mark.parametrize(
    ("kind", "path", "says"),
    [
        ("treatment", "Treatments/First.md", "# My Film"),
        ("screenplay", "Scripts/First.fountain", "Title: My Film"),
        ("beat-sheet", "Scripts/First.md", "Catalyst"),
        ("shot-list", "ShotLists/First.csv", "Scene,Shot,Size"),
    ],
)
def test_a_new_document_begins_as_its_template_in_the_folder_of_its_kind(
    desk: Desk, kind: str, path: str, says: str
) -> None:
    document = desk.add(kind, "First")
    assert document["path"] == f"02_Source_Creative/{path}"
    assert says in document["content"]
    assert (desk.root / document["path"]).read_text() == document["content"]
    assert desk.diary()[0] == f"Add {kind} “First”"
    listed = desk.client.get(desk.url).json()["items"]
    assert listed == [{key: value for key, value in document.items() if key != "content"}]


def test_a_new_shot_list_holds_the_film_s_shots_and_no_formula(desk: Desk, services: Services) -> None:
    a_shot(services, desk.film, description='=cmd|"/c calc"!A1', size="WS")
    content = desk.add("shot-list", "Day one")["content"]
    assert "Diner,S01_S01,WS,,,," in content
    assert "\"'=cmd" in content


def test_each_save_is_one_commit_and_what_is_as_it_was_is_none(desk: Desk) -> None:
    document = desk.add("screenplay", "Train", content="One.\r\nTwo.  \n\tThree\ufeff")
    saved = desk.save(document, "Une.\r\nTwo.  \n\tThree", document["version"])
    assert saved.status_code == 200
    assert (desk.root / document["path"]).read_bytes() == b"Une.\r\nTwo.  \n\tThree"
    again = desk.save(document, "Une.\r\nTwo.  \n\tThree", saved.headers["etag"])
    assert again.headers["etag"] == saved.headers["etag"]
    assert desk.diary()[:2] == ["Change screenplay “Train”", "Add screenplay “Train”"]


def test_two_windows_never_overwrite_each_other(desk: Desk) -> None:
    document = desk.add("treatment", "Idea", content="Ours.")
    assert desk.save(document, "Theirs.", document["version"]).status_code == 200
    late = desk.save(document, "Mine.", document["version"])
    assert (late.status_code, late.json()["code"]) == (412, "stale_version")
    theirs = desk.client.get(desk.at(document))
    assert theirs.json()["content"] == "Theirs."
    assert theirs.headers["etag"] == late.json()["current"]
    unsaid = desk.save(document, "Mine.", None)
    assert (unsaid.status_code, unsaid.json()["code"]) == (428, "version_needed")
    assert (desk.root / document["path"]).read_text() == "Theirs."


def test_put_makes_a_document_where_none_is(desk: Desk) -> None:
    new = {"path": "02_Source_Creative/Treatments/Draft two.md"}
    assert desk.save(new, "Hello", None).status_code == 201
    assert desk.save({"path": "02_Source_Creative/Scripts/x.fountain"}, "Hello", '"abc"').status_code == 412


def test_a_deleted_document_comes_back_from_history(desk: Desk) -> None:
    document = desk.add("beat-sheet", "Beats", content="Catalyst")
    there = subprocess.check_output(["git", "-C", desk.root, "rev-parse", "HEAD"], text=True).strip()
    assert desk.client.delete(desk.at(document)).status_code == 204
    assert desk.client.get(desk.at(document)).status_code == 404
    assert desk.client.delete(desk.at(document)).status_code == 404
    body = {"commit": there, "path": document["path"]}
    assert desk.client.post(f"{desk.url.removesuffix('documents')}history/restore", json=body).status_code == 201
    assert desk.client.get(desk.at(document)).json() == document


@pytest.mark.parametrize(
    ("name", "status"), [("a/b", 400), ("..", 400), ("con", 400), (".git", 400), ("x\u200d", 400), ("n" * 121, 422)]
)
def test_a_document_s_name_is_a_file_s_name(desk: Desk, name: str, status: int) -> None:
    answer = desk.client.post(desk.url, json={"documentType": "treatment", "name": name})
    assert answer.status_code == status, answer.text


def test_a_name_is_given_once_also_in_other_letters(desk: Desk) -> None:
    desk.add("treatment", "Idea")
    for twin in ("Idea", "IDEA", "Idea.md"):
        answer = desk.client.post(desk.url, json={"documentType": "treatment", "name": twin})
        assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")


@pytest.mark.parametrize(
    "path",
    ["project.json", "02_Source_Creative/Scripts/a.exe", "02_Source_Creative/../project.json", "01_Assets/x.md"],
)
def test_nothing_but_documents_is_reached_through_documents(desk: Desk, path: str) -> None:
    for verb, body in (("GET", None), ("PUT", {"content": "x"}), ("DELETE", None)):
        answer = desk.client.request(verb, f"{desk.url}/{quote(path)}", json=body, headers={"If-Match": "*"})
        assert answer.status_code in (400, 404, 405), (verb, answer.text)


def test_text_only_and_not_too_much_of_it(desk: Desk) -> None:
    by_hand = desk.root / "02_Source_Creative" / "Scripts" / "Old.fountain"
    by_hand.parent.mkdir(parents=True, exist_ok=True)
    by_hand.write_bytes(b"caf\xe9")
    listed = desk.client.get(desk.url).json()["items"][0]
    assert (listed["readable"], listed["version"]) == (False, "")
    assert desk.client.get(desk.at(listed)).json()["code"] == "not_text"
    document = desk.add("treatment", "Long", content="")
    assert desk.save(document, "é" * (MAX_DOCUMENT_BYTES // 2 + 1), document["version"]).status_code == 413


def test_a_screenplay_is_read_as_its_readers_see_it(desk: Desk) -> None:
    document = desk.add(
        "screenplay", "Train", content=SCRIPT.replace("Mara runs.", "Mara *runs*. [[how?]]\n\n/* gone */")
    )
    read = desk.client.get(f"{desk.at(document)}/elements").json()
    assert read["version"] == document["version"]
    found = [(one["kind"], one["content"], one["line"]) for one in read["elements"] if one["kind"] != "blank"]
    assert found[0] == ("title_page", "Title: Night Train", 1)
    assert found[-2:] == [("scene_heading", "EXT. STREET - DAWN", 14), ("action", "Mara *runs*.", 16)]
    assert desk.client.get(f"{desk.at(desk.add('treatment', 'x'))}/elements").json()["code"] == "no_screenplay"


def test_a_screenplay_s_scenes_and_shots_are_proposed_and_nothing_changes(desk: Desk) -> None:
    document = desk.add("screenplay", "Train", content=SCRIPT)
    before = desk.diary()
    proposed = desk.client.get(f"{desk.at(document)}/breakdown").json()
    assert proposed["version"] == document["version"]
    diner, street = proposed["scenes"]
    assert (diner["heading"], diner["number"], diner["section"]) == ("INT. DINER - NIGHT", "1", "Act One")
    assert (diner["interior"], diner["location"], diner["timeOfDay"]) == (True, "DINER", "night")
    assert (diner["line"], diner["lastLine"], diner["characters"]) == (5, 12, ["MARA"])
    cup, door = diner["shots"]
    assert (cup["size"], cup["dialogue"], cup["lastLine"]) == ("CU", "MARA (V.O.)\nHe never came.", 10)
    assert [member["name"] for member in cup["cast"]] == ["MARA"]
    assert (door["name"], door["line"]) == ("The door opens.", 12)
    assert (street["interior"], street["timeOfDay"], street["sceneId"]) == (False, "dawn", None)
    assert desk.diary() == before


def test_what_was_chosen_becomes_scenes_and_shots_in_one_commit(desk: Desk, services: Services) -> None:
    document = desk.add("screenplay", "Train", content=SCRIPT)
    chapter = desk.film.narrative.chapters[1].id
    choice = {"chapterId": chapter, "scenes": [{"line": 14, "shots": [16]}, {"line": 5, "shots": [12]}]}
    url = f"{desk.at(document)}/breakdown/accept"
    before = desk.diary()
    answer = desk.client.post(url, json=choice, headers={"If-Match": document["version"]})
    assert answer.status_code == 201, answer.text
    assert desk.diary() == ["Break down screenplay “Train”: 2 scenes", *before]
    tree = desk.client.get(f"/api/projects/{desk.film.id}/tree").json()["chapters"][1]["scenes"]
    assert [scene["id"] for scene in tree] == answer.json()["scenes"]
    assert [scene["name"] for scene in tree] == ["INT. DINER - NIGHT", "EXT. STREET - DAWN"]
    assert [shot["id"] for scene in tree for shot in scene["shots"]] == answer.json()["shots"]
    shot = desk.client.get(f"/api/projects/{desk.film.id}/shots/{answer.json()['shots'][0]}").json()
    assert (shot["description"], shot["interior"], shot["location"]) == ("The door opens.", True, "DINER")
    kept = shot["script"]
    assert (kept["path"], kept["line"], kept["text"], kept["heading"]) == (
        document["path"],
        12,
        "The door opens.",
        "INT. DINER - NIGHT",
    )
    assert (desk.root / document["path"]).read_text() == SCRIPT
    scenes = desk.client.get(f"{desk.at(document)}/breakdown").json()["scenes"]
    assert [scene["sceneId"] for scene in scenes] == answer.json()["scenes"]


def test_who_speaks_in_the_script_is_the_character_of_that_name(desk: Desk) -> None:
    film = f"/api/projects/{desk.film.id}"
    mara = desk.client.post(f"{film}/assets", json={"category": "characters", "name": "Mara"}).json()["assetId"]
    document = desk.add("screenplay", "Train", content=SCRIPT)
    choice = {"chapterId": desk.film.narrative.chapters[0].id, "scenes": [{"line": 5, "shots": [7]}]}
    answer = desk.client.post(f"{desk.at(document)}/breakdown/accept", json=choice)
    (shot,) = answer.json()["shots"]
    cast = desk.client.get(f"{film}/shots/{shot}").json()["cast"]
    assert [(one["name"], one["assetId"]) for one in cast] == [("MARA", mara)]
    assert [one["slate"] for one in desk.client.get(f"{film}/assets/{mara}/usages").json()["items"]] == ["S01_S01"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"scenes": [{"line": 6}]}, 422),
        ({"scenes": [{"line": 5, "shots": [6]}]}, 422),
        ({"scenes": []}, 422),
        ({"chapterId": "chapter-00000000"}, 404),
    ],
)
def test_a_choice_that_the_script_does_not_offer_makes_nothing(desk: Desk, change: Json, status: int) -> None:
    document = desk.add("screenplay", "Train", content=SCRIPT)
    before = desk.diary()
    choice = {"chapterId": desk.film.narrative.chapters[0].id, "scenes": [{"line": 5}], **change}
    url = f"{desk.at(document)}/breakdown/accept"
    assert desk.client.post(url, json=choice).status_code == status
    assert desk.client.post(url, json=choice, headers={"If-Match": '"old"'}).status_code in (412, 422)
    assert desk.diary() == before


def test_only_a_screenplay_is_broken_down(desk: Desk) -> None:
    document = desk.add("treatment", "Idea", content=SCRIPT)
    answer = desk.client.get(f"{desk.at(document)}/breakdown")
    assert (answer.status_code, answer.json()["code"]) == (422, "no_screenplay")


def test_a_screenplay_of_endless_lines_is_not_read_as_one(client: TestClient, url: str) -> None:
    endless = {"documentType": "screenplay", "name": "Endless", "content": "!\n" * 50_001}
    path = client.post(f"{url}/documents", json=endless).json()["path"]
    for what in ("elements", "breakdown"):
        refused = client.get(f"{url}/documents/{path}/{what}")
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
