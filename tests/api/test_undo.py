"""What a person did is taken back, as a new commit, and never what somebody else did since."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from two_scenes import TwoScenes

from app.container import Services

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
