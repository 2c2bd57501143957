"""The Function Runners of this installation, by their manifests."""

from __future__ import annotations

import json
from pathlib import Path

import structlog
from pydantic import ValidationError

import function_runners
from app.domain.pipeline import RunnerManifest

log = structlog.get_logger()


class RunnerRegistry:
    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(function_runners.__path__[0])
        self._manifests: dict[str, RunnerManifest] | None = None

    def all(self) -> dict[str, RunnerManifest]:
        """Every valid `<runner>/manifest.json`; one that is wrong is reported and left out."""
        if self._manifests is None:
            found: dict[str, RunnerManifest] = {}
            for path in sorted(self._folder.glob("*/manifest.json")):
                try:
                    manifest = RunnerManifest.model_validate(json.loads(path.read_bytes()))
                except (ValidationError, ValueError) as error:
                    log.warning(
                        "a runner's manifest is not valid", action="runners", runner=path.parent.name, error=str(error)
                    )
                    continue
                found[manifest.id] = manifest
            self._manifests = found
        return self._manifests

    def get(self, runner_id: str) -> RunnerManifest | None:
        return self.all().get(runner_id)

    def ids(self) -> list[str]:
        return list(self.all())

    def functions(self) -> list[str]:
        return sorted({name for manifest in self.all().values() for name in manifest.functions})
