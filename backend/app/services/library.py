"""The workspace's library: templates installed as files that a person may edit."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from app.domain.project import NarrativeStructure
from app.domain.records import Record
from app.domain.templates import NarrativeTemplate
from app.errors import InvalidManifest, NotFound
from app.services.durable import replace_file
from app.services.index import StatCache, stamp_of

SHIPPED = Path(__file__).parent.parent / "library"
FOLDERS = ("Narrative_Templates", "Pipeline_Templates", "Stock_Media", "AI_Models")
R = TypeVar("R", bound=Record)


class TemplateNotFound(NotFound):
    """The library has no template with that id."""

    code = "template_not_found"


class Library:
    """Reads and installs `Library/`. A file that a person broke is reported and harms no other."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._cache: StatCache[Record | InvalidManifest] = StatCache()

    def install(self) -> None:
        """Make the folders and put every shipped template where there is no file of that name yet."""
        for folder in FOLDERS:
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        for source in SHIPPED.glob("*/*.json"):
            target = self.root / source.parent.name / source.name
            if not target.exists():
                replace_file(target, source.read_bytes())

    def narrative_templates(self) -> list[NarrativeTemplate]:
        order = list(NarrativeStructure.__args__)  # type: ignore[attr-defined]
        templates = [
            t for t in self._read("Narrative_Templates", NarrativeTemplate) if isinstance(t, NarrativeTemplate)
        ]
        return sorted(templates, key=lambda t: order.index(t.id))

    def narrative_template(self, structure: str) -> NarrativeTemplate:
        for template in self.narrative_templates():
            if template.id == structure:
                return template
        raise TemplateNotFound(f"The library has no valid narrative template {structure!r}.")

    def manifests(self, folder: str, model: type[R]) -> tuple[list[R], list[InvalidManifest]]:
        """Every valid file of a folder, and what is wrong with the others."""
        found = self._read(folder, model)
        return [m for m in found if isinstance(m, model)], [m for m in found if isinstance(m, InvalidManifest)]

    def _read(self, folder: str, model: type[R]) -> list[R | InvalidManifest]:
        place = os.path.join(self.root, folder)
        names = sorted(name for name in os.listdir(place) if name.endswith(".json")) if os.path.isdir(place) else []
        read: list[R | InvalidManifest] = []
        for name in names:
            path = os.path.join(place, name)
            read.append(self._cache.get(path, stamp_of(path), _reader(path, model)))  # type: ignore[arg-type]
        return read


def _reader(path: str, model: type[R]) -> Callable[[], R | InvalidManifest]:
    def read() -> R | InvalidManifest:
        where = "/".join(path.rsplit(os.sep, 2)[1:])
        try:
            return model.model_validate(json.loads(Path(path).read_bytes()))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(str(part) for part in first["loc"]) or "the file"
            return InvalidManifest(f"{where}: {field}: {first['msg']}.")
        except (OSError, ValueError, RecursionError) as error:
            return InvalidManifest(f"{where} cannot be read: {error}.")

    return read
