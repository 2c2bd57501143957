"""A film beside a plain model of it: whatever is done in whatever order, both say the same, also after a restart."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from app.container import Services, build_services
from app.domain.project import NewScene, ScenePatch
from app.domain.shot import NewShot, ShotPatch
from app.domain.take import TakePatch
from app.errors import AuteurError
from app.services.events.bus import EventBus
from builders import a_film, a_take, settings_for
from reliability.storage.checker import assert_whole

NOBODY = "redis://127.0.0.1:1/0"
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(
    str.strip
)


class FilmModel(RuleBasedStateMachine):
    scenes: Bundle[str] = Bundle("scenes")
    shots: Bundle[str] = Bundle("shots")

    def __init__(self) -> None:
        super().__init__()
        self.silence = mock.patch.object(EventBus, "publish", lambda self, project_id, events: None)
        self.silence.start()
        self.folder = Path(tempfile.mkdtemp(prefix="film-model"))
        self.services = self._open()
        self.services.library.install()
        self.services.workspace.prepare()
        self.tree: dict[str, dict[str, Any]] = {}
        """Scene id → name and its shots: id → description, takes (number → deleted, rating), active, issued."""

    def _open(self) -> Services:
        return build_services(settings_for(self.folder / "Workspace", NOBODY))

    def _shot(self, shot_id: str) -> dict[str, Any] | None:
        return next((scene["shots"][shot_id] for scene in self.tree.values() if shot_id in scene["shots"]), None)

    @initialize()
    def begin(self) -> None:
        self.film = a_film(self.services)

    @rule(target=scenes, name=words)
    def add_scene(self, name: str) -> str:
        chapter = self.film.narrative.chapters[0].id
        scene = self.services.narrative.add_scene(self.film.id, chapter, NewScene(name=name))
        self.tree[scene.id] = {"name": scene.name, "shots": {}}
        return scene.id

    @rule(scene=scenes, name=words)
    def rename_scene(self, scene: str, name: str) -> None:
        if scene in self.tree:
            renamed = self.services.narrative.update_scene(self.film.id, scene, ScenePatch(name=name))
            self.tree[scene]["name"] = renamed.name

    @rule(target=shots, scene=scenes)
    def add_shot(self, scene: str) -> Any:
        if scene not in self.tree:
            return multiple()
        shot = self.services.narrative.add_shot(self.film.id, scene, NewShot())[1]
        self.tree[scene]["shots"][shot.id] = {"description": "", "takes": {}, "active": None, "issued": 0}
        return shot.id

    @rule(shot=shots, text=words)
    def describe(self, shot: str, text: str) -> None:
        if (kept := self._shot(shot)) is not None:
            self.services.narrative.update_shot(self.film.id, shot, ShotPatch(description=text))
            kept["description"] = text

    @rule(shot=shots)
    def make_a_take(self, shot: str) -> None:
        if (kept := self._shot(shot)) is not None:
            take = a_take(self.services, self.film.id, shot, self.folder / "made")
            kept["issued"] += 1
            assert take.take_number == kept["issued"]
            kept["takes"][take.take_number] = {"deleted": False, "rating": None}
            kept["active"] = kept["active"] or take.take_number

    @rule(shot=shots, number=st.integers(1, 4), rating=st.integers(1, 5))
    def rate(self, shot: str, number: int, rating: int) -> None:
        if (kept := self._shot(shot)) is not None and number in kept["takes"]:
            self.services.takes.patch(self.film.id, shot, number, TakePatch(rating=rating))
            kept["takes"][number]["rating"] = rating

    @rule(shot=shots, number=st.integers(1, 4), gone=st.booleans())
    def delete_or_restore(self, shot: str, number: int, gone: bool) -> None:
        if (kept := self._shot(shot)) is not None and number in kept["takes"]:
            verb = self.services.takes.delete if gone else self.services.takes.restore
            verb(self.film.id, shot, number)
            kept["takes"][number]["deleted"] = gone
            if gone and kept["active"] == number:
                kept["active"] = None

    @rule(shot=shots, number=st.integers(1, 4))
    def select(self, shot: str, number: int) -> None:
        kept = self._shot(shot)
        if kept is None or number not in kept["takes"]:
            return
        if kept["takes"][number]["deleted"]:
            try:
                self.services.takes.select(self.film.id, shot, number)
            except AuteurError as error:
                assert error.status == 409
            else:
                raise AssertionError("a deleted take became the active one")
        else:
            self.services.takes.select(self.film.id, shot, number)
            kept["active"] = number

    @rule(shot=consumes(shots))
    def delete_shot(self, shot: str) -> None:
        for scene in self.tree.values():
            if scene["shots"].pop(shot, None) is not None:
                self.services.narrative.delete_shot(self.film.id, shot, confirm=True)

    @rule(scene=consumes(scenes))
    def delete_scene(self, scene: str) -> None:
        if self.tree.pop(scene, None) is not None:
            self.services.narrative.delete_scene(self.film.id, scene, confirm=True)

    @rule()
    def restart_without_any_cache(self) -> None:
        shutil.rmtree(self.services.settings.cache_dir, ignore_errors=True)
        self.services = self._open()

    @precondition(lambda self: hasattr(self, "film"))
    @invariant()
    def both_say_the_same(self) -> None:
        opened = self.services.workspace.film(self.film.id)
        found: dict[str, dict[str, Any]] = {}
        for scene in opened.project.narrative.chapters[0].scenes:
            shots = {}
            for ref in scene.shots:
                record = opened.shot(opened.project.shot(ref.id))
                listed = self.services.takes.list(self.film.id, ref.id, deleted=True)
                shots[ref.id] = {
                    "description": record.description,
                    "takes": {t.take_number: {"deleted": t.deleted is not None, "rating": t.rating} for t in listed},
                    "active": record.active_take,
                    "issued": record.takes_issued,
                }
            found[scene.id] = {"name": scene.name, "shots": shots}
        assert found == self.tree

    def teardown(self) -> None:
        self.silence.stop()
        if hasattr(self, "film"):
            assert_whole(self.services.workspace.root(self.film.id))
        shutil.rmtree(self.folder, ignore_errors=True)


FilmModel.TestCase.settings = settings(
    max_examples=12, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
TestAFilmBesideAPlainModelOfIt = FilmModel.TestCase
