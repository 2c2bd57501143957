"""The studio's own form of JSON is read by a quicker way, which must say what the careful one says."""

from __future__ import annotations

import json

import pytest

from app.domain.records import Record, canonical_json
from app.errors import BrokenProject
from app.services.films.film import parse_record


class Thing(Record):
    name: str = ""


@pytest.mark.parametrize(
    "text",
    [
        '{\n  "name": "a",\n  "name": "b"\n}\n',
        '{\n  "name": "a",\n  "more": {\n    "x": 1,\n    "x": 1\n  }\n}\n',
        '{\n  "more": NaN\n}\n',
    ],
)
def test_what_is_no_proper_json_is_refused_also_in_the_studios_own_form(text: str) -> None:
    with pytest.raises(BrokenProject):
        parse_record(Thing, text.encode(), "thing.json")


@pytest.mark.parametrize("value", [2**63 - 1, 2**64 + 1, -(2**70), 1e300, 0.1, 1.0, -0.0, "é\u2028", [[]], None])
def test_every_value_comes_back_as_it_was_written(value: object) -> None:
    content = canonical_json({"name": "a", "more": value})
    for text in (content, json.dumps(json.loads(content)).encode()):
        found = parse_record(Thing, text, "thing.json").to_json()["more"]
        assert (found, type(found)) == (value, type(value))
