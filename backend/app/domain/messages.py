"""What windows send over the socket, and the schema of all messages in both directions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from app.domain.events import Wire, server_events


class _FromClient(Wire):
    model_config = ConfigDict(extra="forbid")
    request_id: Annotated[str, Field(max_length=100)] | None = None


class StartGeneration(_FromClient):
    type: Literal["start_generation"]
    node_id: Annotated[str, Field(min_length=1, max_length=100)]
    node_type: Annotated[str, Field(max_length=40)] = "shot"
    parameters: dict[str, Any] = {}
    quality: Literal["low", "standard", "high"] | None = None
    client: Annotated[str, Field(max_length=100, pattern=r"^[\w.:@-]+$")] | None = None
    """Who asks, as in the header `X-Auteur-Client`."""


class CancelTask(_FromClient):
    type: Literal["cancel_task"]
    task_id: str


class ResizePanel(_FromClient):
    type: Literal["panel_resize"]
    panel: Literal["left", "right"]
    width: Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]


class Select(_FromClient):
    type: Literal["selection_change"]
    target_type: Literal["project", "asset", "node", "chapter", "scene", "shot", "take"]
    target_id: Annotated[str, Field(max_length=200)]


class Ping(_FromClient):
    type: Literal["ping"]
    n: Annotated[int, Field(ge=0, le=2**53)] = 0


ClientMessage = Annotated[StartGeneration | CancelTask | ResizePanel | Select | Ping, Field(discriminator="type")]

client_messages: TypeAdapter[StartGeneration | CancelTask | ResizePanel | Select | Ping] = TypeAdapter(ClientMessage)


def _without_titles(schema: Any) -> Any:
    """The same schema without the titles of single fields, which would each become a type of their own."""
    if isinstance(schema, dict):
        is_field = "title" in schema and "properties" not in schema
        return {k: _without_titles(v) for k, v in schema.items() if not (is_field and k == "title")}
    return [_without_titles(item) for item in schema] if isinstance(schema, list) else schema


def event_schema() -> dict[str, Any]:
    """JSON Schema of both directions; the app's event types are generated from it."""
    server = server_events.json_schema(mode="serialization", ref_template="#/$defs/{model}")
    client = client_messages.json_schema(mode="validation", ref_template="#/$defs/{model}")
    defs = _without_titles({**client.pop("$defs", {}), **server.pop("$defs", {})})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "AuteurMessages",
        "type": "object",
        "properties": {"server": {"$ref": "#/$defs/ServerEvent"}, "client": {"$ref": "#/$defs/ClientMessage"}},
        "required": ["server", "client"],
        "$defs": {
            **defs,
            "ServerEvent": {"title": "ServerEvent", **server},
            "ClientMessage": {"title": "ClientMessage", **client},
        },
    }
