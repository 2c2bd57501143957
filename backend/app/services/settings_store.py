"""The studio's own settings, kept in `.auteur/settings.json`."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import ValidationError

from app.domain.events import STUDIO, Event, SettingsChanged
from app.domain.project import NarrativeStructure
from app.domain.records import Message, Record, canonical_json
from app.domain.shot import Quality
from app.services.durable import replace_file


class StudioSettings(Record):
    """Defaults for new films, and how the studio works."""

    schema_version: int = 1
    default_quality: Quality = "standard"
    default_structure: NarrativeStructure = "three-act"
    reuse_results: bool = True
    """Offer a finished result again when exactly the same is asked for."""


class StudioSettingsPatch(Message):
    default_quality: Quality | None = None
    default_structure: NarrativeStructure | None = None
    reuse_results: bool | None = None


class SettingsStore:
    def __init__(self, path: Path, publish: Callable[[str, Sequence[Event]], None]) -> None:
        self._path, self._publish = path, publish
        self._lock = threading.Lock()

    def read(self) -> StudioSettings:
        """The saved settings; a file that cannot be read counts as none."""
        try:
            return StudioSettings.model_validate(json.loads(self._path.read_bytes()))
        except (OSError, ValueError, ValidationError):
            return StudioSettings()

    def change(self, patch: StudioSettingsPatch) -> StudioSettings:
        with self._lock:
            changed = self.read().model_copy(update=patch.model_dump(exclude_unset=True, exclude_none=True))
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._path, canonical_json(changed))
        self._publish(STUDIO, [SettingsChanged()])
        return changed
