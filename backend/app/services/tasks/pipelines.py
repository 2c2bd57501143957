"""The catalogue of pipelines, and the choice of one for a tier."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from app.domain.pipeline import FunctionView, Needs, Pipeline, PipelineView, QualityMapping
from app.domain.shot import Quality
from app.errors import Invalid, InvalidManifest, NoCapableWorker, PipelineNotFound
from app.services.library import Library

TIERS: tuple[Quality, ...] = ("low", "standard", "high")


class Capable(Protocol):
    """What a worker says about itself, as far as choosing goes."""

    @property
    def runners(self) -> list[str]: ...
    @property
    def vram_gb(self) -> float: ...
    @property
    def gpu(self) -> str | None: ...


@dataclass(frozen=True)
class Choice:
    """What will run (`pipeline`) for what was asked (`requested`); `fallback_reason` when they differ."""

    pipeline: Pipeline
    requested: Pipeline
    fallback_reason: str | None


class PipelineCatalogue:
    """`Library/Pipeline_Templates`, held against what the workers online can do.

    `local_runners` are the Function Runners every worker of this installation has; they count while no worker is
    online, so that work can be accepted durably and run once a worker starts.
    """

    def __init__(
        self,
        library: Library,
        workers: Callable[[], Sequence[Capable]],
        local_runners: Callable[[], Sequence[str]],
        allow_fallback: bool,
    ) -> None:
        self._library, self._workers, self._local_runners = library, workers, local_runners
        self._allow_fallback = allow_fallback

    def all(self) -> list[Pipeline]:
        return self._library.manifests("Pipeline_Templates", Pipeline)[0]

    def problems(self) -> list[InvalidManifest]:
        """What is wrong with files in the library."""
        return self._library.manifests("Pipeline_Templates", Pipeline)[1]

    def get(self, pipeline_id: str) -> Pipeline:
        return _named(self.all(), pipeline_id)

    def unavailable_because(self, pipeline: Pipeline) -> str | None:
        """Why no worker can run it, as a sentence; None when one can."""
        return self._missing_on(self._workers(), pipeline)

    def _missing_on(self, workers: Sequence[Capable], pipeline: Pipeline) -> str | None:
        if not workers:
            can = pipeline.runner in self._local_runners() and not pipeline.needs.gpu
            return None if can else _missing(pipeline.runner, pipeline.needs)
        with_runner = [w for w in workers if pipeline.runner in w.runners]
        if not with_runner:
            return _missing(pipeline.runner, pipeline.needs)
        if pipeline.needs.gpu and not any(w.gpu for w in with_runner):
            return "No worker has a GPU."
        if pipeline.needs.vram_gb and not any(w.vram_gb >= pipeline.needs.vram_gb for w in with_runner):
            best = max(w.vram_gb for w in with_runner)
            return f"It needs {pipeline.needs.vram_gb:g} GB of GPU memory; the largest worker has {best:g} GB."
        return None

    def mapped(self, function: str, quality: Quality) -> Pipeline:
        """The pipeline that a tier stands for."""
        return _mapped(self.all(), function, quality)

    def choose(self, function: str, quality: Quality, parameters: dict[str, Any] | None = None) -> Choice:
        """The pipeline that will run, with these `parameters` where they are given.

        Raises `Invalid` when the pipeline that the tier stands for does not take them, `NoCapableWorker` when nothing can
        run and no fallback may.
        """
        known, workers = self.all(), self._workers()
        requested = _mapped(known, function, quality)
        if parameters is not None:
            check_parameters(requested, parameters)
        reason = self._missing_on(workers, requested)
        if reason is None:
            return Choice(requested, requested, None)
        if requested.fallback is None or not self._allow_fallback:
            raise NoCapableWorker(f"{requested.name} cannot run: {reason}")
        fallback = _named(known, requested.fallback)
        also = self._missing_on(workers, fallback)
        if also is not None:
            raise NoCapableWorker(f"{requested.name} cannot run: {reason} Nor can {fallback.name}: {also}")
        return Choice(fallback, requested, reason)

    def mapping(self, function: str, quality: Quality) -> QualityMapping:
        pipeline = self.mapped(function, quality)
        reason = self.unavailable_because(pipeline)
        effective: str | None
        try:
            effective = self.choose(function, quality).pipeline.id
        except (NoCapableWorker, PipelineNotFound):
            effective = None
        return QualityMapping(
            function=function,
            quality=quality,
            pipeline_id=pipeline.id,
            target_vram=pipeline.needs.vram_gb,
            optimizations=pipeline.optimizations,
            use_case=pipeline.use_case,
            available=reason is None,
            reason=reason,
            effective_pipeline_id=effective,
        )

    def mappings(self) -> list[QualityMapping]:
        functions = sorted({p.function for p in self.all() if p.quality})
        mapped = {(p.function, p.quality) for p in self.all()}
        return [self.mapping(f, tier) for f in functions for tier in TIERS if (f, tier) in mapped]

    def view(self, pipeline: Pipeline) -> PipelineView:
        reason = self.unavailable_because(pipeline)
        return PipelineView.model_validate({**pipeline.to_json(), "available": reason is None, "reason": reason})

    def functions(self) -> list[FunctionView]:
        views: dict[str, FunctionView] = {}
        for pipeline in self.all():
            view = views.setdefault(
                pipeline.function, FunctionView(function=pipeline.function, runners=[], pipelines=[])
            )
            view.pipelines.append(pipeline.id)
            if pipeline.runner not in view.runners:
                view.runners.append(pipeline.runner)
            if self.unavailable_because(pipeline) is None:
                view.parameters = pipeline.parameters
        return list(views.values())


def _named(known: Sequence[Pipeline], pipeline_id: str) -> Pipeline:
    for pipeline in known:
        if pipeline.id == pipeline_id:
            return pipeline
    raise PipelineNotFound(f"There is no pipeline {pipeline_id!r}.")


def _mapped(known: Sequence[Pipeline], function: str, quality: Quality) -> Pipeline:
    for pipeline in known:
        if pipeline.function == function and pipeline.quality == quality:
            return pipeline
    raise PipelineNotFound(f"No pipeline is mapped to {quality} quality of {function}.")


def check_parameters(pipeline: Pipeline, parameters: dict[str, Any]) -> None:
    """Raise `Invalid` with one entry per wrong field when `parameters` do not fit the pipeline's schema."""
    validator = _validator(pipeline.id, json.dumps(pipeline.parameters))
    wrong = [
        {"loc": ["parameters", *error.absolute_path], "msg": error.message}
        for error in validator.iter_errors(parameters)
    ]
    if wrong:
        raise Invalid(f"{pipeline.name} does not accept these parameters: {wrong[0]['msg']}.", errors=wrong)


@lru_cache(maxsize=256)
def _validator(pipeline_id: str, schema: str) -> Draft202012Validator:
    parsed = json.loads(schema)
    try:
        Draft202012Validator.check_schema(parsed)
    except SchemaError as error:
        raise InvalidManifest(f"The parameters of {pipeline_id} are not a JSON Schema: {error.message}.") from None
    return Draft202012Validator(parsed)


def _missing(runner: str, needs: Needs) -> str:
    gpu = f" with a GPU of {needs.vram_gb:g} GB" if needs.gpu else ""
    return f"No worker{gpu} has the runner {runner!r}."
