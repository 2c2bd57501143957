"""What windows are told when the film's tree changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from app.domain.beats import keywords_by_scene
from app.domain.events import Event, NarrativeChange, NarrativeChanged, NodeState, Reset
from app.domain.project import Chapter, Scene, ShotPlace, ShotRef
from app.domain.shot import Shot
from app.domain.take import TakeView
from app.services.films.film import FilmEdit

Element = Literal["chapter", "scene", "shot"]
AT_ONCE_BYTES = 128 * 1024
AT_ONCE_EVENTS = 200
"""More than this is not told piece by piece: whoever looks at the film loads it again."""


def shown(item: Chapter | Scene | ShotRef) -> dict[str, Any]:
    """An element as the tree shows it, without what is below it."""
    return item.model_dump(mode="json", by_alias=True, exclude={"scenes", "shots", "scenes_issued", "shots_issued"})


def changed(
    change: Literal["added", "changed", "moved", "removed"],
    element: Element,
    item: Chapter | Scene | ShotRef,
    parent: str | None,
    index: int | None = None,
) -> NarrativeChanged:
    fields = shown(item) if change != "removed" else None
    return NarrativeChanged(
        changes=[
            NarrativeChange(change=change, element=element, id=item.id, parent_id=parent, index=index, item=fields)
        ]
    )


def added(
    element: Literal["chapter", "scene"], item: Chapter | Scene, parent: str | None, index: int
) -> NarrativeChange:
    return NarrativeChange(change="added", element=element, id=item.id, parent_id=parent, index=index, item=shown(item))


def chapters_changed(before: Sequence[Chapter], after: Sequence[Chapter]) -> NarrativeChanged:
    """What became of chapters that keep their order: some go, some change, new ones come."""
    was, stay = {chapter.id: shown(chapter) for chapter in before}, {chapter.id for chapter in after}
    return NarrativeChanged(
        changes=[
            *(NarrativeChange(change="removed", element="chapter", id=chapter_id) for chapter_id in was.keys() - stay),
            *(
                NarrativeChange(change="changed", element="chapter", id=chapter.id, item=shown(chapter))
                for chapter in after
                if was.get(chapter.id, shown(chapter)) != shown(chapter)
            ),
            *(added("chapter", chapter, None, index) for index, chapter in enumerate(after) if chapter.id not in was),
        ]
    )


def shot_added(
    place: ShotPlace, shot: Shot, index: int, takes: Sequence[TakeView] = (), work: NodeState = "idle"
) -> NarrativeChange:
    """A shot that is new in the film, with the takes that it brings along; `work` is what its tasks say."""
    kept = sorted((take for take in takes if take.deleted is None), key=lambda take: take.take_number)
    active = next((take for take in takes if take.take_number == shot.active_take), None)
    picture = active if active in kept else kept[-1] if kept else None
    item = {
        **shown(place.shot),
        "slate": place.slate,
        "takeCount": len(kept),
        "activeTake": shot.active_take,
        "state": work if work in ("generating", "error") else "completed" if kept else "idle",
        "thumbnailUrl": picture.thumbnail_url if picture else None,
        "size": shot.size,
        "description": shot.description[:300],
        "durationSeconds": shot.duration_seconds,
    }
    record = {**shot.to_json(), **standing(place), "activeTakeView": active.to_json() if active else None}
    return NarrativeChange(
        change="added",
        element="shot",
        id=shot.id,
        parent_id=place.scene.id,
        index=index,
        item=item,
        shot=record,
        takes=[take.to_json() for take in sorted(takes, key=lambda take: -take.take_number)],
    )


def standing(place: ShotPlace) -> dict[str, Any]:
    """What the API says about where a shot stands."""
    return {
        "number": place.shot.number,
        "slate": place.slate,
        "chapterId": place.chapter.id,
        "sceneId": place.scene.id,
        "folder": place.folder,
    }


def tell(edit: FilmEdit, changes: Sequence[NarrativeChange], others: Sequence[Event] = ()) -> None:
    """Announce changes of the tree and what goes with them. Scenes are told with the keywords of their beats."""
    words = keywords_by_scene(edit.project.narrative)
    for change in changes:
        if change.element == "scene" and change.item is not None:
            change.item["keywords"] = words.get(change.id, [])
    told = NarrativeChanged(changes=list(changes))
    if len(others) > AT_ONCE_EVENTS or len(told.model_dump_json()) > AT_ONCE_BYTES:
        edit.emit(Reset(epoch="", reason="A large part of the film has changed."))
    else:
        edit.emit(told, *others)
