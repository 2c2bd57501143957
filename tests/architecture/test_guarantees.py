"""The published promises name tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

from tests.reliability.mutations import MUTATIONS

ROOT = Path(__file__).parents[2]
PROMISES = (ROOT / "docs" / "guarantees.md").read_text()


def test_every_test_that_a_promise_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", PROMISES))
    sources = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    existing = set(re.findall(r"def (test_\w+)\(", sources))
    assert sorted(named - existing) == []


def test_all_twenty_two_promises_are_there_and_none_is_without_a_test() -> None:
    rows = re.findall(r"^\| (G\d+) \| (.+?) \| (.+?) \|$", PROMISES, re.MULTILINE)
    assert [number for number, _, _ in rows] == [f"G{n}" for n in range(1, 23)]
    assert [number for number, _, tests in rows if "`test_" not in tests] == []


def test_every_flush_lock_or_check_that_can_be_taken_out_is_still_where_it_was() -> None:
    app = ROOT / "backend" / "app"
    gone = [m.name for m in MUTATIONS if (app / m.file).read_text().count(m.old) != 1]
    assert gone == []
