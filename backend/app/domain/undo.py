"""Taking one change back out of records that may have changed since: three versions compared, field by field.

Of `before`, `after` and `now` the first two are the change. What it set goes back to what was there before, as long as it
still is what the change made it; whatever else was changed since stays. Lists are compared entry by entry.
"""

from __future__ import annotations

import json
from collections.abc import Container
from typing import Any

Json = dict[str, Any]
_KEYS = ("id", "assetId", "path", "sceneId", "shotId", "name")
_ABSENT: Any = object()


def taken_back(
    before: Json, after: Json, now: Json, leave: Container[str] = (), within: str = ""
) -> tuple[Json, list[str]]:
    """`now` without the change, and the fields that cannot go back because they were changed since."""
    result, clashes = dict(now), list[str]()
    for key in dict.fromkeys([*before, *after]):
        if key in leave:
            continue
        field = f"{within}.{key}" if within else key
        then, made, here = (record.get(key, _ABSENT) for record in (before, after, now))
        value, inner = _value(then, made, here, leave, field)
        clashes += inner
        if inner:
            continue
        if value is _ABSENT:
            result.pop(key, None)
        else:
            result[key] = value
    return result, clashes


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same: nothing, an empty text and an empty list do."""
    return bool(_plain(one) == _plain(other))


def _value(before: Any, after: Any, now: Any, leave: Container[str], field: str) -> tuple[Any, list[str]]:
    if same(before, after) or same(now, before):
        return now, []
    if same(now, after):
        return before, []
    if all(isinstance(value, dict) for value in (before, after, now)):
        return taken_back(before, after, now, leave, field)
    if all(isinstance(value, list) for value in (before, after, now)):
        return _list(before, after, now, leave, field)
    return now, [field]


def _list(
    before: list[Any], after: list[Any], now: list[Any], leave: Container[str], field: str
) -> tuple[Any, list[str]]:
    then, made, here = _entries(before), _entries(after), _entries(now)
    if then is None or made is None or here is None:  # one entry twice: there is no telling which
        return now, [field]
    result: dict[str, Any] = {}
    for key, entry in here.items():
        if key in made and key not in then:
            if not same(entry, made[key]):
                return now, [field]
            continue  # it came with the change
        result[key], clashes = _value(then.get(key, entry), made.get(key, entry), entry, leave, field)
        if clashes:
            return now, [field]
    for key in made.keys() & then.keys() - here.keys():
        if not same(made[key], then[key]):
            return now, [field]  # what it changed is gone
    order = list(result)
    for key in then:
        if key not in made and key not in result:
            result[key] = then[key]
            order.insert(behind(list(then), key, order), key)
    arranged = rearranged(list(then), list(made), order)
    return (now, [field]) if arranged is None else ([result[key] for key in arranged], [])


def behind(was: list[str], key: str, order: list[str]) -> int:
    """Where `key` goes in `order`: behind the nearest of those that stood before it."""
    for earlier in reversed(was[: was.index(key)]):
        if earlier in order:
            return order.index(earlier) + 1
    return 0


def rearranged(before: list[str], after: list[str], now: list[str]) -> list[str] | None:
    """`now` with what a change rearranged in its old order; None when it was rearranged again since."""
    both = set(before) & set(after)
    if [key for key in before if key in both] == [key for key in after if key in both]:
        return now
    both &= set(now)
    old, new, here = ([key for key in order if key in both] for order in (before, after, now))
    if here == old:
        return now
    if here != new:
        return None
    turn = iter(old)
    return [next(turn) if key in both else key for key in now]


def _entries(values: list[Any]) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for value in values:
        key = _key(value)
        if key in found:
            return None
        found[key] = value
    return found


def _key(value: Any) -> str:
    if isinstance(value, dict):
        for key in _KEYS:
            if isinstance(value.get(key), str):
                return f"{key}={value[key]}"
    return json.dumps(value, sort_keys=True)


def _plain(value: Any) -> Any:
    if value is _ABSENT or value is None or value in ("", []):
        return None
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items() if _plain(inner) is not None}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
