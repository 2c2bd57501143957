"""`usage[]` of every character in `project.json`, kept with every change of the film.

A shot's cast is the truth. Only shots whose record an edit writes are looked at again; all of them when the manifest
came from elsewhere, such as the film's history, so that what it says cannot be relied on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from app.domain.asset import is_asset
from app.domain.events import CharacterUsageUpdated, Reset
from app.domain.paths import ProjectPath
from app.domain.project import Project
from app.errors import AuteurError
from app.services.films.film import MANIFEST, FilmEdit

AT_ONCE_BYTES = 128 * 1024
"""A longer list is not told; whoever looks at the film loads it again."""
_SHOT_RECORD = re.compile(r"03_Renders/[^/]+/[^/]+/[^/]+/shot\.json")


def keep_usage(edit: FilmEdit) -> None:
    """Bring every character's `usage` up to date with what the edit has staged."""
    casts = dict(_changed_casts(edit))
    if not casts and MANIFEST not in edit.files.staged:
        return
    entries = [entry for entry in edit.project.assets.characters if is_asset(entry)]
    if not entries:
        return
    if any(_is_unsure(edit, entry) for entry in entries):
        casts, known = dict(_all_casts(edit)), {}
    else:
        known = _known(entries)
    uses = _uses(edit.project, casts, known)
    changed = False
    for entry in entries:
        usage = uses.get(entry["assetId"], [])
        if entry.get("usage") != usage:
            entry["usage"] = usage
            changed = True
            if len(orjson.dumps(usage)) > AT_ONCE_BYTES:
                edit.emit(Reset(epoch="", reason="A character is used in very many shots."))
            else:
                edit.emit(CharacterUsageUpdated(asset_id=entry["assetId"], usage=usage))
    if changed:
        edit.save_project()


def _uses(project: Project, casts: dict[str, set[str]], known: dict[str, set[str]]) -> dict[str, list[dict[str, Any]]]:
    """Asset id → its uses in the order of the film; `casts` goes before what is `known` already."""
    uses: dict[str, list[dict[str, Any]]] = {}
    for place in project.shots():
        for asset_id in casts.get(place.shot.id, known.get(place.shot.id, ())):
            # A `CharacterUse` as JSON; a film has ten thousand of them.
            use = {"shotId": place.shot.id, "sceneId": place.scene.id, "chapterId": place.chapter.id}
            uses.setdefault(asset_id, []).append(use)
    return uses


def _known(entries: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Shot id → the characters that are in it, as the manifest says."""
    known: dict[str, set[str]] = {}
    for entry in entries:
        for use in entry["usage"]:
            known.setdefault(str(use.get("shotId")), set()).add(entry["assetId"])
    return known


def _is_unsure(edit: FilmEdit, entry: dict[str, Any]) -> bool:
    """Whether a character's list was not made here, or is not the one that was in the film before."""
    usage = entry.get("usage")
    if not isinstance(usage, list) or not all(isinstance(use, dict) for use in usage):
        return True
    return bool(usage != edit.usage_before.get(entry["assetId"], []))


def _all_casts(edit: FilmEdit) -> Iterator[tuple[str, set[str]]]:
    for place in edit.project.shots():
        try:
            shot = edit.shot(place)
        except AuteurError:
            continue
        yield place.shot.id, {member.asset_id for member in shot.cast if member.asset_id}


def _changed_casts(edit: FilmEdit) -> Iterator[tuple[str, set[str]]]:
    """The shots whose records an edit writes at another place or with another cast."""
    for path in edit.files.staged:
        if _SHOT_RECORD.fullmatch(path):
            found = _cast_in(edit.files.read_bytes(path))
            if found is not None and found != _committed(edit, path):
                yield found


def _committed(edit: FilmEdit, path: ProjectPath) -> tuple[str, set[str]] | None:
    try:
        return _cast_in(edit.files.fs.read_bytes(path))
    except AuteurError:
        return None


def _cast_in(content: bytes) -> tuple[str, set[str]] | None:
    try:
        record = orjson.loads(content)
        return str(record["id"]), {str(one["assetId"]) for one in record.get("cast") or () if one.get("assetId")}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
