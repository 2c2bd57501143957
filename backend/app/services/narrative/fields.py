"""What is said of a chapter, scene or shot, field by field."""

from __future__ import annotations

from typing import Any

from app.domain.events import ShotChanged
from app.domain.project import ShotPlace
from app.domain.records import Message, Record
from app.domain.shot import CastMember, Shot, ShotPatch
from app.services.films.film import FilmEdit
from app.services.narrative.events import changed

_FIELD_NAMES = {
    "timeOfDay": "time of day",
    "negativePrompt": "negative prompt",
    "durationSeconds": "duration",
}


def change_shot(edit: FilmEdit, place: ShotPlace, patch: ShotPatch) -> tuple[Shot, str | None]:
    """The shot with the fields that were sent, and what that is in film terms; nothing when it says so already."""
    shot = edit.shot(place)
    before = shot.to_json()
    set_fields(shot, patch)
    if shot.name != place.shot.name:
        place = edit.project.shot(place.shot.id)
        place.shot.name = shot.name
        edit.save_project()
        edit.emit(changed("changed", "shot", place.shot, place.scene.id))
    after = shot.to_json()
    changes = {key: value for key, value in after.items() if before.get(key) != value}
    if not changes:
        return shot, None
    edit.save_shot(place, shot)
    edit.emit(ShotChanged(shot_id=shot.id, changes={**changes, "modified": shot.to_json()["modified"]}))
    return shot, _shot_sentence(edit.slate(place), before, changes)


def set_fields(record: Record, patch: Message, leave_out: set[str] | None = None) -> None:
    """Set the fields that were sent; null brings a field's default back."""
    for field in patch.model_fields_set - (leave_out or set()):
        value: Any = getattr(patch, field)
        if field == "cast" and value is not None:
            value = [CastMember.model_validate(member.model_dump()) for member in value]
        if value is None:
            known = type(record).model_fields[field]
            if known.is_required():
                continue
            value = known.get_default(call_default_factory=True)
        setattr(record, field, value)


def _shot_sentence(slate: str, before: dict[str, Any], changes: dict[str, Any]) -> str:
    """What changed, in film terms: `Shot S02_S04: lens 35 → 50, mood`."""
    told = []
    for key, new in changes.items():
        old = before.get(key)
        name = _FIELD_NAMES.get(key, key)
        short = all(
            v is None or isinstance(v, int | float) or (isinstance(v, str) and len(v) <= 24) for v in (old, new)
        )
        told.append(
            f"{name} {'–' if old in (None, '') else old} → {'–' if new in (None, '') else new}" if short else name
        )
    return f"Shot {slate}: {', '.join(told)}"
