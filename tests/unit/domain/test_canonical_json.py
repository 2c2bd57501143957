"""The one form of JSON on disk."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.records import canonical_json

numbers = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@given(value=st.dictionaries(words, values, max_size=5))
@settings(deadline=None)
def test_what_is_written_is_read_back_the_same(value: dict[str, Any]) -> None:
    assert json.loads(canonical_json(value)) == value
    assert canonical_json(json.loads(canonical_json(value))) == canonical_json(value)


@given(value=st.dictionaries(words, st.lists(words | st.integers(-(2**70), 2**70) | st.booleans() | st.none())))
@settings(deadline=None)
def test_it_is_the_plain_form_with_two_spaces_and_one_newline_at_the_end(value: dict[str, Any]) -> None:
    assert canonical_json(value).decode() == json.dumps(value, indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"a": [number]})


def test_half_a_character_is_refused() -> None:
    with pytest.raises(ValueError):
        canonical_json({"a": "\ud800"})
