"""The order of the line: turns between films, priority, and places that a person gave."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.task import Task
from app.services.queue.line import in_line, rearranged
from builders import a_task

FILMS = {name: f"{name * 8}-2222-4333-8444-555555555555" for name in "abc"}
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def line_of(text: str, **fields: object) -> list[Task]:
    """Tasks in the order in which they were asked for; "a a b" is two of film a, then one of b."""
    count: Counter[str] = Counter()
    tasks = []
    for n, film in enumerate(text.split()):
        count[film] += 1
        name = f"task-{film}{count[film]:0>11}"
        tasks.append(a_task(FILMS[film], "shot-0123456789", task_id=name, order=float(n), **fields))
    return tasks


def names(tasks: list[Task]) -> str:
    return " ".join(task.task_id[5] + task.task_id[6:].lstrip("0") for task in tasks)


def ids(text: str) -> list[str]:
    return [f"task-{name[0]}{name[1:]:0>11}" for name in text.split()]


def test_films_take_turns_and_keep_their_own_order() -> None:
    assert names(in_line(line_of("a a a a b b c"))) == "a1 b1 c1 a2 b2 a3 a4"


def test_the_film_that_was_served_longest_ago_goes_first_in_each_turn() -> None:
    served = {(FILMS["a"], "cpu"): NOON, (FILMS["b"], "cpu"): NOON - timedelta(hours=1)}
    assert names(in_line(line_of("a a b b c"), served=served)) == "c1 b1 a1 b2 a2"


def test_a_late_film_waits_for_one_turn_only_whatever_the_others_have_in_line() -> None:
    line = in_line(line_of("a " * 500 + "b"), served={(FILMS["a"], "cpu"): NOON})
    assert names(line[:3]) == "b1 a1 a2"


def test_a_larger_priority_goes_first_and_films_take_turns_inside_it() -> None:
    urgent = line_of("c c b", priority=1)
    for task in urgent:
        task.task_id = task.task_id.replace("00", "99", 1)
    line = in_line(line_of("a a b") + urgent)
    assert [task.priority for task in line] == [1, 1, 1, 0, 0, 0]
    assert [task.project_id for task in line[:3]] == [FILMS["c"], FILMS["b"], FILMS["c"]]
    assert names(line[3:]) == "a1 b1 a2"


def test_turns_are_counted_for_each_lane_on_its_own() -> None:
    tasks = line_of("a a a b b")
    tasks[0].lane = tasks[1].lane = "gpu"
    line = in_line(tasks)
    assert [task.task_id for task in line if task.lane == "cpu"] == ids("a3 b1 b2")


def test_a_place_given_by_a_person_wins_over_turns_and_priority() -> None:
    tasks = line_of("a a b b")
    tasks[0].priority = 9
    assert names(in_line(tasks, ids("b2 a2"))) == "b2 a2 a1 b1"


def test_moving_keeps_the_line_down_to_the_moved_task_as_it_was_seen() -> None:
    order = ids("a1 b1 a2 b2")
    assert rearranged(order, [], ids("b2")[0], 1) == ids("b2")
    assert rearranged(order, [], ids("b2")[0], 2) == ids("a1 b2")
    assert rearranged(order, [], ids("a1")[0], 99) == ids("b1 a2 b2 a1")
    assert rearranged(order, ids("a1 b1 a2"), ids("b2")[0], 1) == ids("b2 a1 b1 a2")


line_text = st.lists(st.sampled_from("abc"), min_size=1, max_size=25).map(" ".join)


@settings(deadline=None)
@given(line_text, st.data())
def test_after_a_move_the_line_is_what_the_person_saw_with_the_task_in_its_new_place(
    text: str, data: st.DataObject
) -> None:
    tasks = line_of(text)
    arranged: list[str] = []
    for _ in range(3):
        order = [task.task_id for task in in_line(tasks, arranged)]
        moved = data.draw(st.sampled_from(order))
        position = data.draw(st.integers(1, len(order) + 2))
        arranged = rearranged(order, arranged, moved, position)
        after = [task.task_id for task in in_line(tasks, arranged)]
        place = min(position, len(order)) - 1
        assert after[place] == moved
        others = [other for other in order if other != moved]
        assert after[:place] == others[:place]
        assert sorted(after) == sorted(order)


@settings(deadline=None)
@given(line_text, st.integers(1, 4))
def test_no_film_gets_two_things_while_another_that_waits_gets_none(text: str, slots: int) -> None:
    """Plays a line through, slot by slot, as the dispatcher does."""
    waiting = line_of(text)
    served: dict[tuple[str, str], datetime] = {}
    log: list[str] = []
    clock = NOON
    while waiting:
        for _ in range(slots):
            line = in_line(waiting, served=served)
            if not line:
                break
            clock += timedelta(seconds=1)
            first = line[0]
            waiting.remove(first)
            served[first.project_id, first.lane] = clock
            since = [n for n, film in enumerate(log) if film == first.project_id]
            others = {task.project_id for task in waiting} - {first.project_id}
            if since:
                between = set(log[since[-1] + 1 :])
                assert others <= between, (text, log, first.project_id)
            log.append(first.project_id)
