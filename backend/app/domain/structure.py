"""Changing a film's narrative structure: which chapters stay, are renamed, are new or go. No scene ever goes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Annotated, Literal

from pydantic import Field

from app.domain.ids import ItemId, new_id
from app.domain.project import Chapter, Narrative, NarrativeStructure
from app.domain.records import Record
from app.domain.shot import Line, Name
from app.domain.templates import NarrativeTemplate, Stage


class PlannedChapter(Record):
    """A chapter as it would be; `id` is null for a new one, `before` is its name now."""

    change: Literal["kept", "renamed", "added", "removed"]
    id: ItemId | None = None
    name: Name
    before: Name | None = None
    stage: Line | None = None
    act: Line | None = None
    scenes: Annotated[int, Field(ge=0)] = 0


class ForeignBeat(Record):
    """A scene whose beat is a stage of the old structure and none of the new one."""

    scene_id: ItemId
    name: Name
    beat: Line


class StructurePlan(Record):
    """What a change of the structure would do: the chapters in their new order, then those that would go.

    Beats and their keywords stay with their scenes as they are; `foreign_beats` are those that the new structure has
    no stage for."""

    structure: NarrativeStructure
    chapters: list[PlannedChapter]
    foreign_beats: list[ForeignBeat] = []


def plan(narrative: Narrative, old: NarrativeTemplate, new: NarrativeTemplate) -> StructurePlan:
    """Each chapter goes to the stage of `new` at the same part of the running time, in the order there is.

    The first chapter of a stage takes the stage's name unless a person has named it. Chapters that never held a scene
    and bear the name of their old stage go where another one stands at the same stage.
    """
    names = {stage.id: stage.name for stage in old.stages}
    at_stage: list[list[Chapter]] = [[] for _ in new.stages]
    for chapter, index in zip(narrative.chapters, _stages_of(narrative.chapters, old, new), strict=True):
        at_stage[index].append(chapter)

    def untouched(chapter: Chapter) -> bool:
        return chapter.name == names.get(chapter.stage or "")

    def empty(chapter: Chapter) -> bool:
        return untouched(chapter) and not chapter.scenes and not chapter.scenes_issued

    stay: list[PlannedChapter] = []
    go: list[PlannedChapter] = []
    for stage, chapters in zip(new.stages, at_stage, strict=True):
        kept = [chapter for chapter in chapters if not empty(chapter)] or chapters[:1]
        go += [_planned("removed", c, c.name, None) for c in chapters if c not in kept]
        if not kept:
            stay.append(PlannedChapter(change="added", name=stage.name, stage=stage.id, act=stage.act or None))
        for position, chapter in enumerate(kept):
            renamed = position == 0 and untouched(chapter) and chapter.name != stage.name
            name = stage.name if renamed else chapter.name
            stay.append(_planned("renamed" if renamed else "kept", chapter, name, stage))
    return StructurePlan(structure=new.id, chapters=[*stay, *go], foreign_beats=_foreign_beats(narrative, old, new))


def carry_out(narrative: Narrative, wanted: StructurePlan) -> None:
    """Make the narrative what the plan says. Scenes, their order and the numbers of what stays are as before."""
    known = {chapter.id: chapter for chapter in narrative.chapters}
    issued = max([narrative.chapters_issued, *(chapter.number for chapter in narrative.chapters)])
    chapters = []
    for planned in wanted.chapters:
        if planned.change == "removed":
            continue
        if planned.id is None:
            issued += 1
            chapter = Chapter(id=new_id("chapter"), number=issued, name=planned.name)
        else:
            chapter = known[planned.id]
        chapter.name, chapter.stage, chapter.act = planned.name, planned.stage, planned.act
        chapters.append(chapter)
    narrative.chapters, narrative.chapters_issued, narrative.structure = chapters, issued, wanted.structure


def _foreign_beats(narrative: Narrative, old: NarrativeTemplate, new: NarrativeTemplate) -> list[ForeignBeat]:
    lost = {stage.name for stage in old.stages} - {stage.name for stage in new.stages}
    return [
        ForeignBeat(scene_id=scene.id, name=scene.name, beat=scene.beat)
        for chapter in narrative.chapters
        for scene in chapter.scenes
        if scene.beat in lost
    ]


def _planned(
    change: Literal["kept", "renamed", "removed"], chapter: Chapter, name: str, stage: Stage | None
) -> PlannedChapter:
    return PlannedChapter(
        change=change,
        id=chapter.id,
        name=name,
        before=chapter.name,
        stage=stage.id if stage else None,
        act=(stage.act or None) if stage else None,
        scenes=len(chapter.scenes),
    )


def _stages_of(chapters: Sequence[Chapter], old: NarrativeTemplate, new: NarrativeTemplate) -> list[int]:
    """For each chapter the index of its stage in `new`: that of its name, or of its place in time; never going back."""
    starts = _starts(new)
    times = dict(zip((stage.id for stage in old.stages), _starts(old), strict=True))
    named = {stage.name: index for index, stage in enumerate(new.stages)}
    found: list[int] = []
    time = 0.0
    for chapter in chapters:
        time = times.get(chapter.stage or "", time)
        by_time = max(index for index, start in enumerate(starts) if start <= time)
        found.append(max([named.get(chapter.name, by_time), *found[-1:]]))
    return found


def _starts(template: NarrativeTemplate) -> list[float]:
    """Where each stage starts, in percent of the running time."""
    shares = [stage.share for stage in template.stages]
    whole = sum(shares)
    if not whole:
        shares, whole = [1.0] * len(shares), float(len(shares))
    return [round(100 * ended / whole, 6) for ended in accumulate([0.0, *shares[:-1]])]
