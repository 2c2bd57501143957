"""The base of every record: camelCase outside, snake_case inside, unknown keys kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer
from pydantic.alias_generators import to_camel

SCHEMA_VERSION = 1
CANONICAL = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def now() -> datetime:
    """This moment in UTC, to the millisecond, which is what files keep."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def format_time(value: datetime) -> str:
    """RFC 3339 in UTC with milliseconds and `Z`."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Timestamp = Annotated[datetime, AfterValidator(_utc), PlainSerializer(format_time, return_type=str)]


def _closed_schema(schema: dict[str, Any]) -> None:
    """Unknown keys survive in files, but clients are typed by the known ones."""
    schema.pop("additionalProperties", None)


class Record(BaseModel):
    """Something kept in a file. Keys that this version does not know survive every save."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        extra="allow",
        json_schema_extra=_closed_schema,
        json_schema_serialization_defaults_required=True,
        ser_json_inf_nan="null",
        allow_inf_nan=False,
    )

    def to_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json", by_alias=True)


class Message(BaseModel):
    """Something a client sends: unknown fields are refused."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        extra="forbid",
        allow_inf_nan=False,
    )


def canonical_json(value: Record | dict[str, Any] | list[Any]) -> bytes:
    """The one form of JSON on disk: two-space indent, stable key order, `\\n`, one trailing newline."""
    data = value.to_json() if isinstance(value, Record) else value
    json.dumps(data, allow_nan=False)  # refuses what is no number, which would become null; cheap without an indent
    try:
        return orjson.dumps(data, option=CANONICAL)
    except TypeError:  # a number of more than 64 bits
        return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()
