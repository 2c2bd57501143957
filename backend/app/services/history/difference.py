"""What windows are told when a film has become another one: the fine events that lead from the one to the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any

from app.domain.asset import assets_in
from app.domain.beats import keywords_by_scene
from app.domain.events import (
    AssetAdded,
    AssetChanged,
    AssetRemoved,
    Event,
    NarrativeChange,
    NarrativeStructureChanged,
    ProjectUpdate,
    ShotChanged,
)
from app.domain.project import Project
from app.services.assets.views import view
from app.services.narrative.events import shown, standing
from app.services.narrative.places import Standing, standings

Order = dict[str | None, list[str]]


def tree_changes(
    before: Project, after: Project, added: Callable[[Standing, int], NarrativeChange]
) -> list[NarrativeChange]:
    """In an order in which they can be applied one by one. `added` tells of an element that is new, without what is
    below it."""
    return _Steps(before, after, added).changes


def film_events(before: Project, after: Project) -> list[Event]:
    """What became of the film's own fields."""
    old, new = before.to_json(), after.to_json()
    changes = {k: v for k, v in new.items() if old.get(k) != v and k not in ("narrative", "assets")}
    events: list[Event] = [ProjectUpdate(changes=changes)] if changes else []
    if before.narrative.structure != after.narrative.structure:
        events.append(NarrativeStructureChanged(structure=after.narrative.structure))
    return events


def places_changed(before: Project, after: Project) -> list[Event]:
    """Of every shot that stands elsewhere now, or under another number."""
    then = {place.shot.id: standing(place) for place in before.shots()}
    return [
        ShotChanged(shot_id=place.shot.id, changes=standing(place))
        for place in after.shots()
        if place.shot.id in then and then[place.shot.id] != standing(place)
    ]


def asset_events(project_id: str, before: Project, after: Project) -> list[Event]:
    old, new = (
        {asset.asset_id: (category, view(project_id, category, asset).to_json()) for category, asset in found}
        for found in (assets_in(before.assets), assets_in(after.assets))
    )
    events: list[Event] = []
    for asset_id, (category, _) in old.items():
        if asset_id not in new or new[asset_id][0] != category:
            events.append(AssetRemoved(category=category, asset_id=asset_id))
    for asset_id, (category, asset) in new.items():
        if asset_id not in old or old[asset_id][0] != category:
            events.append(AssetAdded(category=category, asset=asset))
        elif changes := {key: value for key, value in asset.items() if old[asset_id][1].get(key) != value}:
            events.append(AssetChanged(category=category, asset_id=asset_id, changes=changes))
    return events


class _Steps:
    def __init__(self, before: Project, after: Project, added: Callable[[Standing, int], NarrativeChange]) -> None:
        self.changes: list[NarrativeChange] = []
        self._before, self._after, self._added = standings(before), standings(after), added
        self._words = keywords_by_scene(before.narrative), keywords_by_scene(after.narrative)
        self._order = _order(before)
        self._walk(None, _order(after))
        for element_id, was in self._before.items():
            if element_id not in self._after and (was.parent_id is None or was.parent_id in self._after):
                self.changes.append(
                    NarrativeChange(change="removed", element=was.element, id=element_id, parent_id=was.parent_id)
                )

    def _walk(self, parent: str | None, order: Order) -> None:
        """Down from a parent: what is in it comes before what is in that."""
        wanted, here = order.get(parent, []), self._order.setdefault(parent, [])
        stay = _in_order_already(here, wanted)
        for place, element_id in enumerate(wanted):
            now, was = self._after[element_id], self._before.get(element_id)
            if was is not None and was.parent_id == parent and element_id in stay:
                self._tell("changed", now, was, None)
            else:
                if was is not None:
                    self._order[was.parent_id].remove(element_id)
                index = here.index(wanted[place - 1]) + 1 if place else 0
                here.insert(index, element_id)
                if was is None:
                    self.changes.append(self._added(now, index))
                else:
                    self._tell("moved", now, was, index)
            self._walk(element_id, order)

    def _tell(self, change: Any, now: Standing, was: Standing, index: int | None) -> None:
        then, here = (words.get(now.item.id) for words in self._words)
        item: dict[str, Any] = shown(now.item) if shown(now.item) != shown(was.item) or then != here else {}
        if now.element == "shot" and now.shots()[0].slate != was.shots()[0].slate:
            item = {**item, "slate": now.shots()[0].slate}
        if item or change == "moved":
            self.changes.append(
                NarrativeChange(
                    change=change,
                    element=now.element,
                    id=now.item.id,
                    parent_id=now.parent_id,
                    index=index,
                    item=item or None,
                )
            )


def _order(film: Project) -> Order:
    order: Order = {None: [chapter.id for chapter in film.narrative.chapters]}
    for chapter in film.narrative.chapters:
        order[chapter.id] = [scene.id for scene in chapter.scenes]
        for scene in chapter.scenes:
            order[scene.id] = [shot.id for shot in scene.shots]
    return order


def _in_order_already(here: Sequence[str], wanted: Sequence[str]) -> set[str]:
    """The most items that stand in the right order, so that as few as can be are moved."""
    at = {element_id: place for place, element_id in enumerate(wanted)}
    common = [element_id for element_id in here if element_id in at]
    ends: list[int] = []
    last: list[str] = []
    before: dict[str, str | None] = {}
    for element_id in common:
        length = bisect_left(ends, at[element_id])
        before[element_id] = last[length - 1] if length else None
        ends[length : length + 1], last[length : length + 1] = [at[element_id]], [element_id]
    found: set[str] = set()
    one = last[-1] if last else None
    while one is not None:
        found.add(one)
        one = before[one]
    return found
