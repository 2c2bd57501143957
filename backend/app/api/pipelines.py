"""What can be made: functions, pipelines, and what each tier means here."""

from __future__ import annotations

from fastapi import APIRouter

from app.api.deps import ServicesDep
from app.api.pages import Page, page_of
from app.domain.pipeline import FunctionView, PipelineView, QualityMapping

router = APIRouter(tags=["pipelines"])


@router.get("/quality/mappings")
def quality_mappings(services: ServicesDep) -> Page[QualityMapping]:
    """Per function and tier: the pipeline, whether it can run here, why not, and what runs instead."""
    return page_of(services.pipelines.mappings(), 1000, None, lambda mapping: mapping)


@router.get("/pipelines")
def list_pipelines(services: ServicesDep) -> Page[PipelineView]:
    return page_of(services.pipelines.all(), 1000, None, services.pipelines.view)


@router.get("/pipelines/{pipeline_id}")
def get_pipeline(services: ServicesDep, pipeline_id: str) -> PipelineView:
    return services.pipelines.view(services.pipelines.get(pipeline_id))


@router.get("/functions")
def list_functions(services: ServicesDep) -> Page[FunctionView]:
    return page_of(services.pipelines.functions(), 1000, None, lambda function: function)
