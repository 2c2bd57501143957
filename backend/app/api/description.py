"""The OpenAPI description says what the server does: every error is a problem, and of the problem's own media type."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from app.api.problems import Problem

EVERY_ROUTE: dict[int | str, dict[str, Any]] = {
    "default": {"model": Problem, "description": "Why it did not work"},
}
PROBLEM_TYPE = "application/problem+json"
_OF_THE_FRAMEWORK = ("HTTPValidationError", "ValidationError")


def describe_truly(app: FastAPI) -> None:
    """Replace the framework's own idea of errors in the description, which no route gives."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            spec = described()
            for verbs in spec["paths"].values():
                for operation in verbs.values():
                    _correct(operation["responses"])
            for name in _OF_THE_FRAMEWORK:
                spec["components"]["schemas"].pop(name, None)
        return described()

    app.openapi = openapi  # type: ignore[method-assign]


def _correct(responses: dict[str, Any]) -> None:
    responses.pop("422", None)
    responses["default"]["content"] = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
