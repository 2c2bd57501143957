"""What a person did is taken back, as a new commit, and never what somebody else did since."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from two_scenes import TwoScenes

from app.container import Services
from builders import a_task

Json = dict[str, Any]


class Hands(TwoScenes):
    """Somebody who does things and takes them back."""

    def do(self, method: str, path: str, body: Any = None, **options: Any) -> str:
        """The commit that it made."""
        answer = self.client.request(method, f"{self.url}{path}", json=body, **options)
        assert answer.is_success, answer.text
        return answer.headers["Auteur-Commit"]

    def undo(self, *commits: str, status: int = 201) -> Json:
        answer = self.client.post(f"{self.url}/history/undo", json={"commits": commits})
        assert answer.status_code == status, answer.text
        made: Json = answer.json()
        return made

    def state(self) -> Json:
        """All that GET shows, without the times at which things were changed."""
        tree = self.client.get(f"{self.url}/tree").json()
        ids = [shot["id"] for chapter in tree["chapters"] for scene in chapter["scenes"] for shot in scene["shots"]]
        film = self.client.get(self.url).json()["manifest"]
        state = {
            "tree": tree,
            "film": {k: v for k, v in film.items() if k not in ("assets", "narrative")},
            "shots": {shot: self.shot(shot) for shot in ids},
            "takes": {shot: self.takes(shot) for shot in ids},
            "assets": self.client.get(f"{self.url}/assets").json()["items"],
            "documents": self.client.get(f"{self.url}/documents").json()["items"],
            "files": self.git("ls-files", "-s", "--", "01_Assets", "02_Source_Creative"),
        }
        without: Json = _without_times(state)
        return without


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_times(inner) for key, inner in value.items() if key != "modified"}
    return [_without_times(inner) for inner in value] if isinstance(value, list) else value


@pytest.fixture
def hands(client: TestClient, services: Services, tmp_path: Path) -> Hands:
    return Hands(client, services, tmp_path)


def test_everything_that_is_done_is_undone_and_done_again(hands: Hands) -> None:
    """One after the other, back to the beginning and forward again; what GET shows is the same at every step."""
    hands.take(hands.first)
    hands.take(hands.first, "navy")
    first, assets = f"/shots/{hands.first}", f"{hands.url}/assets"
    steps: list[Any] = [
        ("PATCH", first, {"lens": 50, "description": "Rain.", "name": "Mara runs"}),
        ("PATCH", f"/scenes/{hands.diner}", {"name": "Night diner", "emotion": "dread"}),
        ("PATCH", "", {"name": "Night Train", "quality": "high", "settings": {"fps": 25}}),
        ("PATCH", "", {"structure": "beat-sheet"}),
        ("PUT", f"{first}/active-take", {"takeNumber": 2}),
        ("PATCH", f"{first}/takes/1", {"rating": 4, "label": "circled", "note": "keep"}),
        ("DELETE", f"{first}/takes/2", None),
        ("POST", "/narrative/reorder", {"id": hands.third, "parentId": hands.diner, "index": 0}),
        ("POST", "/narrative/reorder", {"id": hands.first, "parentId": hands.pier, "index": 0}),
        ("POST", "/narrative/reorder", {"id": hands.pier, "parentId": hands.chapters[1], "index": 0}),
        ("POST", "/narrative/reorder", {"id": hands.chapters[1], "parentId": None, "index": 0}),
        ("POST", "/narrative/renumber?confirm=true", {}),
        ("POST", f"/scenes/{hands.pier}/duplicate", None),
        ("POST", "/chapters", {"name": "Coda", "after": hands.chapters[1]}),
        ("POST", f"/scenes/{hands.diner}/shots", {"name": "New", "after": hands.second}),
        ("DELETE", f"/scenes/{hands.pier}?confirm=true", None),
        ("POST", "/assets", {"category": "characters", "name": "Mara", "tags": ["lead"]}),
    ]  # fmt: skip
    states, done = [hands.state()], []
    for method, path, body in steps:
        done.append(hands.do(method, path, body))
        states.append(hands.state())
    mara = hands.client.get(assets).json()["items"][0]["assetId"]
    for method, path, body, content in [
        ("PUT", f"/shots/{hands.second}/cast/{mara}", None, None),
        ("PATCH", f"/assets/{mara}", {"name": "Mara Voss", "keywords": ["red coat"]}, None),
        ("PUT", f"/assets/{mara}/files/face.txt", None, b"one"),
        ("PUT", f"/assets/{mara}/files/face.txt?replace=true", None, b"two"),
        ("DELETE", f"/assets/{mara}/files/face.txt", None, None),
        ("DELETE", f"/assets/{mara}?confirm=true", None, None),
        ("POST", "/documents", {"documentType": "treatment", "name": "Idea", "content": "A train."}, None),
        ("DELETE", "/documents/02_Source_Creative/Treatments/Idea.md", None, None),
    ]:
        options = {"content": content, "headers": {"Content-Type": "application/octet-stream"}} if content else {}
        done.append(hands.do(method, path, body, **options))
        states.append(hands.state())
    undone = []
    for commit, before in zip(reversed(done), reversed(states[:-1]), strict=True):
        undone.append(hands.undo(commit)["commit"])
        assert hands.state() == before
    for commit, after in zip(reversed(undone), states[1:], strict=True):
        assert hands.undo(commit)["message"].startswith("Redo: ")
        assert hands.state() == after
    hands.is_whole()


def test_what_somebody_else_changed_since_is_not_touched_and_named(hands: Hands) -> None:
    shot = f"/shots/{hands.first}"
    mine = hands.do("PATCH", shot, {"lens": 50, "mood": "calm"}, headers={"X-Auteur-Client": "browser-one"})
    theirs = hands.do("PATCH", shot, {"lens": 85}, headers={"X-Auteur-Client": "browser-two"})
    hands.do("PATCH", shot, {"size": "CU"})
    before, head = hands.state(), hands.git("rev-parse", "HEAD")
    refused = hands.undo(mine, status=409)
    assert (refused["code"], refused["commit"]) == ("changed_since", theirs)
    assert refused["detail"] == (
        "Shot S01_S01: lens was changed since from another browser, with “Shot S01_S01: lens 50 → 85”. "
        "So this cannot be undone."
    )
    assert (hands.state(), hands.git("rev-parse", "HEAD")) == (before, head), "a refusal changes nothing"
    hands.undo(theirs)
    hands.undo(mine)
    assert (hands.shot(hands.first)["lens"], hands.shot(hands.first)["mood"]) == (None, None)


def test_what_others_did_elsewhere_in_the_meantime_stays(hands: Hands) -> None:
    shot = f"/shots/{hands.first}"
    lens = hands.do("PATCH", shot, {"lens": 50})
    moved = hands.do("POST", "/narrative/reorder", {"id": hands.first, "parentId": hands.pier, "index": 0})
    hands.do("PATCH", shot, {"mood": "tense"})
    hands.take(hands.first)
    hands.do("PATCH", f"/scenes/{hands.diner}", {"name": "Bar"})
    hands.undo(lens)
    assert (hands.shot(hands.first)["lens"], hands.shot(hands.first)["mood"]) == (None, "tense"), (
        "although it was moved"
    )
    hands.undo(moved)
    assert hands.order(hands.diner) == ["First", "Second", "Third"]
    assert [take["takeNumber"] for take in hands.takes(hands.first)] == [1], "the take made meanwhile goes along"
    hands.is_whole()


def test_what_holds_something_new_does_not_go(hands: Hands, services: Services) -> None:
    """A shot with takes, one that is being worked on, a scene with a shot in it, a character in a shot."""
    shot_made = hands.do("POST", f"/scenes/{hands.pier}/shots", {"name": "New"})
    shot = hands.client.get(f"{hands.url}/scenes/{hands.pier}").json()["shots"][-1]["id"]
    task = services.ledger.create(a_task(hands.id, shot))
    assert "Takes of shot S02_S02 are being made" in hands.undo(shot_made, status=409)["detail"]
    services.ledger.cancel(task.task_id)
    hands.take(shot)
    assert "Shot S02_S02 was changed since" in hands.undo(shot_made, status=409)["detail"]
    scene_made = hands.do("POST", f"/chapters/{hands.chapters[0]}/scenes", {"name": "Roof"})
    scene = hands.client.get(f"{hands.url}/tree").json()["chapters"][0]["scenes"][-1]["id"]
    hands.do("POST", f"/scenes/{scene}/shots", {"name": "Wind"})
    refused = hands.undo(scene_made, status=409)["detail"]
    assert refused.startswith("Scene “Roof” has something new in it since by Auteur, with “Add shot S03_S01 “Wind””.")
    asset_made = hands.do("POST", "/assets", {"category": "characters", "name": "Mara"})
    mara = hands.client.get(f"{hands.url}/assets").json()["items"][0]["assetId"]
    hands.do("PUT", f"/shots/{shot}/cast/{mara}")
    assert "Character “Mara” was put into a shot since" in hands.undo(asset_made, status=409)["detail"]


def test_a_number_is_never_given_again(hands: Hands) -> None:
    made = hands.do("POST", f"/scenes/{hands.pier}/shots", {"name": "New"})
    hands.undo(made)
    hands.do("POST", f"/scenes/{hands.pier}/shots", {"name": "Other"})
    shots = hands.client.get(f"{hands.url}/scenes/{hands.pier}").json()["shots"]
    assert [(shot["name"], shot["number"]) for shot in shots] == [("Quiet", 1), ("Other", 3)]


def test_the_saves_of_a_sitting_are_undone_as_one(hands: Hands) -> None:
    document = "/documents/02_Source_Creative/Treatments/Idea.md"
    hands.do("POST", "/documents", {"documentType": "treatment", "name": "Idea", "content": "1"})
    saves = [
        hands.do("PUT", document, {"content": text}, headers={"If-Match": "*", "X-Auteur-Client": "me"})
        for text in ("2", "3", "2", "4")
    ]
    renamed = hands.do("PATCH", "", {"name": "Night Train"})
    entry = hands.client.get(f"{hands.url}/history/{saves[0]}").json()
    assert (entry["document"], entry["client"]) == ("02_Source_Creative/Treatments/Idea.md", "me")
    told = hands.client.get(f"{hands.url}/history/{saves[-1]}", params={"since": saves[0]}).json()
    assert [(one["kind"], one["sentence"]) for one in told["changes"]] == [
        ("document", "Document Treatments/Idea.md changed (1 new, 1 gone)")
    ]
    assert hands.client.get(f"{hands.url}/history/{saves[-1]}", params={"since": "x"}).status_code == 404
    assert hands.undo(renamed, saves[0], status=422)["code"] == "invalid"
    made = hands.undo(*saves)
    assert made["message"] == "Undo: Change treatment “Idea” (4 saves)"
    assert (made["kind"], made["undone"]) == ("undo", saves[-1])
    assert hands.client.get(f"{hands.url}{document}").json()["content"] == "1"
    assert hands.undo(made["commit"])["message"] == "Redo: Change treatment “Idea” (4 saves)"
    assert hands.client.get(f"{hands.url}{document}").json()["content"] == "4"
    theirs = hands.do("PUT", document, {"content": "5"}, headers={"If-Match": "*"})
    refused = hands.undo(*saves, status=409)
    assert (refused["code"], refused["commit"]) == ("changed_since", theirs)


def test_what_was_typed_in_one_go_is_undone_as_one(hands: Hands) -> None:
    """The saves of a field while somebody types, whether or not something else was done between them."""
    shot, scene = f"/shots/{hands.first}", f"/scenes/{hands.diner}"
    hands.do("PATCH", shot, {"description": "Fog."})
    before = hands.state()
    typed = [hands.do("PATCH", shot, {"description": text}) for text in ("R", "Rain", "Rain falls.")]
    after = hands.state()
    made = hands.undo(*typed)
    assert made["message"] == "Undo: Shot S01_S01: description Fog. → Rain falls."
    assert hands.state() == before
    assert hands.undo(made["commit"])["message"] == "Redo: Shot S01_S01: description Fog. → Rain falls."
    assert hands.state() == after

    one = hands.do("PATCH", scene, {"name": "Night d"})
    hands.do("PATCH", shot, {"lens": 50})
    two = hands.do("PATCH", scene, {"name": "Night diner"})
    lens_stays = hands.undo(one, two)
    assert "Night diner" in lens_stays["message"]
    assert (hands.shot(hands.first)["lens"], hands.state()["tree"]) == (50, after["tree"])


def test_what_is_not_of_one_piece_is_undone_one_by_one(hands: Hands) -> None:
    shot = f"/shots/{hands.first}"
    lens, other = hands.do("PATCH", shot, {"lens": 50}), hands.do("PATCH", f"/shots/{hands.third}", {"lens": 35})
    moves = [
        hands.do("POST", "/narrative/reorder", {"id": hands.third, "parentId": scene, "index": 0})
        for scene in (hands.pier, hands.diner, hands.pier)
    ]
    now = hands.state()
    for commits in ((lens, other), [*moves[:1], lens], moves):
        assert hands.undo(*commits, status=422)["code"] == "invalid"
    theirs = hands.do("PATCH", shot, {"lens": 85})
    more = hands.do("PATCH", shot, {"lens": 100})
    refused = hands.undo(lens, more, status=409)
    assert (refused["code"], refused["commit"]) == ("changed_since", theirs)
    hands.undo(more)
    hands.undo(theirs)
    assert hands.state() == now


def test_what_cannot_be_undone_says_why(hands: Hands) -> None:
    hands.take(hands.first)
    take, begun = hands.git("rev-parse", "HEAD"), hands.git("rev-list", "--max-parents=0", "HEAD")
    mark = hands.client.post(f"{hands.url}/history/checkpoint", json={"name": "Now"}).json()["commit"]
    done = hands.do("PATCH", f"/shots/{hands.first}", {"lens": 50})
    hands.undo(done)
    for commit, code in [
        (take, "not_undoable"), (begun, "not_undoable"), (mark, "not_undoable"), (done, "as_it_was"),
    ]:  # fmt: skip
        assert hands.undo(commit, status=409)["code"] == code
    for commit in ("0" * 40, "HEAD", "x", "../x"):
        assert hands.undo(commit, status=404)["code"] == "commit_not_found"
    renamed = hands.do("PATCH", f"/scenes/{hands.diner}", {"name": "Bar"})
    manifest = hands.root / "project.json"
    manifest.write_text(manifest.read_text().replace("Quiet", "Loud"))
    assert hands.undo(renamed, status=409)["code"] == "unsaved_changes"
    assert "Loud" in manifest.read_text()


def test_keys_that_this_version_does_not_know_stay(hands: Hands) -> None:
    manifest = hands.root / "project.json"
    film = json.loads(manifest.read_text())
    film["later"] = {"a": 1}
    film["narrative"]["chapters"][0]["mood"] = "blue"
    manifest.write_text(json.dumps(film, indent=2))
    hands.git("-c", "user.name=S", "-c", "user.email=s@localhost", "commit", "-qam", "By hand")
    renamed = hands.do("PATCH", f"/chapters/{hands.chapters[0]}", {"name": "One"})
    hands.undo(renamed)
    found = json.loads(manifest.read_text())
    assert (found["later"], found["narrative"]["chapters"][0]["mood"]) == ({"a": 1}, "blue")
