"""What the workers online have room for, and who gets what."""

from __future__ import annotations

from typing import Any

from app.domain.pipeline import Needs, Pipeline
from app.domain.records import now
from app.domain.task import Task
from app.services.queue.handout import CLAIM_SECONDS, Handout
from app.services.queue.lanes import Engaged, Room, lane_slots, missing
from app.services.queue.workers import WorkerInfo
from app.worker.hardware import Gpu, parse_gpus
from builders import a_task

FILM = "11111111-2222-4333-8444-555555555555"


def worker(name: str, slots: int, vram: float = 0, runners: tuple[str, ...] = ("puppet",)) -> WorkerInfo:
    return WorkerInfo(
        name=name, host="h", pid=1, slots=slots, busy=0, functions=[], runners=list(runners), vram_gb=vram,
        gpu="RTX" if vram else None, lanes=["cpu", "gpu"] if vram else ["cpu"], started=now(),
    )  # fmt: skip


def pipeline(vram: float | None = None, runner: str = "puppet") -> Pipeline:
    needs = Needs() if vram is None else Needs(gpu=True, vram_gb=vram)
    return Pipeline(id=f"{runner}:1", name="Puppet", function="image.generate", runner=runner, needs=needs)


CPU, GPU = pipeline(), pipeline(12)


def taken(room: Room, lane: str, wanted: Pipeline | None = CPU) -> list[str]:
    names = []
    while (name := room.take(lane, wanted)) is not None:
        names.append(name)
    return names


def test_without_workers_there_is_no_room() -> None:
    assert taken(Room([], []), "cpu") == []


def test_what_runs_or_is_under_way_takes_room_of_its_own_worker() -> None:
    room = Room([worker("a", 2), worker("b", 3)], [Engaged("a", "cpu"), Engaged("a", "cpu"), Engaged("gone", "cpu")])
    assert taken(room, "cpu") == ["b", "b", "b"]
    assert room.is_full


def test_work_is_spread_over_the_workers_with_the_most_room() -> None:
    assert sorted(taken(Room([worker("a", 2), worker("b", 2)], []), "cpu")[:2]) == ["a", "b"]


def test_a_gpu_does_one_thing_at_a_time_and_leaves_the_other_slots_to_the_cpu() -> None:
    room = Room([worker("a", 4, vram=24)], [])
    assert len(taken(room, "gpu", GPU)) == 1
    assert len(taken(room, "cpu")) == 3


def test_the_smallest_sufficient_gpu_is_taken_and_processor_work_keeps_off_the_gpus() -> None:
    workers = [worker("big", 1, vram=48), worker("small", 1, vram=16), worker("plain", 1)]
    assert taken(Room(workers, []), "gpu", pipeline(12)) == ["small", "big"]
    assert taken(Room(workers, []), "gpu", pipeline(24)) == ["big"]
    assert taken(Room(workers, []), "cpu") == ["plain", "small", "big"]


def test_a_lane_or_a_runner_that_no_worker_has_gets_no_room() -> None:
    assert taken(Room([worker("a", 4)], []), "gpu", GPU) == []
    assert taken(Room([worker("a", 4)], []), "quantum") == []
    assert taken(Room([worker("a", 4)], []), "cpu", pipeline(runner="marionette")) == []


def test_a_pipeline_that_is_gone_may_go_anywhere_to_be_reported() -> None:
    assert taken(Room([worker("a", 1)], []), "cpu", None) == ["a"]


def test_more_running_than_slots_is_no_room_and_no_error() -> None:
    assert taken(Room([worker("a", 1)], [Engaged("a", "cpu")] * 3), "cpu") == []


def test_slots_are_counted_by_lane() -> None:
    assert lane_slots([worker("a", 4, vram=8), worker("b", 2)]) == {"cpu": 6, "gpu": 1}


def test_what_is_missing_is_a_sentence() -> None:
    assert missing([worker("a", 1)], CPU) is None
    assert missing([worker("a", 1, vram=16)], GPU) is None
    assert "none is online" in str(missing([], CPU))
    assert "'marionette'" in str(missing([worker("a", 1)], pipeline(runner="marionette")))
    assert missing([worker("a", 1)], GPU) == "Waits for a worker with a GPU of 12 GB; none that is online has a GPU."
    assert missing([worker("a", 1, vram=8)], GPU) == "Waits for a worker with a GPU of 12 GB; the largest one has 8 GB."


class Postbox(list[tuple[str, str]]):
    def send(self, task_id: str, worker: str) -> bool:
        self.append((task_id[-1], worker))
        return True


def handout(clock: list[float], post: Postbox) -> Handout:
    return Handout(post.send, lambda _: CPU, 10.0, lambda: clock[0])


def tasks(letters: str, **fields: Any) -> list[Task]:
    return [a_task(FILM, "shot-0123456789", task_id=f"task-0000000{letter}", **fields) for letter in letters]


def test_a_task_is_sent_once_and_again_when_it_was_not_taken_up_for_a_lease() -> None:
    clock, post = [0.0], Postbox()
    hand, only = handout(clock, post), [worker("w", 2)]
    for clock[0] in (0.0, 1.0, 9.0, 11.0, 12.0):
        hand.give(tasks("ab"), [], only)
    assert post == [("a", "w"), ("b", "w")] * 2


def test_what_a_slow_worker_does_not_take_up_goes_to_another_one() -> None:
    clock, post = [0.0], Postbox()
    hand = handout(clock, post)
    hand.give(tasks("a"), [], [worker("v", 1), worker("w", 1)])
    clock[0] = CLAIM_SECONDS + 1
    hand.give(tasks("a"), [], [worker("v", 1), worker("w", 1)])
    assert post == [("a", "v"), ("a", "w")]


def test_what_was_sent_to_a_worker_that_is_gone_is_sent_to_another_at_once() -> None:
    clock, post = [0.0], Postbox()
    hand = handout(clock, post)
    hand.give(tasks("a"), [], [worker("v", 1)])
    hand.give(tasks("a"), [], [worker("w", 1)])
    assert post == [("a", "v"), ("a", "w")]


def test_a_task_for_which_there_is_no_room_holds_nobody_up() -> None:
    clock, post = [0.0], Postbox()
    blocked, fit = tasks("a", lane="gpu")[0], tasks("b")[0]
    assert handout(clock, post).give([blocked, fit], [], [worker("w", 1)]) == [fit]


def test_the_drivers_answer_is_read() -> None:
    assert parse_gpus("NVIDIA RTX 4090, 24564\nNVIDIA T4, 15360\n") == [
        Gpu("NVIDIA RTX 4090", 24.0),
        Gpu("NVIDIA T4", 15.0),
    ]
    assert parse_gpus("No devices were found\n") == []
