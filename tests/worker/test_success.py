"""From a request to a take, through real Celery and a real runner process."""

from __future__ import annotations

import json
import os

import redis

from app.services.queue.post import RUN_TASK, queue_name
from app.worker.celery_app import make_celery
from worker.studio import Studio, is_alive, wait_until


def test_a_submitted_task_becomes_a_take_with_a_committed_file(worker_at_work: Studio) -> None:
    studio = worker_at_work
    task = studio.make("picture")
    assert task.status == "completed"
    assert task.progress == 100
    assert task.worker == "worker-1"
    assert task.result is not None and task.result.take_number is not None
    assert task.reason == f"Finished as take {task.result.take_number}."
    take = studio.services.takes.get(studio.film.id, studio.shot.id, task.result.take_number)
    assert take.task_id == task.task_id
    assert task.result.output_path == take.output.path
    assert wait_until(lambda: not studio.staging())


def test_events_tell_the_whole_story_in_order_and_end_with_the_end(worker_at_work: Studio) -> None:
    studio = worker_at_work
    task = studio.make("steps")
    events = wait_until(lambda: (e := studio.events(task)) and e[-1]["type"] == "task_success" and e)
    kinds = [event["type"] for event in events]
    assert kinds[0] == "generation_accepted"
    assert kinds.count("task_success") == 1
    told = [(e["status"], e["step"]) for e in events if e["type"] == "task_progress"]
    steps = [step for _, step in told if step]
    assert [s for n, s in enumerate(steps) if s not in steps[:n]] == ["Reading the shot", "Posing figures", "Inking"]
    assert list(dict.fromkeys(status for status, _ in told)) == ["pending", "running", "completed"]
    assert [int(n) for n in events[0]["id"].split("-")] < [int(n) for n in events[-1]["id"].split("-")]
    states = [e["state"] for e in studio.events() if e["type"] == "node_state_updated"]
    assert (states[0], states[-1]) == ("generating", "completed")
    assert studio.services.ledger.node_state(studio.film.id, studio.shot.id) == "completed"


def test_the_second_time_a_running_task_says_how_long_it_will_take(worker_at_work: Studio) -> None:
    studio = worker_at_work
    studio.make("steps")
    task = studio.make("steps")
    events = wait_until(lambda: (e := studio.events(task)) and e[-1]["type"] == "task_success" and e)
    guesses = [
        e["etaSeconds"] for e in events if e["type"] == "task_progress" and e["step"] and e["status"] == "running"
    ]
    assert guesses and all(guess is not None and 0 <= guess < 60 for guess in guesses)
    assert [step.name for step in task.steps] == ["Reading the shot", "Posing figures", "Inking"]
    assert sum(step.seconds for step in task.steps) > 0.1


def test_progress_that_comes_too_fast_is_thinned_and_the_end_is_not_lost(worker_at_work: Studio) -> None:
    studio = worker_at_work
    task = studio.make("chatter")
    events = wait_until(lambda: (e := studio.events(task)) and e[-1]["type"] == "task_success" and e)
    progress = [e for e in events if e["type"] == "task_progress"]
    assert task.started_at is not None and task.finished_at is not None
    seconds = (task.finished_at - task.started_at).total_seconds()
    assert len(progress) <= 10 * seconds + 5
    assert (progress[-1]["status"], progress[-1]["progress"]) == ("completed", 100)


def test_ten_tasks_at_once_give_ten_takes_with_ten_numbers(worker_at_work: Studio) -> None:
    studio = worker_at_work
    before = studio.takes()
    ended = [studio.ended(task) for task in studio.submit("picture", 10)]
    assert [task.status for task in ended] == ["completed"] * 10
    numbers = sorted(task.result.take_number or 0 for task in ended if task.result)
    assert numbers == list(range(len(before) + 1, len(before) + 11))
    assert sorted(studio.takes()) == list(range(1, len(before) + 11))


def test_tasks_run_in_their_order_and_a_warm_runner_is_used_again(studio: Studio) -> None:
    tasks = studio.submit("picture", 4)
    assert studio.services.dispatcher.order() == [task.task_id for task in tasks]
    assert [studio.services.dispatcher.position(task.task_id) for task in tasks] == [1, 2, 3, 4]
    studio.start_worker(worker_slots=1)
    ended = [studio.ended(task) for task in tasks]
    assert len({task.result.metadata["pid"] for task in ended if task.result}) == 1
    starts = [task.started_at for task in ended if task.started_at]
    assert starts == sorted(starts)


def test_more_is_not_handed_out_than_workers_have_room_for(studio: Studio) -> None:
    studio.start_worker()
    tasks = studio.submit("wait_for_file", 5)
    for task in tasks[:2]:
        studio.running(task)
    queue = redis.from_url(studio.valkey.url)
    assert queue.llen(queue_name("worker-1")) == 0
    assert [studio.task(task).status for task in tasks] == ["running", "running", "pending", "pending", "pending"]
    assert studio.services.dispatcher.order() == [task.task_id for task in tasks[2:]]
    studio.let_go_on()
    assert all(studio.ended(task).status == "completed" for task in tasks)


def test_the_same_message_three_times_gives_one_run_and_one_take(worker_at_work: Studio) -> None:
    studio = worker_at_work
    before = len(studio.takes())
    task = studio.submit("wait_for_file")[0]
    studio.running(task)
    celery = make_celery(studio.settings)
    for _ in range(3):
        celery.send_task(RUN_TASK, [task.task_id], queue=queue_name("worker-1"))
    celery.send_task(RUN_TASK, ["task-00000000000000"], queue=queue_name("worker-1"))
    queue = redis.from_url(studio.valkey.url)
    wait_until(lambda: queue.llen(queue_name("worker-1")) == 0)
    studio.let_go_on()
    ended = studio.ended(task)
    celery.send_task(RUN_TASK, [task.task_id], queue=queue_name("worker-1"))
    after = studio.make("picture")
    assert (ended.status, ended.attempt) == ("completed", 1)
    assert studio.task(task) == ended
    assert after.status == "completed"
    assert len(studio.takes()) == before + 2


def test_a_runner_sees_a_clean_environment_and_an_empty_home(studio: Studio) -> None:
    os.environ["AUTEUR_TEST_SECRET"] = "hunter2"
    try:
        studio.start_worker()
    finally:
        del os.environ["AUTEUR_TEST_SECRET"]
    task = studio.make("environment")
    assert task.result is not None
    seen = task.result.metadata
    assert "hunter2" not in json.dumps(seen)
    assert set(seen["environment"]) <= {
        "PATH", "LANG", "HOME", "TMPDIR", "NUMBA_CACHE_DIR", "TZ", "LC_CTYPE", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES",
    }  # fmt: skip
    assert seen["environment"]["HOME"] == seen["cwd"]


def test_what_a_runner_says_is_in_the_log_and_cannot_break_the_protocol(worker_at_work: Studio) -> None:
    studio = worker_at_work
    task = studio.make("shout")
    assert task.status == "completed"
    log = wait_until(lambda: "the last words" in (text := studio.services.ledger.log(task.task_id)) and text)
    assert "a child speaks" in log
    assert len(log) <= 10 * 2**20


def test_a_stopped_worker_hands_its_work_back_and_leaves_nothing_running(studio: Studio) -> None:
    worker = studio.start_worker()
    task = studio.submit("wait_for_file")[0]
    pids = studio.running(task)
    worker.terminate()
    assert worker.wait(20) == 0
    wait_until(lambda: not any(is_alive(pid) for pid in pids))
    assert studio.task(task).status == "pending"
    assert studio.services.workers.online() == []
    studio.let_go_on()
    studio.start_worker("worker-2")
    ended = studio.ended(task)
    assert (ended.status, ended.attempt, ended.worker) == ("completed", 2, "worker-2")
    assert studio.takes() == [1]
