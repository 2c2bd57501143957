"""From a request to a take, through real Celery and a real runner process."""

from __future__ import annotations

from worker.studio import Studio, wait_until


def test_a_submitted_task_becomes_a_take_with_a_committed_file(studio: Studio) -> None:
    studio.start_worker()
    task = studio.make("picture")
    assert (task.status, task.reason) == ("completed", "Finished as take 1.")
    assert task.progress == 100
    assert task.worker == "worker-1"
    take = studio.services.takes.get(studio.film.id, studio.shot.id, 1)
    assert take.task_id == task.task_id
    assert task.result is not None and task.result.output_path == take.output.path
    assert wait_until(lambda: not studio.staging())
