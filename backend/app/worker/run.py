"""The run of one task: claim, runner, take, end. Every way out is a status with a reason."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from app.domain.task import Task, TaskError, TaskResult
from app.errors import AuteurError, PipelineNotFound, TaskBusy, TaskNotFound, WrongState
from app.services.media.thumbnails import broken_because
from app.services.queue.book import QueueBook
from app.services.queue.forecast import History
from app.services.takes import RunnerOutput, TakeService
from app.services.tasks.ledger import TaskLedger
from app.services.tasks.pipelines import PipelineCatalogue
from app.worker.runner.base import Cancelled, Listener, OutputFile, RunnerError, RunnerJob, RunnerResult
from app.worker.runner.pool import RunnerPool
from app.worker.watch import Watch

log = structlog.get_logger()


class TaskRun:
    """Runs tasks by id; any number of threads may. `on_end` is called after each."""

    def __init__(
        self,
        *,
        ledger: TaskLedger,
        takes: TakeService,
        pipelines: PipelineCatalogue,
        pool: RunnerPool,
        book: QueueBook,
        worker: str,
        lease_seconds: float,
        on_end: Callable[[], None],
    ) -> None:
        self._ledger, self._takes, self._pipelines, self._pool = ledger, takes, pipelines, pool
        self._book, self._worker, self._lease_seconds, self._on_end = book, worker, lease_seconds, on_end
        self._history = History()
        self._watches: set[Watch] = set()
        self._stopping = threading.Event()

    @property
    def busy(self) -> int:
        return len(self._watches)

    def stop(self) -> None:
        """Hand back what runs: it goes to its old place in line, and this attempt does not count."""
        self._stopping.set()
        for watch in list(self._watches):
            watch.over.set()

    def __call__(self, task_id: str) -> None:
        """Run a task if it still waits; another delivery of the same message finds that it does not."""
        task = self._claim(task_id)
        if task is None:
            return
        self._history.learn(self._ledger.ended())
        usual = self._history.usual(task.pipeline_id, self._worker)
        watch = Watch(self._ledger, task, self._lease_seconds, usual)
        self._watches.add(watch)
        try:
            with structlog.contextvars.bound_contextvars(task=task_id, attempt=task.attempt), watch:
                self._attempt(task, watch)
        finally:
            self._watches.discard(watch)
            self._on_end()

    def _claim(self, task_id: str) -> Task | None:
        if self._stopping.is_set():
            return None
        try:
            task = self._ledger.get(task_id)
            if self._book.read().holds(task.lane):
                return None
            if not self._can_run(task):
                log.info("this worker has not got the runner; another one may", action="run", task=task_id)
                return None
            return self._ledger.claim(task_id, self._worker)
        except TaskNotFound:
            log.warning("a message names a task that is not on record", action="run", task=task_id)
            return None
        except TaskBusy:
            return None  # somebody else has it in hand; it is sent again if it goes on waiting

    def _can_run(self, task: Task) -> bool:
        """A pipeline that is gone is for this worker to report; a runner that is missing here may be elsewhere."""
        try:
            return self._pool.has(self._pipelines.get(task.pipeline_id).runner)
        except PipelineNotFound:
            return True

    def _attempt(self, task: Task, watch: Watch) -> None:
        try:
            self._make_take(task, watch)
        except Cancelled:
            if self._stopping.is_set():
                self._hand_back(task)
        except (WrongState, TaskBusy) as error:
            log.info("the result came too late", action="run", reason=error.detail)
        except RunnerError as error:
            self._fail(task, TaskError(code=error.code, message=error.message, detail=error.detail))
        except AuteurError as error:
            self._fail(task, TaskError(code=error.code, message=error.detail))
        except Exception as error:
            log.exception("a task met an error", action="run")
            message = "The worker met an error that it does not know."
            self._fail(task, TaskError(code="internal", message=message, detail=f"{type(error).__name__}: {error}"))
        finally:
            shutil.rmtree(self._ledger.outputs(task.task_id, task.attempt).parents[1], ignore_errors=True)

    def _make_take(self, task: Task, watch: Watch) -> None:
        made = self._takes.made_by(task)  # an earlier attempt may have got as far as the commit
        outputs: list[RunnerOutput] = []
        result, seconds = RunnerResult([], {}), 0.0
        if made is None:
            started = time.monotonic()
            outputs, result = self._render(task, watch)
            seconds = time.monotonic() - started
        with self._ledger.publishing(task.task_id, task.attempt):
            take = made or self._takes.adopt(task, outputs, result.metadata, seconds, self._worker)
            self._ledger.complete(
                task.task_id,
                task.attempt,
                TaskResult(output_path=take.output.path, take_number=take.take_number, metadata=take.metadata),
            )

    def _render(self, task: Task, watch: Watch) -> tuple[list[RunnerOutput], RunnerResult]:
        pipeline = self._pipelines.get(task.pipeline_id)
        out = self._ledger.outputs(task.task_id, task.attempt)
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        job = RunnerJob(
            id=f"{task.task_id}/{task.attempt}",
            function=task.function,
            parameters=task.parameters,
            output_dir=out,
            seed=task.seed or 0,
            timeout_seconds=pipeline.timeout_seconds,
            longest_seconds=pipeline.longest_seconds,
        )
        listener = Listener(watch.progress, watch.preview, lambda text: self._ledger.append_log(task.task_id, text))
        result = self._pool.run(pipeline.runner, job, listener, watch.over)
        return [_output(out, output) for output in result.outputs], result

    def _hand_back(self, task: Task) -> None:
        try:
            reason = "Its worker was stopped; it waits for the next one."
            self._ledger.take_away(task.task_id, task.attempt, reason, count=False)
        except (WrongState, TaskNotFound, TaskBusy):
            log.info("the task was ended by somebody else", action="hand_back")

    def _fail(self, task: Task, error: TaskError) -> None:
        log.warning("a task failed", action="run", code=error.code, reason=error.message)
        try:
            self._ledger.fail(task.task_id, task.attempt, error)
        except (WrongState, TaskNotFound, TaskBusy):
            log.info("the task was ended by somebody else", action="fail", code=error.code)


def _output(folder: Path, output: OutputFile) -> RunnerOutput:
    """What the runner says it made, when it is really there and is what it should be."""
    path = _inside(folder, output.path)
    broken = broken_because(path, output.media_type)
    if broken is not None:
        raise RunnerError("bad_output", f"What the runner made cannot be used: {broken}", output.path[:200])
    return RunnerOutput(
        path=path,
        role=output.role,
        media_type=output.media_type,
        width=output.width,
        height=output.height,
        duration_seconds=output.duration_seconds,
    )


def _inside(folder: Path, name: str) -> Path:
    """A path that a runner named, which must be a file of its own output folder."""
    path = folder / name
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise RunnerError("runner_protocol", f"The runner named an output outside its folder: {name[:100]}.")
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        raise RunnerError("runner_no_output", f"The runner named an output that is not there: {name[:100]}.")
    return path
