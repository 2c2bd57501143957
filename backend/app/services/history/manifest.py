"""Two manifests compared: what came, went, moved or changed in the film's tree, its assets and its settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

from app.domain.history import ChangeKind, FieldChange, FilmChange
from app.domain.paths import padded
from app.domain.project import short_name, shot_folder

Json = dict[str, Any]
LONGEST = 2000
MOST_NUMBERS = 40
_LABELS = {
    "timeOfDay": "time of day",
    "negativePrompt": "negative prompt",
    "durationSeconds": "duration",
    "activeTake": "active take",
    "aspectRatio": "aspect ratio",
    "triggerWord": "trigger word",
    "negativeKeywords": "negative keywords",
    "baseFaceImagePath": "base face",
    "loraModelPath": "LoRA file",
    "loraTrainingStatus": "LoRA",
}
_UNITS = {"lens": " mm", "durationSeconds": " s"}
_OWN = {"id", "number", "scenes", "shots", "scenesIssued", "shotsIssued", "chaptersIssued"}


class Elements:
    """Every chapter, scene, shot and asset of a manifest by its id, with where it stands."""

    def __init__(self, film: Json) -> None:
        self.found: dict[str, tuple[ChangeKind, str, Json, str | None, str | None]] = {}
        """Id → kind, name for people, entry, parent, folder."""
        self.order: dict[str | None, list[str]] = {}
        try:
            self._read(film)
        except (KeyError, TypeError, AttributeError, ValueError):
            pass  # a manifest of another shape: what was understood so far is what there is to compare

    def _read(self, film: Json) -> None:
        if not film:
            return
        slates = Counter(
            (scene["number"], shot["number"])
            for chapter in film["narrative"]["chapters"]
            for scene in chapter["scenes"]
            for shot in scene["shots"]
        )
        words: dict[str, list[str]] = {}
        for beat in film["narrative"].get("emotionalBeats", []):
            words.setdefault(str(beat.get("sceneId")), []).extend(beat.get("keywords", []))
        for chapter in film["narrative"]["chapters"]:
            self._add("chapter", f"Chapter “{chapter['name']}”", chapter, None)
            for scene in chapter["scenes"]:
                told = {**scene, "keywords": ", ".join(words.get(scene["id"], []))}
                self._add("scene", f"Scene “{scene['name']}”", told, chapter["id"])
                for shot in scene["shots"]:
                    slate = f"S{padded(scene['number'])}_S{padded(shot['number'])}"
                    if slates[scene["number"], shot["number"]] > 1:
                        slate += f" ({short_name(chapter['name'])})"
                    folder = shot_folder(chapter["number"], scene["number"], shot["number"])
                    self._add("shot", f"Shot {slate}", shot, scene["id"], folder)
        for category, assets in film["assets"].items():
            for asset in assets:
                name = f"{category.removesuffix('s').capitalize()} “{asset.get('name', '')}”"
                self.found[asset["assetId"]] = ("asset", name, asset, category, None)

    def _add(self, kind: ChangeKind, name: str, entry: Json, parent: str | None, folder: str | None = None) -> None:
        self.found[entry["id"]] = (kind, name, entry, parent, folder)
        self.order.setdefault(parent, []).append(entry["id"])


def changes_of_manifest(old: Json, new: Json, then: Elements, now: Elements) -> list[FilmChange]:
    """In the order of the film; what goes with its parent is not told by itself."""
    if not old:
        return [FilmChange(kind="film", change="added", sentence=f"The film “{new.get('name', '')}” begins")]
    return [*_of_the_film(old, new), *_of_elements(then, now)]


def _of_the_film(old: Json, new: Json) -> Iterator[FilmChange]:
    fields = compared(
        {**old, **_part(old, "settings"), "structure": _part(old, "narrative").get("structure")},
        {**new, **_part(new, "settings"), "structure": _part(new, "narrative").get("structure")},
        leave_out={"modified", "created", "narrative", "assets", "canvas", "settings", "schemaVersion"},
    )
    if fields:
        yield FilmChange(kind="film", change="changed", sentence=f"Film: {told(fields)}", fields=fields)
    if old.get("canvas") != new.get("canvas"):
        counts = [
            len(nodes if isinstance(nodes := _part(film, "canvas").get("nodes"), list) else []) for film in (old, new)
        ]
        arranged = f"{counts[0]} → {counts[1]} nodes" if counts[0] != counts[1] else "arranged anew"
        yield FilmChange(kind="canvas", change="changed", sentence=f"Canvas: {arranged}")


def _part(film: Json, name: str) -> Json:
    """Nothing, where a manifest has something of another shape there."""
    found = film.get(name)
    return found if isinstance(found, dict) else {}


def _of_elements(then: Elements, now: Elements) -> Iterator[FilmChange]:
    for element_id, (kind, name, entry, parent, folder) in now.found.items():
        if element_id not in then.found:
            called = f" “{entry.get('name', '')}”" if kind == "shot" else ""
            yield _change(kind, "added", element_id, f"{name}{called} was added", folder)
            continue
        _, old_name, old, old_parent, _ = then.found[element_id]
        if parent != old_parent:
            yield _change(kind, "moved", element_id, f"{old_name} was moved and is now {_lower(name)}", folder)
        fields = compared(old, entry, leave_out=_OWN | {"assetId", "modified", "created", "usage"})
        if fields and kind != "shot":  # a shot's name is in its own record too
            yield _change(kind, "changed", element_id, f"{old_name}: {told(fields)}", folder, fields)
    yield from _of_numbers(then, now)
    for parent, before in then.order.items():
        after = now.order.get(parent, [])
        both = set(before) & set(after)
        if [e for e in before if e in both] != [e for e in after if e in both]:
            moved = next(
                e for e, old in zip([e for e in after if e in both], [e for e in before if e in both]) if e != old
            )
            kind, name, _, _, folder = now.found[moved]
            yield _change(kind, "moved", moved, f"{name} and its neighbours are in another order", folder)
    for element_id, (kind, name, entry, parent, folder) in then.found.items():
        if element_id not in now.found and (kind == "asset" or parent is None or parent in now.found):
            called = f" “{entry.get('name', '')}”" if kind == "shot" else ""
            yield _change(kind, "removed", element_id, f"{name}{called} was removed", folder)


def _of_numbers(then: Elements, now: Elements) -> Iterator[FilmChange]:
    """What is called another way at its old place. Of many it is told how many."""
    called = [
        (element_id, one, then.found[element_id][2].get("number"))
        for element_id, one in now.found.items()
        if element_id in then.found
        and one[3] == then.found[element_id][3]
        and (one[2].get("number") != then.found[element_id][2].get("number") or one[4] != then.found[element_id][4])
    ]
    if len(called) > MOST_NUMBERS:
        yield FilmChange(
            kind="film", change="changed", sentence=f"{len(called)} chapters, scenes and shots have other numbers"
        )
        return
    for element_id, (kind, name, entry, _, folder), number in called:
        if kind != "shot":
            yield _change(kind, "changed", element_id, f"{name}: number {number} → {entry['number']}", folder)
        elif then.found[element_id][1] != name:
            old = then.found[element_id][1]
            yield _change(kind, "changed", element_id, f"{old} “{entry.get('name', '')}” is now {_lower(name)}", folder)


def _change(
    kind: ChangeKind,
    change: Literal["added", "changed", "moved", "removed"],
    element_id: str,
    sentence: str,
    path: str | None,
    fields: list[FieldChange] | None = None,
) -> FilmChange:
    return FilmChange(
        kind=kind, change=change, element_id=element_id, sentence=sentence, path=path, fields=fields or []
    )


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def compared(old: Json, new: Json, leave_out: set[str] | None = None) -> list[FieldChange]:
    """The fields of two records that differ."""
    return [
        FieldChange(field=key, label=_LABELS.get(key, key), before=_short(old.get(key)), after=_short(new.get(key)))
        for key in dict.fromkeys([*new, *old])
        if key not in (leave_out or ()) and _nothing(old.get(key)) != _nothing(new.get(key))
    ]


def label_of(field: str) -> str:
    """A field as people call it; of one within another, the innermost."""
    name = field.rpartition(".")[2]
    return _LABELS.get(name, name)


def told(fields: list[FieldChange]) -> str:
    """`lens 35 → 50 mm, mood`: short values are told, of long ones only the name."""
    words = []
    for field in fields:
        values = (field.before, field.after)
        if all(
            _nothing(v) is None or isinstance(v, int | float) or (isinstance(v, str) and len(v) <= 32) for v in values
        ):
            shown = ["–" if _nothing(v) is None else _said(v) for v in values]
            words.append(f"{field.label} {shown[0]} → {shown[1]}{_UNITS.get(field.field, '')}")
        else:
            words.append(field.label)
    return ", ".join(words)


def _said(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _nothing(value: Any) -> Any:
    """An empty text and an empty list are as good as none."""
    return None if value in (None, "", []) else value


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST:
        return value[:LONGEST] + "…"
    return value if len(str(value)) <= 2 * LONGEST else str(value)[:LONGEST] + "…"
