"""Functions and pipelines: what can be made, with which parameters, by whom, and what runs where nobody can."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from app.domain.records import Record, canonical_json
from app.domain.shot import Quality

FunctionName = Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[a-z_]+)+$", max_length=60)]
PipelineId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*:[A-Za-z0-9.][A-Za-z0-9._-]*$", max_length=100)
]


class Needs(Record):
    """What a worker must have."""

    gpu: bool = False
    vram_gb: Annotated[float, Field(ge=0)] = 0
    memory_mb: Annotated[int, Field(ge=0)] = 0


class Pipeline(Record):
    """One way to run one function: `Library/Pipeline_Templates/<id>.json`."""

    schema_version: int = 1
    id: PipelineId
    name: str
    function: FunctionName
    runner: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    """The Function Runner that does it, by its folder's name."""
    quality: Quality | None = None
    """The tier this pipeline is the default for."""
    needs: Needs = Needs()
    optimizations: list[str] = []
    use_case: str = ""
    settings: dict[str, Any] = {}
    """Fixed parameters this pipeline adds to every call (tier, steps, precision…)."""
    parameters: dict[str, Any] = {}
    """JSON Schema of what a person may set; forms are drawn from it."""
    timeout_seconds: Annotated[float, Field(gt=0)] = 900
    """A runner that shows no progress for this long is stopped."""
    longest_seconds: Annotated[float, Field(gt=0)] = 6 * 3600
    """A runner is stopped after this long, whatever it shows."""
    fallback: PipelineId | None = None

    @property
    def digest(self) -> str:
        """Tells two versions of one pipeline apart; kept in every take's sidecar."""
        return "sha256:" + hashlib.sha256(canonical_json(self)).hexdigest()


class PipelineView(Pipeline):
    available: bool
    reason: str | None = None
    """Why it cannot run here."""


class QualityMapping(Record):
    """What one tier of one function means here and now."""

    function: str
    quality: Quality
    pipeline_id: str
    target_vram: float
    optimizations: list[str]
    use_case: str
    available: bool
    reason: str | None
    effective_pipeline_id: str | None
    """What will really run: the pipeline itself, its fallback, or nothing."""


class FunctionView(Record):
    """A function with the pipelines that can do it."""

    function: str
    runners: list[str]
    pipelines: list[str]
    parameters: dict[str, Any] = {}


class RunnerRuntime(Record):
    type: Literal["process", "docker", "comfyui"]
    module: str | None = None


class RunnerManifest(Record):
    """`function_runners/<id>/manifest.json`."""

    id: str
    name: str
    version: str
    functions: dict[str, dict[str, Any]]
    runtime: RunnerRuntime
    needs: Needs = Needs()
    network: bool = False
