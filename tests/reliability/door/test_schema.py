"""The whole OpenAPI table under generated requests: every answer is one that the description allows, and none is a 5xx."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from reliability.door.conftest import CANARY, Stage

LAST = ("delete", "patch", "put", "post", "get")
"""What removes things is tried when everything else has been."""


def _sendable(part: tuple[Any, ...]) -> tuple[Any, ...]:
    """A part of a form; numbers and the like as text."""
    name, content, *rest = part
    return (name, content if isinstance(content, bytes | str) else str(content), *rest)


@pytest.mark.parametrize("examples", [4, pytest.param(100, marks=[pytest.mark.slow, pytest.mark.timeout(900)])])
def test_generated_requests_get_described_answers(stage: Stage, examples: int) -> None:
    around = stage.around()
    client = stage.client
    schema = schemathesis.openapi.from_dict(client.app.openapi())  # type: ignore[attr-defined]
    operations = [found.ok() for found in schema.get_all_operations()]
    operations.sort(key=lambda operation: (-LAST.index(operation.method.lower()), operation.path))
    assert len(operations) > 45
    known = {"project_id": stage.film_id, "shot_id": stage.shot_id, "number": 1}
    faults: dict[str, str] = {}

    def examine(operation: Any) -> None:
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), real=st.integers(0, 3))
        def send(case: Any, real: int) -> None:
            if real:
                case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
            arguments = case.as_transport_kwargs(base_url=str(client.base_url))
            arguments.pop("cookies", None)
            if isinstance(arguments.get("data"), bytes):
                arguments["content"] = arguments.pop("data")
            if arguments.get("files"):
                arguments["files"] = [(name, _sendable(part)) for name, part in arguments["files"]]
            answer = client.request(**arguments)
            answer.request.read()  # a form goes out piece by piece; the checks want it whole
            assert answer.status_code < 500, answer.text
            assert CANARY not in answer.text
            if answer.status_code >= 400:
                assert answer.json()["code"], answer.text
            answer.request.read()  # a form was sent as a stream
            case.validate_response(answer, checks=[content_type_conformance, response_schema_conformance])

        send()

    for operation in operations:
        try:
            examine(operation)
        except (Exception, BaseExceptionGroup) as fault:
            faults[operation.label] = f"{type(fault).__name__}: {fault}"[:1500]
    assert faults == {}, "\n\n".join(f"{label}: {told}" for label, told in faults.items())
    assert stage.around() == around
