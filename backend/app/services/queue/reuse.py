"""The same thing is not made twice: an equal finished result is offered again as a new take that shares its bytes.

Equal means: the same function, pipeline (by its digest), parameters, seed and inputs. Seeds are random unless somebody
gives one, so this concerns explicit seeds and retries. What is needed to know it is in the task records, so it also works
after a restart.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog

from app.domain.pipeline import Pipeline
from app.domain.records import canonical_json
from app.domain.take import ReusedFrom
from app.domain.task import Task, TaskResult
from app.errors import AuteurError, TaskNotFound, WrongState
from app.services.settings_store import SettingsStore
from app.services.takes import TakeService
from app.services.tasks.ledger import TaskLedger

log = structlog.get_logger()

STUDIO = "the studio"
"""Who has "made" such a take: no worker."""


def recipe_of(task: Task, pipeline: Pipeline) -> str:
    """Hash of everything that the result depends on."""
    depends = {
        "function": task.function, "pipeline": pipeline.digest, "seed": task.seed,
        "parameters": dict(sorted(task.parameters.items())),
    }  # fmt: skip
    return "sha256:" + hashlib.sha256(canonical_json(depends)).hexdigest()


class Reuse:
    def __init__(self, ledger: TaskLedger, takes: TakeService, settings: SettingsStore, lease_seconds: float) -> None:
        self._ledger, self._takes, self._settings = ledger, takes, settings
        self._beat_every = lease_seconds / 4
        self._hands = ThreadPoolExecutor(1, "reuse")
        self._under_way: set[str] = set()
        self._mutex = threading.Lock()

    def offer(self, task: Task) -> Task:
        """The task, with the finished one whose result it can share where there is such a one."""
        if task.recipe is None or not self._settings.read().reuse_results:
            return task
        for source in self._ledger.with_recipe(task.project_id, task.recipe):
            number = source.result.take_number if source.result else None
            if number is None or source.shot_id is None:
                continue
            found = ReusedFrom(task_id=source.task_id, take_number=number)
            try:
                self._takes.outputs(task.project_id, found, source.shot_id)
            except AuteurError:
                continue  # somebody took its file away
            reason = f"Accepted; take {number} was made in exactly this way, so it is used again."
            return task.model_copy(update={"reused_from": found, "reason": reason})
        return task

    def soon(self, task: Task, then: Callable[[], None]) -> None:
        """Make the take of a waiting task from the one that it shares, in the background."""
        with self._mutex:
            if task.task_id in self._under_way:
                return
            self._under_way.add(task.task_id)
        self._hands.submit(self._make, task.task_id, then)

    def stop(self) -> None:
        self._hands.shutdown(wait=True, cancel_futures=True)

    def _make(self, task_id: str, then: Callable[[], None]) -> None:
        try:
            task = self._ledger.claim(task_id, STUDIO)
            if task is not None and task.reused_from is not None:
                self._share(task, task.reused_from)
        except TaskNotFound:
            pass
        except Exception:
            log.exception("a result could not be used again", action="reuse", task=task_id)
        finally:
            with self._mutex:
                self._under_way.discard(task_id)
            then()

    def _share(self, task: Task, source: ReusedFrom) -> None:
        held = task.task_id, task.attempt
        try:
            shot_id = self._ledger.get(source.task_id).shot_id or ""
            with self._ledger.leases.beating(*held, self._beat_every), self._ledger.publishing(*held):
                outputs = self._takes.outputs(task.project_id, source, shot_id)
                take = self._takes.adopt(task, outputs, {}, 0.0, STUDIO)
                result = TaskResult(output_path=take.output.path, take_number=take.take_number, metadata=take.metadata)
                self._ledger.complete(*held, result)
        except WrongState:
            return  # it was cancelled or taken away meanwhile
        except (AuteurError, OSError) as error:
            log.info("a result that should be used again is gone", action="reuse", task=task.task_id, reason=str(error))
            reason = f"Take {source.take_number} cannot be used again; it is made anew."
            self._ledger.take_away(*held, reason, count=False, reuse=False)
