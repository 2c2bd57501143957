"""Every message of the socket, as typed events.

A client loads state and then applies these; what it misses it asks for again by id. `id`, `project_id` and `timestamp`
are filled in when the event is published.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

from app.domain.records import Timestamp, now
from app.domain.task import TaskStatus

STUDIO = "studio"
"""Stands for a film's id where something concerns all films, such as the order of the line."""

NodeState = Literal["idle", "generating", "completed", "error"]


class Wire(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        json_schema_serialization_defaults_required=True,
    )


class Event(Wire):
    """What every server event carries."""

    id: str = ""
    """Opaque, increasing within the server's epoch."""
    project_id: str = ""
    timestamp: Timestamp = Field(default_factory=now)


class Hello(Event):
    """First message on a socket: where the stream of events stands."""

    type: Literal["hello"] = "hello"
    last_event_id: str
    epoch: str
    session_id: str
    peers: list[Peer]


class Reset(Event):
    """Events were lost; load the state again."""

    type: Literal["reset"] = "reset"
    epoch: str
    reason: str


class Pong(Event):
    type: Literal["pong"] = "pong"
    n: int


class Beat(Event):
    """A sign of life, several times a minute: a window that hears nothing for longer has lost the line."""

    type: Literal["ping"] = "ping"
    n: int


class ProtocolError(Event):
    """Your message was not understood; the socket stays open."""

    type: Literal["error"] = "error"
    code: str
    detail: str
    request_id: str | None = None


class Peer(Wire):
    """A window on the same project. `name` is a job on the set; nothing about a person or machine is told."""

    session_id: str
    name: str
    target_type: str | None = None
    target_id: str | None = None


class Presence(Event):
    """Who has the project open. `peers` lists the first 50 of `count`."""

    type: Literal["presence"] = "presence"
    peers: list[Peer]
    count: int


class PanelResize(Event):
    type: Literal["panel_resize"] = "panel_resize"
    panel: Literal["left", "right"]
    width: float
    session_id: str


class SelectionChange(Event):
    """Somebody selected something."""

    type: Literal["selection_change"] = "selection_change"
    target_type: Literal["project", "asset", "node", "chapter", "scene", "shot", "take"]
    target_id: str
    session_id: str


class NodeStateUpdated(Event):
    type: Literal["node_state_updated"] = "node_state_updated"
    node_id: str
    state: NodeState


class GenerationAccepted(Event):
    """A generation was asked for and is on record."""

    type: Literal["generation_accepted"] = "generation_accepted"
    request_id: str | None
    task_id: str
    node_id: str
    shot_id: str | None
    pipeline_id: str
    requested_pipeline_id: str
    fallback_reason: str | None
    task: dict[str, Any] = {}
    """The task's record."""


class TaskProgress(Event):
    type: Literal["task_progress"] = "task_progress"
    task_id: str
    node_id: str
    progress: float
    step: str
    status: TaskStatus
    reason: str
    queue_position: int | None = None
    eta_seconds: float | None = None
    preview_url: str | None = None
    changes: dict[str, Any] = {}
    """New values of fields of the task's record; empty while the attempt only gets on."""


class TaskOutcome(Wire):
    output_path: str
    take_number: int | None = None
    metadata: dict[str, Any] = {}


class TaskSuccess(Event):
    type: Literal["task_success"] = "task_success"
    task_id: str
    node_id: str
    result: TaskOutcome


class TaskFailed(Event):
    type: Literal["task_failed"] = "task_failed"
    task_id: str
    node_id: str
    error: str
    code: str


class TaskCancelled(Event):
    type: Literal["task_cancelled"] = "task_cancelled"
    task_id: str
    node_id: str


class QueueChanged(Event):
    """The order of waiting tasks changed."""

    type: Literal["queue_changed"] = "queue_changed"
    order: list[str]
    paused: bool
    paused_lanes: list[str] = []


class GalleryChanged(Event):
    """Films came, went or changed; told to those who look at all films."""

    type: Literal["gallery_changed"] = "gallery_changed"


class SettingsChanged(Event):
    """The studio's own settings changed; told on the studio's own socket."""

    type: Literal["settings_changed"] = "settings_changed"


class ProjectUpdate(Event):
    """The film's own fields changed."""

    type: Literal["project_update"] = "project_update"
    changes: dict[str, Any]


class NarrativeChange(Wire):
    """`item` is the element as the tree shows it, without its children."""

    change: Literal["added", "changed", "moved", "removed"]
    element: Literal["chapter", "scene", "shot"]
    id: str
    parent_id: str | None = None
    index: int | None = None
    item: dict[str, Any] | None = None
    shot: dict[str, Any] | None = None
    """A new shot as the API shows it."""
    takes: list[dict[str, Any]] = []
    """The takes that a shot brings along which comes back, newest first."""


class NarrativeChanged(Event):
    type: Literal["narrative_changed"] = "narrative_changed"
    changes: list[NarrativeChange]


class NarrativeStructureChanged(Event):
    type: Literal["narrative_structure_changed"] = "narrative_structure_changed"
    structure: str


class ShotChanged(Event):
    """Fields of a shot's record changed; `changes` holds the new values."""

    type: Literal["shot_changed"] = "shot_changed"
    shot_id: str
    changes: dict[str, Any]


class TakeCreated(Event):
    type: Literal["take_created"] = "take_created"
    node_id: str
    shot_id: str
    take_path: str
    take_number: int
    take: dict[str, Any]
    """The take as the API shows it."""
    shot_changes: dict[str, Any] = {}
    """New values of fields of the shot's record."""


class TakeChanged(Event):
    type: Literal["take_changed"] = "take_changed"
    shot_id: str
    take_number: int
    changes: dict[str, Any]


class ActiveTakeChanged(Event):
    type: Literal["active_take_changed"] = "active_take_changed"
    shot_id: str
    take_number: int | None
    changes: dict[str, Any] = {}
    """New values of fields of the shot's record."""


class AssetAdded(Event):
    """An asset is there: a new one, or a deleted one that came back."""

    type: Literal["asset_added"] = "asset_added"
    category: str
    asset: dict[str, Any]
    """The asset as the API shows it."""


class AssetChanged(Event):
    type: Literal["asset_changed"] = "asset_changed"
    category: str
    asset_id: str
    changes: dict[str, Any]
    """New values of fields of the asset as the API shows it."""


class AssetRemoved(Event):
    type: Literal["asset_removed"] = "asset_removed"
    category: str
    asset_id: str


class CharacterCreated(Event):
    """A character joined the film; `asset_added` brings it. `from_concept`: it was described when it was made."""

    type: Literal["character_created"] = "character_created"
    asset_id: str
    name: str
    from_concept: bool


class CharacterLoraStatus(Event):
    type: Literal["character_lora_status"] = "character_lora_status"
    asset_id: str
    status: Literal["untrained", "training", "completed", "failed"]
    progress: float | None = None


class CharacterVariationGenerated(Event):
    """A picture came into a slot of a character: a variation, or its `base_face`."""

    type: Literal["character_variation_generated"] = "character_variation_generated"
    asset_id: str
    variation_type: str
    variation_path: str


class CharacterUsageUpdated(Event):
    """The shots that a character is cast in, all of them, in the order of the film."""

    type: Literal["character_usage_updated"] = "character_usage_updated"
    asset_id: str
    usage: list[dict[str, Any]]


class CreativeDocumentUpdated(Event):
    """A treatment, screenplay, beat sheet or shot list was made, saved or deleted."""

    type: Literal["creative_document_updated"] = "creative_document_updated"
    document_type: Literal["treatment", "screenplay", "beat-sheet", "shot-list"]
    path: str
    change: Literal["created", "modified", "deleted"]
    document: dict[str, Any] | None
    """The document as it stands in the list; null when it is gone."""


class FileChanged(Event):
    type: Literal["file_changed"] = "file_changed"
    path: str
    change: Literal["created", "modified", "deleted"]


class HistoryChanged(Event):
    """A commit was made."""

    type: Literal["history_changed"] = "history_changed"
    commit: str
    message: str


AnyEvent = (
    Hello
    | Reset
    | Pong
    | Beat
    | ProtocolError
    | Presence
    | PanelResize
    | SelectionChange
    | NodeStateUpdated
    | GenerationAccepted
    | TaskProgress
    | TaskSuccess
    | TaskFailed
    | TaskCancelled
    | QueueChanged
    | GalleryChanged
    | SettingsChanged
    | ProjectUpdate
    | NarrativeChanged
    | NarrativeStructureChanged
    | ShotChanged
    | TakeCreated
    | TakeChanged
    | ActiveTakeChanged
    | AssetAdded
    | AssetChanged
    | AssetRemoved
    | CharacterCreated
    | CharacterLoraStatus
    | CharacterVariationGenerated
    | CharacterUsageUpdated
    | CreativeDocumentUpdated
    | FileChanged
    | HistoryChanged
)
ServerEvent = Annotated[AnyEvent, Field(discriminator="type")]
server_events: TypeAdapter[AnyEvent] = TypeAdapter(ServerEvent)
