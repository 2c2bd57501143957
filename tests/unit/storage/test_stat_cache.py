"""What was read of a file is remembered only as long as the file is the same, and of no more files than the limit."""

from __future__ import annotations

from app.services.index import StatCache


def test_a_value_is_made_again_when_its_file_has_changed() -> None:
    cache: StatCache[str] = StatCache()
    assert cache.get("shot.json", (1, 1, 1), lambda: "first") == "first"
    assert cache.get("shot.json", (1, 1, 1), lambda: "second") == "first"
    assert cache.get("shot.json", (2, 1, 1), lambda: "second") == "second"


def test_one_file_more_than_the_limit_costs_the_oldest_and_no_other() -> None:
    cache: StatCache[int] = StatCache(limit=3)
    for n in range(4):
        cache.get(n, (1, 1, 1), lambda n=n: n)  # type: ignore[misc]
    cache.get(3, (2, 1, 1), lambda: 30)
    assert [cache.get(n, (2 if n == 3 else 1, 1, 1), lambda: -1) for n in (1, 2, 3)] == [1, 2, 30]
    assert cache.get(0, (1, 1, 1), lambda: -1) == -1
