"""Emotional beats: which turn of the story a scene is, and the words that colour the pictures made for it.

A scene's beat stands in the scene; `narrative.emotionalBeats` repeats it with the scene's keywords, one entry for a scene.
Other programs may write several for one: none of them is lost, and their keywords count together.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from app.domain.project import EmotionalBeat, Narrative, Scene


def keywords_of(narrative: Narrative, scene_id: str) -> list[str]:
    """The words of a scene, each once."""
    return keywords_by_scene(narrative).get(scene_id, [])


def keywords_by_scene(narrative: Narrative) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for entry in narrative.emotional_beats:
        if entry.scene_id:
            found.setdefault(entry.scene_id, {}).update(dict.fromkeys(entry.keywords))
    return {scene_id: list(words) for scene_id, words in found.items()}


def follow_scene(
    narrative: Narrative, scene: Scene, was: str | None = None, keywords: Sequence[str] | None = None
) -> None:
    """Make the entries of a scene say what the scene says, whose beat `was` another one; with `keywords` these are its
    words from now on."""
    entries = [entry for entry in narrative.emotional_beats if entry.scene_id == scene.id]
    if not entries:
        entries = [EmotionalBeat(beat=scene.beat or "", scene_id=scene.id)]
        narrative.emotional_beats += entries
    entry = next((one for one in entries if one.beat == (was or "")), entries[0])
    if scene.beat != was:
        entry.beat = scene.beat or ""
    if keywords is not None:
        words = list(dict.fromkeys(word for word in keywords if word))
        others = [one for one in entries if one is not entry]
        for one in others:
            one.keywords = [word for word in one.keywords if word in words]
        elsewhere = {word for one in others for word in one.keywords}
        entry.keywords = [word for word in words if word not in elsewhere]
    if not (entry.beat or entry.keywords or entry.model_extra):
        narrative.emotional_beats = [one for one in narrative.emotional_beats if one is not entry]


def forget_scenes(narrative: Narrative, scene_ids: Collection[str]) -> None:
    """Scenes that left the film leave no beats behind."""
    narrative.emotional_beats = [entry for entry in narrative.emotional_beats if entry.scene_id not in scene_ids]


def bring_back(narrative: Narrative, before: Narrative, scene_ids: Collection[str]) -> None:
    """Scenes that come back bring along the beats that they had."""
    there = {entry.scene_id for entry in narrative.emotional_beats}
    narrative.emotional_beats += [
        entry.model_copy(deep=True)
        for entry in before.emotional_beats
        if entry.scene_id in scene_ids and entry.scene_id not in there
    ]
