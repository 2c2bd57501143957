"""The sample film that greets a new workspace: a small story, drawn by the studio itself on first start."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import structlog

from app.container import Services
from app.domain.asset import NewAsset
from app.domain.project import NewProject, NewScene, ProjectPatch
from app.domain.shot import NewShot
from app.domain.task import TakesRequest
from app.errors import AuteurError

log = structlog.get_logger()
SCRIPT = Path(__file__).parent / "library" / "sample_film.json"


def offer_sample_film(services: Services) -> None:
    """Make the sample film in a workspace that has never had a film. Somebody who deletes it is not given it again."""
    mark = services.settings.state_dir / "sample-film-offered"
    if not services.settings.sample_film or mark.exists() or services.workspace.list():
        return
    try:
        make_sample_film(services, json.loads(SCRIPT.read_bytes()))
    except AuteurError as error:
        log.warning("the sample film could not be made", action="sample_film", reason=error.detail)
    mark.touch()


def make_sample_film(services: Services, script: dict[str, Any]) -> str:
    """The film that `script` describes, with one take of every shot asked for. Returns its id."""
    film = services.workspace.create(NewProject.model_validate(script["film"]))
    if script.get("settings"):
        services.workspace.update(film.id, ProjectPatch.model_validate({"settings": script["settings"]}))
    played_by = {}
    for character in script["characters"]:
        cast = services.assets.add(film.id, NewAsset.model_validate({"category": "characters", **character}))
        played_by[cast.name] = cast.asset_id
    shots: list[str] = []
    for chapter, scenes in zip(film.narrative.chapters, script["chapters"], strict=False):
        for scene in scenes:
            made = services.narrative.add_scene(film.id, chapter.id, NewScene.model_validate(scene["scene"]))
            for fields in scene["shots"]:
                for person in fields["cast"]:
                    person["assetId"] = played_by.get(person["name"])
                _, shot = services.narrative.add_shot(film.id, made.id, NewShot.model_validate(fields))
                shots.append(shot.id)
    for shot_id in shots:
        # What a person asks for meanwhile comes first.
        services.generation.takes(film.id, shot_id, TakesRequest(priority=-1))
    return film.id
