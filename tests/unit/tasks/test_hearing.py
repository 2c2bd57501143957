"""A worker that takes nothing from its queue although it has room is deaf."""

from __future__ import annotations

from app.worker.announcer import DEAF_SECONDS, Hearing


def deaf_after(*looks: tuple[float, int, int]) -> list[bool]:
    """What it says at (time, waiting messages, running tasks)."""
    clock = [0.0]
    hearing = Hearing(2, lambda: clock[0])
    said = []
    for clock[0], waiting, busy in looks:
        said.append(hearing.is_deaf(waiting, busy))
    return said


def test_messages_that_lie_there_too_long_mean_deaf() -> None:
    assert deaf_after((0, 1, 0), (DEAF_SECONDS, 1, 1), (DEAF_SECONDS + 1, 4, 0)) == [False, False, True]


def test_a_worker_without_room_is_not_deaf() -> None:
    assert deaf_after((0, 9, 2), (1000, 9, 2), (1001, 9, 1)) == [False, False, False]


def test_an_empty_queue_in_between_starts_the_count_again() -> None:
    assert deaf_after((0, 1, 0), (8, 0, 0), (16, 1, 0), (24, 1, 0), (27, 1, 0)) == [False, False, False, False, True]
