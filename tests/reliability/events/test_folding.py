"""State and events agree: for every event, what GET gave and the events after it make what GET gives now."""

from __future__ import annotations

import json
import random
import subprocess
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, get_args

import pytest
import redis
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketTestSession

from app.api import ws
from app.container import Services, build_services
from app.domain.events import AnyEvent
from app.domain.task import TaskError, TaskResult
from app.main import create_app
from app.services.events.bus import EPOCH_KEY
from app.services.queue import herald
from builders import StudioClient, a_film, a_picture, a_shot, a_take, settings_for
from folding import MustLoad, fold, shown

Json = dict[str, Any]
OF_THE_STUDIO = {"gallery_changed", "settings_changed"}
"""Told to those who look at all films; what GET shows of one film is not concerned (tests/api/test_gallery.py)."""
PATIENCE_SECONDS = 8.0


class World:
    """A film with a window on it, and hands to change it with."""

    def __init__(self, client: TestClient, services: Services, socket: WebSocketTestSession, folder: Path) -> None:
        self.client, self.services, self.socket, self.folder = client, services, socket, folder
        self.heard: list[Json] = []
        self._pings = 0

    def begin(self, project_id: str, shot_id: str) -> None:
        self.film, self.shot = project_id, shot_id
        self.url = f"/api/projects/{project_id}"
        self.listen()
        self.heard = [message for message in self.heard if message["type"] == "hello"]

    def listen(self) -> None:
        """Take in everything that was said until now."""
        self._pings += 1
        self.socket.send_json({"type": "ping", "n": self._pings})
        while True:
            self.heard.append(json.loads(self.socket.receive_text()))
            if self.heard[-1]["type"] == "pong" and self.heard[-1]["n"] == self._pings:
                return

    def get(self) -> Json:
        """Everything that GET shows of the film, of its tasks and of the line."""

        def ask(path: str) -> Any:
            answer = self.client.get(path)
            assert answer.status_code == 200, (path, answer.text)
            return answer.json()

        manifest = ask(self.url)["manifest"]
        tree = ask(f"{self.url}/tree")
        ids = [shot["id"] for chapter in tree["chapters"] for scene in chapter["scenes"] for shot in scene["shots"]]
        queue = ask("/api/queue")
        head = ["git", "-C", str(self.services.workspace.root(self.film)), "rev-parse", "HEAD"]
        return {
            "project": {key: value for key, value in manifest.items() if key not in ("narrative", "assets")},
            "tree": tree,
            "shots": {shot_id: ask(f"{self.url}/shots/{shot_id}") for shot_id in ids},
            "takes": {shot_id: ask(f"{self.url}/shots/{shot_id}/takes?deleted=true")["items"] for shot_id in ids},
            "assets": {asset["assetId"]: asset for asset in ask(f"{self.url}/assets")["items"]},
            "documents": {document["path"]: document for document in ask(f"{self.url}/documents")["items"]},
            "tasks": {
                task["taskId"]: {key: value for key, value in task.items() if key != "etaSeconds"}
                for task in ask(f"/api/tasks?projectId={self.film}")["items"]
            },
            "queue": {
                "order": [task["taskId"] for task in queue["order"]],
                "paused": queue["paused"],
                "pausedLanes": [lane["lane"] for lane in queue["lanes"] if lane["paused"] and not queue["paused"]],
            },
            "peers": {peer.session_id: peer.model_dump(by_alias=True) for peer in self._peers()},
            "head": subprocess.run(head, check=True, capture_output=True, text=True).stdout.strip(),
        }

    def _peers(self) -> Any:
        return self.client.app.state.sockets.peers(self.film)  # type: ignore[attr-defined]

    # Hands

    def ask_for_take(self, **body: Any) -> str:
        answer = self.client.post(f"{self.url}/shots/{self.shot}/takes", json={"quality": "low", **body})
        assert answer.status_code == 202, answer.text
        task_id: str = answer.json()["items"][0]["taskId"]
        return task_id

    def a_take(self, colour: str = "teal") -> None:
        a_take(self.services, self.film, self.shot, self.folder, colour)

    def started(self) -> str:
        task_id = self.ask_for_take()
        assert self.services.ledger.claim(task_id, "worker-1")
        return task_id

    def scene(self) -> str:
        chapter = self.client.get(f"{self.url}/tree").json()["chapters"][0]["id"]
        answer = self.client.post(f"{self.url}/chapters/{chapter}/scenes", json={"name": "Harbour", "beat": "Catalyst"})
        scene_id: str = answer.json()["id"]
        return scene_id

    def new_shot(self, scene: str, **body: Any) -> str:
        answer = self.client.post(f"{self.url}/scenes/{scene}/shots", json=body)
        assert answer.status_code == 201, answer.text
        shot_id: str = answer.json()["id"]
        return shot_id


@pytest.fixture
def world(tmp_path: Path, valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(ws, "BEAT_SECONDS", 0.3)
    monkeypatch.setattr(herald, "SETTLE_SECONDS", 0.0)
    services = build_services(settings_for(tmp_path / "Workspace", valkey_url))
    with StudioClient(create_app(services=services)) as client:
        film = a_film(services)
        shot = a_shot(services, film)
        with client.websocket_connect(f"/ws/{film.id}") as socket:
            world = World(client, services, socket, tmp_path)
            world.begin(film.id, shot.id)
            yield world


def check(world: World, act: Callable[[World], object], kind: str) -> None:
    """Load, act, fold what is said, load again, compare."""
    before = world.get()
    act(world)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        world.listen()
        said = any(message["type"] == kind for message in world.heard)
        folded, got = shown(fold(before, world.heard)), comparable(world.get())
        if said and comparable(folded) == got:
            return
        if time.monotonic() > deadline:
            break
        time.sleep(0.1)
    assert said, f"{kind} was not said, but {[message['type'] for message in world.heard]}"
    assert list(differences(comparable(folded), got)) == []


def differences(folded: Any, got: Any, path: str = "") -> Iterator[str]:
    if isinstance(folded, dict) and isinstance(got, dict):
        for key in sorted({*folded, *got}):
            yield from differences(folded.get(key, "—"), got.get(key, "—"), f"{path}.{key}")
    elif folded != got:
        yield f"{path}: folded {folded!r}, got {got!r}"


def comparable(state: Json) -> Json:
    """Without the seconds that a step of a running task has taken so far, which go on between two looks."""
    state = deepcopy(state)
    for task in state["tasks"].values():
        if task["status"] == "running":
            task["steps"] = []
    return state


# What is done so that each event is said


def restructure(world: World) -> None:
    """To a structure with more chapters and to one with fewer, with scenes in some of them."""
    for structure in ("beat-sheet", "story-circle"):
        world.scene()
        answer = world.client.patch(world.url, json={"structure": structure})
        assert answer.status_code == 200, answer.text


def rename(world: World) -> None:
    world.client.patch(world.url, json={"name": "Night Train", "quality": "high", "settings": {"fps": 25}})


def tell_the_story(world: World) -> None:
    scene = world.scene()
    first = world.new_shot(scene, name="Rain", description="Long. " * 100, size="WS")
    world.new_shot(scene, after=first)
    world.client.patch(
        f"{world.url}/scenes/{scene}", json={"name": "Pier", "emotion": "dread", "keywords": ["fog", "ebb"]}
    )
    chapter = world.client.post(f"{world.url}/chapters", json={"name": "Coda"}).json()["id"]
    world.client.patch(f"{world.url}/chapters/{chapter}", json={"name": "The End"})
    world.client.delete(f"{world.url}/shots/{first}")
    gone = world.client.post(f"{world.url}/chapters", json={"name": "Cut"}).json()["id"]
    world.client.delete(f"{world.url}/chapters/{gone}")


def rearrange(world: World) -> None:
    world.a_take()
    world.a_take("navy")
    chapters = [chapter["id"] for chapter in world.client.get(f"{world.url}/tree").json()["chapters"]]
    scene = world.scene()
    first, second = world.new_shot(scene), world.new_shot(scene)
    for element, parent, index in [
        (second, scene, 0),
        (world.shot, scene, 1),
        (scene, chapters[1], 0),
        (first, scene, 9),
        (chapters[1], None, 0),
    ]:
        body = {"id": element, "parentId": parent, "index": index}
        answer = world.client.post(f"{world.url}/narrative/reorder", json=body)
        assert answer.status_code == 200, answer.text


def renumber(world: World) -> None:
    """Shots with takes change places, and a scene comes before another one."""
    rearrange(world)
    scene = world.scene()
    world.client.post(f"{world.url}/shots/{world.shot}/duplicate")
    chapter = world.client.get(f"{world.url}/tree").json()["chapters"][0]["id"]
    body = {"id": scene, "parentId": chapter, "index": 0}
    world.client.post(f"{world.url}/narrative/reorder", json=body)
    answer = world.client.post(f"{world.url}/narrative/renumber?confirm=true", json={})
    assert answer.json()["takes"] == 2, answer.text


def copy_and_bring_back(world: World) -> None:
    world.a_take()
    world.a_take("navy")
    world.client.delete(f"{world.url}/shots/{world.shot}/takes/1")
    chapter = world.client.get(f"{world.url}/tree").json()["chapters"][0]["id"]
    world.client.patch(f"{world.url}/scenes/{world.scene()}", json={"keywords": ["fog"]})
    for path in (f"shots/{world.shot}", f"chapters/{chapter}"):
        assert world.client.post(f"{world.url}/{path}/duplicate").status_code == 201
    for path in (f"shots/{world.shot}", f"chapters/{chapter}"):
        assert world.client.delete(f"{world.url}/{path}?confirm=true").status_code == 204
        answer = world.client.post(f"{world.url}/narrative/restore", json={"id": path.split("/")[1]})
        assert answer.status_code == 200, answer.text


def describe(world: World) -> None:
    changes = {
        "description": "She waits. " * 60,
        "lens": 35,
        "durationSeconds": 2.5,
        "size": "CU",
        "name": "Mara goes",
        "mood": None,
    }
    answer = world.client.patch(f"{world.url}/shots/{world.shot}", json=changes)
    assert answer.status_code == 200, answer.text


def rate(world: World) -> None:
    world.a_take()
    takes = f"{world.url}/shots/{world.shot}/takes"
    world.client.patch(f"{takes}/1", json={"rating": 4, "label": "circled", "note": "keep"})
    world.client.delete(f"{takes}/1")
    world.client.post(f"{takes}/1/restore")


def choose(world: World) -> None:
    world.a_take()
    world.a_take("navy")
    takes = f"{world.url}/shots/{world.shot}"
    world.client.put(f"{takes}/active-take", json={"takeNumber": 2})
    world.client.delete(f"{takes}/takes/2")


def get_on(world: World) -> None:
    task_id = world.started()
    for step in range(3):
        world.services.ledger.progress(task_id, 1, step * 30, f"step {step}")


def succeed(world: World) -> None:
    task_id = world.started()
    world.a_take()
    result = TaskResult(output_path="Renders/x.png", take_number=1, metadata={"seconds": 1})
    world.services.ledger.complete(task_id, 1, result)


def fail(world: World) -> None:
    error = TaskError(code="boom", message="It did not work.", detail="Traceback")
    world.services.ledger.fail(world.started(), 1, error)


def lose_the_worker(world: World) -> None:
    world.services.ledger.take_away(world.started(), 1, "Its worker gave no sign of life.")


def cancel(world: World) -> None:
    world.client.post(f"/api/tasks/{world.started()}/cancel")
    world.client.post(f"/api/tasks/{world.ask_for_take()}/cancel")


def queue_up(world: World) -> None:
    tasks = [world.ask_for_take() for _ in range(3)]
    world.client.post(f"/api/tasks/{tasks[2]}/move", json={"position": 1})
    world.client.post(f"/api/tasks/{tasks[0]}/pause")
    world.client.post("/api/queue/pause", json={"lane": "cpu"})


def pause_all(world: World) -> None:
    world.ask_for_take()
    world.client.post("/api/queue/pause")


def pause_and_go_on(world: World) -> None:
    task_id = world.ask_for_take()
    world.client.post(f"/api/tasks/{task_id}/pause")
    world.client.post("/api/queue/pause")
    world.client.post(f"/api/tasks/{task_id}/resume")
    world.client.post("/api/queue/resume")


def come_and_select(world: World) -> None:
    with world.client.websocket_connect(f"/ws/{world.film}") as other:
        other.receive_text()
        other.send_json({"type": "selection_change", "targetType": "shot", "targetId": world.shot})
        world.socket.send_json({"type": "selection_change", "targetType": "chapter", "targetId": "c"})
        time.sleep(0.2)
        world.listen()


def come_and_go(world: World) -> None:
    with world.client.websocket_connect(f"/ws/{world.film}") as other:
        other.receive_text()


def dress(world: World) -> None:
    """A character who is changed, cast, renamed, deleted and brought back, and a style that is deleted."""
    assets = f"{world.url}/assets"
    mara = world.client.post(assets, json={"category": "characters", "name": "Mara", "tags": ["lead"]}).json()[
        "assetId"
    ]
    noir = world.client.post(assets, json={"category": "styles", "name": "Noir"}).json()["assetId"]
    for used in (mara, noir):
        assert world.client.put(f"{world.url}/shots/{world.shot}/cast/{used}").status_code == 200
    world.client.patch(f"{assets}/{mara}", json={"name": "Mara Voss", "keywords": ["red coat"], "tags": None})
    world.client.delete(f"{world.url}/shots/{world.shot}/cast/{noir}")
    world.client.delete(f"{assets}/{noir}")
    world.client.delete(f"{assets}/{mara}?confirm=true")
    world.client.post(f"{assets}/{mara}/restore")
    people = {"category": "characters", "path": "Harbour"}
    assert world.client.post(f"{world.url}/asset-folders", json=people).status_code == 201
    assert world.client.post(f"{assets}/{mara}/move", json={"folder": "Harbour"}).status_code == 200
    renamed = {"category": "characters", "from": "Harbour", "to": "Pier"}
    assert world.client.post(f"{world.url}/asset-folders/move", json=renamed).status_code == 200


def give_a_face(world: World) -> None:
    """A character with a face, a variation that is replaced and taken out, and a model that comes and goes."""
    body = {"category": "characters", "name": "Vasco", "description": "A pilot."}
    vasco = world.client.post(f"{world.url}/assets", json=body).json()["assetId"]
    picture = a_picture(world.folder / "vasco.png").read_bytes()
    other = a_picture(world.folder / "older.png", "navy").read_bytes()
    header = b'{"lora_a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}'
    model = len(header).to_bytes(8, "little") + header + bytes(4)
    sheet, raw = f"{world.url}/characters/{vasco}", {"content-type": "application/octet-stream"}
    for path, content in [
        (f"{sheet}/base-face", picture),
        (f"{sheet}/variations/expression_happy", picture),
        (f"{sheet}/variations/expression_happy", other),
        (f"{world.url}/assets/{vasco}/files/vasco.safetensors", model),
    ]:
        assert world.client.put(path, content=content, headers=raw).status_code < 300
    for path in ("variations/expression_happy", "lora"):
        assert world.client.delete(f"{sheet}/{path}").status_code == 204
    world.client.put(f"{world.url}/shots/{world.shot}/cast/{vasco}")


def cast_and_move(world: World) -> None:
    """A character in a shot that is duplicated, moved, deleted and brought back."""
    dress(world)
    mara = next(iter(world.client.get(f"{world.url}/assets?category=characters").json()["items"]))["assetId"]
    world.client.put(f"{world.url}/shots/{world.shot}/cast/{mara}")
    rearrange(world)
    copy_and_bring_back(world)


def write(world: World) -> None:
    """A treatment that is saved, and a screenplay that is deleted."""
    documents = f"{world.url}/documents"
    made = world.client.post(documents, json={"documentType": "treatment", "name": "Idea"}).json()
    answer = world.client.put(
        f"{documents}/{made['path']}", json={"content": "A train."}, headers={"If-Match": made["version"]}
    )
    assert answer.status_code == 200
    script = world.client.post(documents, json={"documentType": "screenplay", "name": "Train"}).json()
    assert world.client.delete(f"{documents}/{script['path']}").status_code == 204


def tidy_up(world: World) -> None:
    """A file and a screenplay that come in, move, are deleted and come back."""
    for name in ("04_Project_Files/notes.txt", "02_Source_Creative/Scripts/Pier.fountain"):
        raw = {"content-type": "application/octet-stream"}
        assert world.client.put(f"{world.url}/files/{name}", content=b"EXT. PIER", headers=raw).status_code == 201
        moved = name.replace(".", " 2.")
        assert world.client.post(f"{world.url}/files/move", json={"from": name, "to": moved}).status_code == 200
        item = world.client.delete(f"{world.url}/files/{moved}").json()["id"]
        assert world.client.post(f"{world.url}/trash/{item}/restore").status_code == 200


def take_back(world: World) -> None:
    """Everything that can be undone of what was done, and done again, newest first."""
    world.a_take()
    known = {entry["commit"] for entry in _diary(world)}
    for act in (
        choose,
        rearrange,
        restructure,
        tell_the_story,
        copy_and_bring_back,
        dress,
        give_a_face,
        write,
        tidy_up,
    ):
        act(world)
    commits = [entry["commit"] for entry in _diary(world) if entry["commit"] not in known]
    undone = [answer.json()["commit"] for c in commits if (answer := _undo(world, c)).status_code == 201]
    assert len(undone) > 30, "not much was undone"
    for commit in reversed(undone):
        _undo(world, commit)


def _diary(world: World) -> list[Json]:
    entries: list[Json] = world.client.get(f"{world.url}/history").json()["items"]
    return entries


def _undo(world: World, commit: str) -> Any:
    answer = world.client.post(f"{world.url}/history/undo", json={"commits": [commit]})
    assert answer.status_code in (201, 409), answer.text
    return answer


def use_another_program(world: World) -> None:
    """A treatment, written and deleted by an editor that knows nothing of the studio."""
    path = "02_Source_Creative/Treatments/Draft.md"
    idea = world.services.workspace.root(world.film) / path

    def wait_for(*news: str) -> None:
        while not any((e["type"], e.get("path"), e.get("change")) == news for e in world.heard):
            world.listen()
            time.sleep(0.05)  # who asks without a pause is not answered any more

    idea.write_text("A train.")
    wait_for("file_changed", path, "created")
    idea.unlink()
    wait_for("creative_document_updated", path, "deleted")
    idea.write_text("A ship.")


CASES: dict[str, list[Callable[[World], object]]] = {
    "hello": [lambda world: None],
    "pong": [lambda world: None],
    "ping": [lambda world: None],
    "error": [lambda world: world.socket.send_text("{")],
    "presence": [come_and_go],
    "panel_resize": [lambda world: world.socket.send_json({"type": "panel_resize", "panel": "left", "width": 300})],
    "selection_change": [come_and_select],
    "node_state_updated": [get_on, succeed, fail, cancel],
    "generation_accepted": [lambda world: world.ask_for_take(count=3), lambda world: world.ask_for_take()],
    "task_progress": [get_on, lose_the_worker],
    "task_success": [succeed],
    "task_failed": [fail],
    "task_cancelled": [cancel],
    "queue_changed": [queue_up, pause_all, pause_and_go_on],
    "project_update": [rename],
    "narrative_structure_changed": [restructure],
    "narrative_changed": [tell_the_story, rearrange, renumber, copy_and_bring_back],
    "shot_changed": [describe],
    "take_created": [lambda world: world.a_take()],
    "take_changed": [rate],
    "active_take_changed": [choose],
    "asset_added": [dress],
    "asset_changed": [dress],
    "asset_removed": [dress],
    "character_created": [give_a_face],
    "character_lora_status": [give_a_face],
    "character_variation_generated": [give_a_face],
    "character_usage_updated": [dress, cast_and_move],
    "creative_document_updated": [write],
    "file_changed": [tidy_up, use_another_program],
    "history_changed": [rename, take_back],
}


@pytest.mark.parametrize(("kind", "act"), [(kind, act) for kind, acts in CASES.items() for act in acts])
def test_get_and_the_events_after_it_make_what_get_gives(
    world: World, kind: str, act: Callable[[World], object]
) -> None:
    check(world, act, kind)


def test_a_reset_says_that_only_get_helps(world: World) -> None:
    before = world.get()
    redis.from_url(world.services.settings.redis_url).delete(EPOCH_KEY)
    rename(world)
    world.listen()
    with pytest.raises(MustLoad):
        fold(before, world.heard)


def test_every_event_has_a_case() -> None:
    kinds = {event.model_fields["type"].default for event in get_args(AnyEvent)}
    assert kinds == {*CASES, "reset", *OF_THE_STUDIO}


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_done_in_whatever_order_state_and_events_agree(world: World, seed: int) -> None:
    dice = random.Random(seed)
    quick = [
        rename,
        restructure,
        tell_the_story,
        rearrange,
        copy_and_bring_back,
        describe,
        rate,
        choose,
        dress,
        give_a_face,
        get_on,
        succeed,
        fail,
        lose_the_worker,
        cancel,
        queue_up,
        pause_and_go_on,
    ]

    def anything(world: World) -> None:
        for act in dice.choices(quick, k=10):
            act(world)
            world.listen()

    check(world, anything, "history_changed")
