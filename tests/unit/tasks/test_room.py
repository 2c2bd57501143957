"""How much the dispatcher hands out."""

from __future__ import annotations

from app.domain.records import now
from app.domain.task import Task
from app.services.queue.lanes import Room
from app.services.workers import WorkerInfo
from app.worker.hardware import Gpu, parse_gpus
from builders import a_task

FILM = "11111111-2222-4333-8444-555555555555"


def worker(slots: int, *lanes: str) -> WorkerInfo:
    return WorkerInfo(
        name="w", host="h", pid=1, slots=slots, busy=0, functions=[], runners=[], lanes=list(lanes), started=now()
    )


def busy(*lanes: str) -> list[Task]:
    return [a_task(FILM, "shot-0123456789", lane=lane) for lane in lanes]


def taken(room: Room, lane: str) -> int:
    count = 0
    while room.take(lane):
        count += 1
    return count


def test_without_workers_there_is_no_room() -> None:
    assert taken(Room([], []), "cpu") == 0


def test_what_runs_or_is_under_way_takes_room() -> None:
    assert taken(Room([worker(2, "cpu"), worker(3, "cpu")], busy("cpu", "cpu")), "cpu") == 3


def test_a_gpu_does_one_thing_at_a_time_and_leaves_the_other_slots_to_the_cpu() -> None:
    room = Room([worker(4, "cpu", "gpu")], [])
    assert taken(room, "gpu") == 1
    assert taken(room, "cpu") == 3


def test_a_lane_that_no_worker_serves_has_no_room() -> None:
    assert taken(Room([worker(4, "cpu")], []), "gpu") == 0
    assert taken(Room([worker(4, "cpu")], []), "quantum") == 0


def test_more_running_than_slots_is_no_room_and_no_error() -> None:
    assert taken(Room([worker(1, "cpu")], busy("cpu", "cpu", "cpu")), "cpu") == 0


def test_the_drivers_answer_is_read() -> None:
    assert parse_gpus("NVIDIA RTX 4090, 24564\nNVIDIA T4, 15360\n") == [
        Gpu("NVIDIA RTX 4090", 24.0),
        Gpu("NVIDIA T4", 15.0),
    ]
    assert parse_gpus("No devices were found\n") == []
