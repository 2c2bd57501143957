"""One change taken back out of the manifest, a shot's record or a take's sidecar, as JSON, so that unknown keys stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from app.domain.project import Project
from app.domain.records import canonical_json, format_time, now
from app.domain.undo import taken_back
from app.domain.undo_tree import Clash, Tree, take_out_of_tree
from app.services.films.film import MANIFEST, parse_record

Json = dict[str, Any]
_STUDIOS_OWN = {"modified", "created", "schemaVersion", "id", "usage"}
"""What the studio itself keeps up to date."""
_COUNTERS = {"takesIssued", "chaptersIssued"}


@dataclass(frozen=True)
class Merged:
    film: Project
    changed: bool
    gone_assets: set[str]


def manifest_taken_back(before: bytes, after: bytes, here: bytes) -> tuple[Merged | None, list[Clash]]:
    """The manifest `here` without what came between the two others. Numbers that were given stay given."""
    old, new, now_ = (orjson.loads(content) for content in (before, after, here))
    tree = Tree.of(now_["narrative"])
    clashes = take_out_of_tree(Tree.of(old["narrative"]), Tree.of(new["narrative"]), tree)
    leave = _STUDIOS_OWN | {"narrative", "assets"}
    film, fields = taken_back(old, new, now_, leave)
    narrative, more = taken_back(old["narrative"], new["narrative"], now_["narrative"], {"chapters", *_COUNTERS})
    assets, others = _assets(old, new, now_)
    clashes += [Clash(FILM, field) for field in [*fields, *more]] + others
    if clashes:
        return None, clashes
    narrative |= {"chapters": tree.written(), "chaptersIssued": tree.issued_below(None)}
    film |= {"narrative": narrative, "assets": assets}
    gone = _by_id(now_).keys() - _by_id(film).keys()
    return Merged(parse_record(Project, canonical_json(film), MANIFEST), film != now_, gone), []


FILM = ""
"""Stands for the film itself in a clash."""


def record_taken_back(element_id: str, before: Json, after: Json, here: Json) -> tuple[Json, list[Clash]]:
    record, fields = taken_back(before, after, here, _STUDIOS_OWN | _COUNTERS)
    return record, [Clash(element_id, field) for field in fields]


def _assets(old: Json, new: Json, here: Json) -> tuple[Json, list[Clash]]:
    known = _by_id(here)
    merged, fields = taken_back(_by_id(old, bare=True), _by_id(new, bare=True), _by_id(here, bare=True))
    result = {category: list[Json]() for category in here["assets"]}
    for asset_id, found in merged.items():
        was = known.get(asset_id)
        entry = found["entry"]
        if was is None or entry != _bare(was["entry"]):
            entry = {**entry, "modified": format_time(now())}
            if was is not None and "usage" in was["entry"]:
                entry["usage"] = was["entry"]["usage"]
        else:
            entry = was["entry"]
        result.setdefault(found["category"], []).append(entry)
    rest = {category: [one for one in entries if "assetId" not in one] for category, entries in here["assets"].items()}
    clashes = []
    for field in fields:
        asset_id, _, what = field.partition(".")
        what = what.removeprefix("entry.")
        clashes.append(Clash(asset_id, what or "was changed"))
    return {category: [*entries, *rest.get(category, [])] for category, entries in result.items()}, clashes


def _by_id(film: Json, *, bare: bool = False) -> Json:
    return {
        asset["assetId"]: {"category": category, "entry": _bare(asset) if bare else asset}
        for category, entries in film["assets"].items()
        for asset in entries
        if "assetId" in asset
    }


def _bare(asset: Json) -> Json:
    return {key: value for key, value in asset.items() if key not in ("modified", "usage")}
