"""The whole queue: look at it, pause it, let it go on, clear what waits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from app.api.deps import ClientName, ServicesDep
from app.api.tasks import accepted, task_view
from app.container import Services
from app.domain.ids import ItemId, ProjectId
from app.domain.records import Message, Record
from app.domain.task import Task, TaskAccepted, TaskView
from app.services.queue.lanes import LANES

router = APIRouter(prefix="/queue", tags=["queue"])


_LEFT_OUT: dict[str, Any] = {"parameters": {}, "prompt": {}, "request": None}


class LaneView(Record):
    """Work of one kind: `cpu`, or `gpu` for what needs a graphics card."""

    lane: str
    paused: bool
    slots: int
    """Tasks that the workers online can run side by side."""
    running: int
    waiting: int


class QueueCounts(Record):
    """How many tasks the studio has on record."""

    running: int
    waiting: int
    paused: int
    failed: int
    completed: int
    cancelled: int


class QueueView(Record):
    """What runs, what waits in its order, and what is held back."""

    paused: bool
    lanes: list[LaneView]
    running: list[TaskView]
    order: list[TaskView]
    held: list[TaskView]
    counts: QueueCounts
    eta_seconds: float | None
    """Until all of it is done; null when there is nothing to do or no telling."""


class LaneChoice(Message):
    lane: str | None = None
    """One lane; the whole queue when it is left out."""


ChosenTasks = Annotated[list[ItemId], Field(min_length=1, max_length=5000)]


class CancelWaiting(Message):
    """Which of the waiting tasks; all of them when nothing is said."""

    project_id: ProjectId | None = None
    requested_by: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    task_ids: ChosenTasks | None = None


class TaskChoice(Message):
    task_ids: ChosenTasks


class CancelledTasks(Record):
    cancelled: list[ItemId]


class RetriedTasks(Record):
    items: list[TaskAccepted]


class BroughtForward(Record):
    moved: list[ItemId]


@router.get("")
def queue(services: ServicesDep, brief: bool = False) -> QueueView:
    """`brief`: without each task's `parameters`, `prompt` and `request`, the most of a long line; its own address has them."""
    return _view(services, brief=brief)


@router.post("/pause")
def pause_queue(services: ServicesDep, choice: LaneChoice | None = None) -> QueueView:
    """Start nothing any more, also after a restart; what runs is finished."""
    services.dispatcher.pause(choice.lane if choice else None)
    return _view(services)


@router.post("/resume")
def resume_queue(services: ServicesDep, choice: LaneChoice | None = None) -> QueueView:
    """Go on; without a lane this lets every lane go on."""
    services.dispatcher.resume(choice.lane if choice else None)
    return _view(services)


@router.post("/cancel")
def cancel_waiting(services: ServicesDep, which: CancelWaiting | None = None) -> CancelledTasks:
    """Cancel what waits, held back or not; what runs goes on."""
    which = which or CancelWaiting()
    return CancelledTasks(
        cancelled=services.dispatcher.cancel_waiting(which.project_id, which.requested_by, which.task_ids)
    )


@router.post("/retry", status_code=202)
def retry_tasks(services: ServicesDep, which: TaskChoice, client: ClientName = None) -> RetriedTasks:
    """The same requests again, as new tasks in this order. Those that have not ended are left as they are."""
    return RetriedTasks(items=[accepted(task) for task in services.dispatcher.retry_many(which.task_ids, client)])


@router.post("/front")
def bring_forward(services: ServicesDep, which: TaskChoice) -> BroughtForward:
    """Put waiting tasks at the front of the line, in the order in which they stand. A task that does not wait stays."""
    return BroughtForward(moved=services.dispatcher.bring_forward(which.task_ids))


def _view(services: Services, *, brief: bool = False) -> QueueView:
    state, counts = services.dispatcher.state(), services.ledger.counts()

    def shown(tasks: Iterable[Task]) -> list[TaskView]:
        return [task_view(services, task.model_copy(update=_LEFT_OUT) if brief else task) for task in tasks]

    return QueueView(
        paused=state.book.paused,
        lanes=[
            LaneView(
                lane=lane,
                paused=state.book.holds(lane),
                slots=state.slots.get(lane, 0),
                running=sum(task.lane == lane for task in state.running),
                waiting=sum(task.lane == lane for task in state.order),
            )
            for lane in LANES
        ],
        running=shown(state.running),
        order=shown(state.order),
        held=shown(state.held),
        counts=QueueCounts(
            running=len(state.running),
            waiting=len(state.order),
            paused=len(state.held),
            failed=counts["error"],
            completed=counts["completed"],
            cancelled=counts["cancelled"],
        ),
        eta_seconds=state.eta_seconds,
    )
