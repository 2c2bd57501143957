"""The order of the line, as pure rules.

What a person has put in order comes first, in that order. Everything else goes by priority, larger first. Within one
priority the films take turns: first one task of every film that waits, then a second one of each, and so on; in a turn
the film that has been served longest ago goes first, and a film's own tasks keep the order in which they were asked for.
Turns are counted for each lane on its own, so that work for the graphics card does not use up a film's turns on the
processor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from app.domain.task import Task

Served = Mapping[tuple[str, str], datetime]
"""When a task of (film, lane) was last started."""

NEVER = datetime.min.replace(tzinfo=UTC)


def in_line(waiting: Iterable[Task], arranged: Sequence[str] = (), served: Served | None = None) -> list[Task]:
    """The waiting tasks in the order in which they are to run."""
    served = served or {}
    turns: Counter[tuple[str, str, int]] = Counter()
    keyed: list[tuple[tuple[int, int, datetime, float, str], Task]] = []
    by_hand = {task_id: place for place, task_id in enumerate(arranged)}
    first: list[tuple[int, Task]] = []
    for task in sorted(waiting, key=lambda task: (task.order, task.task_id)):
        if task.task_id in by_hand:
            first.append((by_hand[task.task_id], task))
            continue
        film = (task.project_id, task.lane)
        turn = turns[*film, task.priority]
        turns[*film, task.priority] += 1
        keyed.append(((-task.priority, turn, served.get(film, NEVER), task.order, task.task_id), task))
    first.sort(key=lambda placed: placed[0])
    keyed.sort(key=lambda placed: placed[0])
    return [task for _, task in first] + [task for _, task in keyed]


def rearranged(order: Sequence[str], arranged: Sequence[str], task_id: str, position: int) -> list[str]:
    """What is arranged by hand after `task_id` was moved to `position` (1 = next; beyond the end means last).

    The line down to the moved task stays as the person saw it; what is behind goes on by the rules.
    """
    others = [other for other in order if other != task_id]
    place = min(position - 1, len(others))
    moved = [*others[:place], task_id, *others[place:]]
    return _down_to(moved, {*arranged, task_id})


def brought_forward(order: Sequence[str], arranged: Sequence[str], chosen: Collection[str]) -> list[str]:
    """What is arranged by hand after the chosen tasks were brought to the front, in the order in which they stood."""
    moved = [*(one for one in order if one in chosen), *(one for one in order if one not in chosen)]
    return _down_to(moved, {*arranged, *chosen})


def _down_to(line: list[str], kept: Collection[str]) -> list[str]:
    """The line to the last of those that a person gave a place."""
    return line[: max((n for n, other in enumerate(line) if other in kept), default=-1) + 1]
