"""What a client does: take what GET gives, and apply the events that come after it. Nothing here asks the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

Json = dict[str, Any]


class MustLoad(Exception):
    """Events were lost; only GET helps."""


def fold(state: Json, events: Sequence[Json]) -> Json:
    """The state after the events. `state` has `project`, `tree`, `shots`, `takes`, `assets`, `documents`, `tasks`,
    `queue`, `peers`, `head`."""
    state = deepcopy(state)
    for event in events:
        RULES[event["type"]](state, event)
    return state


def shown(state: Json) -> Json:
    """What GET shows of a state: with all that follows from something else in it."""
    state = deepcopy(state)
    queue, tasks = state["queue"], state["tasks"]
    for task in tasks.values():
        task["statusUrl"] = f"/api/tasks/{task['taskId']}/status"
        task["queuePosition"] = queue["order"].index(task["taskId"]) + 1 if task["taskId"] in queue["order"] else None
        if task["status"] == "pending" and not task["paused"]:
            if queue["paused"]:
                task["reason"] = "Waits: the queue is paused."
            elif task["lane"] in queue["pausedLanes"]:
                task["reason"] = f"Waits: the {task['lane']} lane is paused."
    for shot_id, shot in state["shots"].items():
        for take in state["takes"].get(shot_id, []):
            take["active"] = take["takeNumber"] == shot["activeTake"]
        shot["activeTakeView"] = _take(state, shot_id, shot["activeTake"])
    for _, _, node in _shots(state["tree"]):
        shot, takes = state["shots"][node["id"]], [t for t in state["takes"][node["id"]] if t["deleted"] is None]
        node["takeCount"], node["activeTake"] = len(takes), shot["activeTake"]
        if node["state"] not in ("generating", "error"):
            node["state"] = "completed" if takes else "idle"
        chosen = next((t for t in takes if t["takeNumber"] == shot["activeTake"]), None)
        picture = chosen or max(takes, key=lambda t: int(t["takeNumber"]), default=None)
        node["thumbnailUrl"] = picture["thumbnailUrl"] if picture else None
    return state


def _nothing(state: Json, event: Json) -> None:
    """Nothing that GET shows."""


def _must_load(state: Json, event: Json) -> None:
    raise MustLoad(event["reason"])


def _peers(state: Json, event: Json) -> None:
    state["peers"] = {peer["sessionId"]: peer for peer in event["peers"]}


def _selection(state: Json, event: Json) -> None:
    if peer := state["peers"].get(event["sessionId"]):
        peer |= {"targetType": event["targetType"], "targetId": event["targetId"]}


def _node_state(state: Json, event: Json) -> None:
    for _, _, node in _shots(state["tree"]):
        if node["id"] == event["nodeId"]:
            node["state"] = event["state"]


def _accepted(state: Json, event: Json) -> None:
    state["tasks"].setdefault(event["taskId"], event["task"])


def _progress(state: Json, event: Json) -> None:
    told = {key: event[key] for key in ("progress", "step", "status", "reason")}
    state["tasks"].get(event["taskId"], {}).update(event["changes"] | told)


def _ended(state: Json, event: Json) -> None:
    """The `task_progress` before it has told the record's end."""


def _queue(state: Json, event: Json) -> None:
    state["queue"] |= {key: event[key] for key in ("order", "paused", "pausedLanes")}


def _project(state: Json, event: Json) -> None:
    state["project"] |= event["changes"]
    state["tree"] |= {key: event["changes"][key] for key in ("name", "quality") if key in event["changes"]}


def _structure(state: Json, event: Json) -> None:
    state["tree"]["structure"] = event["structure"]


def _narrative(state: Json, event: Json) -> None:
    for change in event["changes"]:
        RULES_OF_THE_TREE[change["change"]](state, change)


def _added(state: Json, change: Json) -> None:
    below = {"chapter": {"scenes": []}, "scene": {"shots": []}, "shot": {}}[change["element"]]
    siblings = _siblings(state["tree"], change["element"], change["parentId"])
    if all(sibling["id"] != change["id"] for sibling in siblings):
        siblings.insert(change["index"], change["item"] | below)
    if change["shot"] is not None:
        state["shots"].setdefault(change["id"], change["shot"])
        state["takes"].setdefault(change["id"], change["takes"])


def _changed(state: Json, change: Json) -> None:
    for sibling in _siblings(state["tree"], change["element"], change["parentId"]):
        if sibling["id"] == change["id"]:
            sibling.update(change["item"])


def _moved(state: Json, change: Json) -> None:
    """To `index` among what is below `parentId`, from wherever it is."""
    for siblings in _lists(state["tree"], change["element"]):
        for sibling in siblings:
            if sibling["id"] == change["id"]:
                siblings.remove(sibling)
                sibling.update(change["item"] or {})
                _siblings(state["tree"], change["element"], change["parentId"]).insert(change["index"], sibling)
                return


def _removed(state: Json, change: Json) -> None:
    for siblings in _lists(state["tree"], change["element"]):
        siblings[:] = [sibling for sibling in siblings if sibling["id"] != change["id"]]
    left = {node["id"] for _, _, node in _shots(state["tree"])}
    for what in ("shots", "takes"):
        state[what] = {shot_id: value for shot_id, value in state[what].items() if shot_id in left}


def _shot(state: Json, event: Json) -> None:
    changes = event["changes"]
    state["shots"].get(event["shotId"], {}).update(changes)
    for _, _, node in _shots(state["tree"]):
        if node["id"] == event["shotId"]:
            node |= {key: changes[key] for key in ("name", "size", "durationSeconds") if key in changes}
            if "description" in changes:
                node["description"] = changes["description"][:300]


def _take_created(state: Json, event: Json) -> None:
    takes = state["takes"].setdefault(event["shotId"], [])
    if all(take["takeNumber"] != event["takeNumber"] for take in takes):
        takes.insert(0, event["take"])
    state["shots"].get(event["shotId"], {}).update(event["shotChanges"])


def _take_changed(state: Json, event: Json) -> None:
    if take := _take(state, event["shotId"], event["takeNumber"]):
        take |= event["changes"]


def _active_take(state: Json, event: Json) -> None:
    state["shots"].get(event["shotId"], {}).update(event["changes"])


def _asset_added(state: Json, event: Json) -> None:
    state["assets"][event["asset"]["assetId"]] = event["asset"]


def _asset_changed(state: Json, event: Json) -> None:
    state["assets"].get(event["assetId"], {}).update(event["changes"])


def _asset_removed(state: Json, event: Json) -> None:
    state["assets"].pop(event["assetId"], None)


def _character_born(state: Json, event: Json) -> None:
    """The `asset_added` before it has brought the character."""


def _lora_status(state: Json, event: Json) -> None:
    state["assets"].get(event["assetId"], {})["loraTrainingStatus"] = event["status"]


def _variation(state: Json, event: Json) -> None:
    character = state["assets"].get(event["assetId"], {"variations": {}})
    if event["variationType"] == "base_face":
        character["baseFaceImagePath"] = event["variationPath"]
    else:
        character["variations"][event["variationType"]] = event["variationPath"]


def _usage(state: Json, event: Json) -> None:
    state["assets"].get(event["assetId"], {})["usage"] = event["usage"]


def _document(state: Json, event: Json) -> None:
    state["documents"].pop(event["path"], None)
    if event["document"] is not None:
        state["documents"][event["path"]] = event["document"]


def _listing(state: Json, event: Json) -> None:
    """What a folder holds is asked for when it is looked at; this says that it is another than before."""


def _history(state: Json, event: Json) -> None:
    state["head"] = event["commit"]


RULES: dict[str, Callable[[Json, Json], None]] = {
    "hello": _nothing,
    "reset": _must_load,
    "pong": _nothing,
    "ping": _nothing,
    "error": _nothing,
    "presence": _peers,
    "panel_resize": _nothing,
    "selection_change": _selection,
    "node_state_updated": _node_state,
    "generation_accepted": _accepted,
    "task_progress": _progress,
    "task_success": _ended,
    "task_failed": _ended,
    "task_cancelled": _ended,
    "queue_changed": _queue,
    "gallery_changed": _nothing,
    "settings_changed": _nothing,
    "project_update": _project,
    "narrative_structure_changed": _structure,
    "narrative_changed": _narrative,
    "shot_changed": _shot,
    "take_created": _take_created,
    "take_changed": _take_changed,
    "active_take_changed": _active_take,
    "asset_added": _asset_added,
    "asset_changed": _asset_changed,
    "asset_removed": _asset_removed,
    "character_created": _character_born,
    "character_lora_status": _lora_status,
    "character_variation_generated": _variation,
    "character_usage_updated": _usage,
    "creative_document_updated": _document,
    "file_changed": _listing,
    "history_changed": _history,
}
RULES_OF_THE_TREE: dict[str, Callable[[Json, Json], None]] = {
    "added": _added,
    "changed": _changed,
    "moved": _moved,
    "removed": _removed,
}


def _lists(tree: Json, element: str) -> list[list[Json]]:
    chapters: list[Json] = tree["chapters"]
    if element == "chapter":
        return [chapters]
    scenes = [chapter["scenes"] for chapter in chapters]
    return scenes if element == "scene" else [scene["shots"] for several in scenes for scene in several]


def _siblings(tree: Json, element: str, parent: str | None) -> list[Json]:
    if element == "chapter":
        return tree["chapters"]  # type: ignore[no-any-return]
    parents = tree["chapters"] if element == "scene" else [s for c in tree["chapters"] for s in c["scenes"]]
    return next((p["scenes" if element == "scene" else "shots"] for p in parents if p["id"] == parent), [])


def _shots(tree: Json) -> list[tuple[Json, Json, Json]]:
    return [(c, scene, shot) for c in tree["chapters"] for scene in c["scenes"] for shot in scene["shots"]]


def _take(state: Json, shot_id: str, number: int | None) -> Json | None:
    return next((take for take in state["takes"].get(shot_id, []) if take["takeNumber"] == number), None)
