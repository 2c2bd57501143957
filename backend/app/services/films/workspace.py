"""Projects in a folder: find, list, create, change, trash. Gives out films to read and edits to change them."""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from app.config import Settings
from app.domain.events import Event, NarrativeStructureChanged, ProjectUpdate
from app.domain.file_rules import FOLDERS
from app.domain.history import CLIENT_TRAILER
from app.domain.ids import new_id, new_project_id, project_id_from_folder, project_id_from_key
from app.domain.paths import folder_name, name_key
from app.domain.project import Chapter, Narrative, NarrativeStructure, NewProject, Project, ProjectPatch
from app.domain.records import Record, Timestamp, canonical_json
from app.domain.shot import Quality
from app.domain.structure import StructurePlan, carry_out, plan
from app.errors import (
    AuteurError,
    BrokenProject,
    NameTaken,
    NewerRecord,
    ProjectNotFound,
    UnreadableHistory,
    UnreadableIndex,
    UnsafeConfig,
    UnsafeRepository,
)
from app.services.characters.usage import keep_usage
from app.services.durable import sync_folder
from app.services.edits import cut_off, open_edit, recover
from app.services.films.film import MANIFEST, Film, FilmEdit
from app.services.films.glance_index import GlanceIndex
from app.services.films.glances import Glances
from app.services.films.good_manifest import last_good_manifest
from app.services.films.manifests import Manifests
from app.services.git import repository as git
from app.services.git.requests import REQUEST_TRAILER, Request, is_repeated
from app.services.git.safety import check_config
from app.services.git.soundness import check_repository
from app.services.hand import HAND
from app.services.index import Stamp, StatCache, stamp_of
from app.services.library import Library
from app.services.narrative.events import chapters_changed
from app.services.project_fs import ProjectFS

Publish = Callable[[str, Sequence[Event]], None]
SortKey = Literal["name", "created", "modified"]
Remedy = Literal["manifest", "id", "history", "index", "config"]


class ProjectCounts(Record):
    chapters: int = 0
    scenes: int = 0
    shots: int = 0
    takes: int = 0


class ProjectSummary(Record):
    """A film as the gallery shows it; `broken` says why it cannot be opened."""

    id: str
    name: str
    folder: str
    description: str = ""
    quality: Quality = "standard"
    structure: str = ""
    created: Timestamp | None = None
    modified: Timestamp | None = None
    counts: ProjectCounts = ProjectCounts()
    cover: str | None = None
    """Shot id and take number of the picture on the card, as `shot-…/3`."""
    broken: str | None = None
    remedy: Remedy | None = None
    """What `repair` would do about it: put back the manifest that was good last, give the film an id of its own, begin its
    history anew, make Git's list of its files anew, or set its Git settings aside."""
    deleted: Timestamp | None = None
    """Since when the film is in the trash."""


class Workspace:
    """`WORKSPACE_ROOT`: one folder and one Git repository per film."""

    def __init__(self, settings: Settings, library: Library, publish: Publish) -> None:
        self._settings, self._library, self._publish = settings, library, publish
        self._author = git.Author(settings.git_author_name, settings.git_author_email)
        self._records: StatCache[Record] = StatCache()
        self._manifests = Manifests()
        self._summaries: StatCache[ProjectSummary] = StatCache()
        self.glances = Glances(GlanceIndex(settings.projects_dir, settings.cache_dir))
        self._folders: dict[str, str] = {}
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Make the workspace's own folders and finish what a crash left in any project."""
        for folder in (self._settings.projects_dir, self._settings.state_dir / "trash", self._settings.cache_dir):
            folder.mkdir(parents=True, exist_ok=True)
        self.forget_unfinished_films()
        for root in self.roots():
            try:
                self.mend(root)
            except AuteurError:
                continue  # the gallery lists it as broken, with the reason

    def mend(self, root: Path, wait: float = 10.0) -> None:
        """Make good what a crash left in the film at `root`, and let its windows load again."""

        def tell() -> None:
            if (project_id := self._id_in(root)) is not None:
                self._publish(project_id, [cut_off()])

        recover(root, tell, wait=wait)

    def forget_unfinished_films(self) -> None:
        """Remove new films that a crash cut off. Whoever makes one now holds the set of films."""
        if any(self._settings.projects_dir.glob(".new-*")):
            with self.exclusive():
                for leftover in self._settings.projects_dir.glob(".new-*"):
                    shutil.rmtree(leftover, ignore_errors=True)

    # Finding

    def _root_names(self) -> list[str]:
        return self._names()[0]

    def _names(self) -> tuple[list[str], list[str]]:
        """The folders, and the links, which lead who knows where and are not followed."""
        try:
            with os.scandir(self._settings.projects_dir) as entries:
                shown = [e for e in entries if e.name[0] != "."]
        except FileNotFoundError:
            return [], []
        return [e.path for e in shown if e.is_dir(follow_symlinks=False)], [e.name for e in shown if e.is_symlink()]

    def roots(self) -> list[Path]:
        """Every folder under `Projects/`, also one that is no film."""
        return [Path(name) for name in self._root_names()]

    def stamps(self) -> dict[str, Hashable]:
        """Every film's folder, and what is another one after every change of the film."""
        folders, links = self._names()
        return {**{root: _stamp(root) for root in folders}, **dict.fromkeys(links)}

    def root(self, project_id: str) -> Path:
        """The folder of a film. Raises `ProjectNotFound`, `BrokenProject`."""
        known = self._folders.get(project_id)
        if known is not None and self._id_in(root := Path(known)) == project_id:
            return root
        summary = self.listed(project_id)
        if summary.broken is not None:
            raise BrokenProject(summary.broken)
        return self._settings.projects_dir / summary.folder

    def listed(self, project_id: str) -> ProjectSummary:
        """A film as the gallery lists it, also one that is broken. Raises `ProjectNotFound`."""
        for summary in self.list():
            if summary.id == project_id:
                return summary
        raise ProjectNotFound()

    def _id_in(self, root: Path) -> str | None:
        try:
            return self._film(root).project.id
        except (AuteurError, FileNotFoundError):  # the folder itself may have been taken away by hand
            return None

    def _film(self, root: Path) -> Film:
        return Film(ProjectFS(root), self._records, self._manifests)

    def film(self, project_id: str) -> Film:
        return self._film(self.root(project_id))

    # The gallery

    def list(self) -> list[ProjectSummary]:
        """Every film, unsorted. One scandir and two stats a film as long as nothing changed."""
        summaries = []
        seen: dict[str, str] = {}
        folders: dict[str, str] = {}
        known = set(self._folders.values())
        # A copy made by hand is the twin, not the film that was there before it.
        names, links = self._names()
        for root in sorted(names, key=lambda name: (name not in known, name)):
            stamp = _stamp(root)
            if stamp == (None, None):
                continue
            summary = self._summaries.get(root, stamp, lambda root=root: self.summarise(Path(root)))  # type: ignore[misc]
            if summary.broken is not None:
                self._summaries.forget(root)  # what is wrong need not lie in what the stamp looks at
            if summary.id in seen and summary.broken is None:
                told = f"It has the same id as the film in {seen[summary.id]}."
                twin = {"broken": told, "remedy": "id", "id": project_id_from_folder(summary.folder)}
                summary = summary.model_copy(update=twin)
            seen.setdefault(summary.id, summary.folder)
            if summary.broken is None:
                folders[summary.id] = root
            summaries.append(summary)
        self._folders = folders
        summaries += [_linked(name) for name in links]
        return summaries

    def summarise(self, root: Path) -> ProjectSummary:
        """What the folder of a film tells of it; wherever it lies."""
        try:
            check_config(root)
            film = self._film(root)
            project = film.project
            check_repository(root)
        except (UnreadableHistory, UnreadableIndex) as error:
            remedy: Remedy = "history" if isinstance(error, UnreadableHistory) else "index"
            return _broken(root, error, project, remedy)
        except UnsafeConfig as error:
            return _broken(root, error, self._manifest_alone(root), "config")
        except UnsafeRepository as error:
            return _broken(root, error, self._manifest_alone(root))
        except NewerRecord as error:
            return _broken(root, error, _last_good(root))
        except AuteurError as error:
            good = _last_good(root)
            return _broken(root, error, good, "manifest" if good else None)
        counts, cover = ProjectCounts(), None
        counts.chapters = len(project.narrative.chapters)
        counts.scenes = sum(len(c.scenes) for c in project.narrative.chapters)
        for place, glance in self.glances.of_film(film):
            counts.shots += 1
            counts.takes += glance.takes_issued
            if cover is None and glance.active_take:
                cover = f"{place.shot.id}/{glance.active_take}"
        return ProjectSummary(
            id=project.id,
            name=project.name,
            folder=root.name,
            description=project.description,
            quality=project.quality,
            structure=project.narrative.structure,
            created=project.created,
            modified=project.modified,
            counts=counts,
            cover=cover,
        )

    def _manifest_alone(self, root: Path) -> Project | None:
        """Where nothing of Git may be read."""
        try:
            return self._film(root).project
        except AuteurError:
            return None

    def summary(self, project_id: str) -> ProjectSummary:
        root = self.root(project_id)
        return self._summaries.get(str(root), _stamp(str(root)), lambda: self.summarise(root))

    # Changing

    def create(self, new: NewProject, key: str | None = None) -> Project:
        """A new film with the chapters of its narrative structure; the same film again for the same `key`.

        Raises `NameTaken`, `BadPath`, `IdempotencyMismatch`.
        """
        project_id = project_id_from_key(key) if key else new_project_id()
        request = Request.of(key, "film", new.model_dump_json()) if key else None
        folder = folder_name(new.name)
        template = self._library.narrative_template(new.structure)
        chapters = [
            Chapter(id=new_id("chapter"), number=n, name=stage.name, stage=stage.id, act=stage.act or None)
            for n, stage in enumerate(template.stages, 1)
        ]
        project = Project(
            id=project_id,
            name=new.name,
            description=new.description,
            quality=new.quality,
            narrative=Narrative(structure=new.structure, chapters=chapters, chapters_issued=len(chapters)),
        )
        projects = self._settings.projects_dir
        projects.mkdir(parents=True, exist_ok=True)
        staging = projects / f".new-{project.id}"
        with self.exclusive():
            if request and (known := self._made_before(project_id, request)):
                return known
            self.refuse_taken(folder)
            try:
                files = {MANIFEST: canonical_json(project)}
                told = {REQUEST_TRAILER: request.told} if request else {}
                git.create_repository(staging, files, f"Create the film “{project.name}”", self._author, told)
                for name in FOLDERS:
                    (staging / name).mkdir(parents=True, exist_ok=True)
                os.rename(staging, projects / folder)
            except BaseException:
                shutil.rmtree(staging, ignore_errors=True)
                raise
            sync_folder(projects)
        self._folders[project.id] = str(projects / folder)
        return project

    def _made_before(self, project_id: str, request: Request) -> Project | None:
        try:
            root = self.root(project_id)
        except ProjectNotFound:
            return None
        is_repeated(root, request)
        return self._film(root).project

    def refuse_taken(self, folder: str) -> None:
        taken = {name_key(root.name) for root in self.roots()}
        if name_key(folder) in taken:
            raise NameTaken(f"There is already a film in the folder {folder}; choose another name.")

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """One change of the set of films at a time, across processes."""
        lock = self._settings.state_dir / "workspace.lock"
        lock.parent.mkdir(parents=True, exist_ok=True)
        with self._lock, lock.open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    @contextmanager
    def edit(self, project_id: str, message: str = "") -> Iterator[FilmEdit]:
        """One change of one film: leaving the block makes it one commit with `message`, then announces its events."""
        root, hand = self.root(project_id), HAND.get()
        try:
            with open_edit(root, project_id, message, author=self._author, publish=self._publish) as files:
                edit = FilmEdit(files, self._manifests)
                if hand is not None and hand.client:
                    files.trailers[CLIENT_TRAILER] = hand.client
                yield edit
                keep_usage(edit)
                edit.tell_of_manifest()
        except (BrokenProject, UnsafeRepository):
            self._summaries.forget(str(root))  # the gallery looks again, and offers the way out
            raise
        edit.hand_over()
        if hand is not None and files.commit is not None:
            hand.commits.append(files.commit)

    def update(self, project_id: str, patch: ProjectPatch, if_match: str | None = None) -> Project:
        wanted = patch.model_dump(exclude_none=True, exclude_unset=True, by_alias=False)
        changes = {field: value for field, value in wanted.items() if value != {}}
        with self.edit(project_id) as edit:
            edit.require(MANIFEST, if_match)
            project = edit.project
            if not changes:
                return project  # nothing is asked for, so nothing goes into the diary
            before = project.to_json()
            settings = changes.pop("settings", None)
            structure = changes.pop("structure", None)
            for field, value in changes.items():
                setattr(project, field, value)
            if settings:
                project.settings = project.settings.model_copy(update=settings)
            restructured = structure and structure != project.narrative.structure
            if restructured:
                self._restructure(edit, structure)
            edit.save_project()
            told = [*changes, *(["settings"] if settings else []), *(["narrative structure"] if restructured else [])]
            edit.say(_update_sentence(project, told))
            changed = {k: v for k, v in project.to_json().items() if before.get(k) != v and k != "narrative"}
            edit.emit(ProjectUpdate(changes=changed))
        return project

    def structure_plan(self, narrative: Narrative, to: NarrativeStructure) -> StructurePlan:
        """What changing the structure would do to the chapters."""
        template = self._library.narrative_template
        return plan(narrative, template(narrative.structure), template(to))

    def _restructure(self, edit: FilmEdit, to: NarrativeStructure) -> None:
        narrative = edit.project.narrative
        before = [chapter.model_copy() for chapter in narrative.chapters]
        carry_out(narrative, self.structure_plan(narrative, to))
        edit.emit(NarrativeStructureChanged(structure=to), chapters_changed(before, narrative.chapters))


def _stamp(root: str) -> tuple[Stamp | None, Stamp | None]:
    """Another one after every change of a film: each commit, ours or made by hand, rewrites `.git/index`."""
    return stamp_of(f"{root}/{MANIFEST}"), stamp_of(f"{root}/.git/index")


def _linked(name: str) -> ProjectSummary:
    told = "Its folder is a link, and the studio follows none. Put the folder itself in the link’s place."
    return ProjectSummary(id=project_id_from_folder(name), name=name, folder=name, broken=told)


def _last_good(root: Path) -> Project | None:
    good = last_good_manifest(root)
    return good.project if good else None


def _broken(root: Path, error: AuteurError, project: Project | None, remedy: Remedy | None = None) -> ProjectSummary:
    """A film that cannot be opened: under the id and name that are known of it, else under some that last."""
    return ProjectSummary(
        id=project.id if project else project_id_from_folder(root.name),
        name=project.name if project else root.name,
        folder=root.name,
        broken=error.detail,
        remedy=remedy,
    )


def _update_sentence(project: Project, fields: Sequence[str]) -> str:
    if list(fields) == ["name"]:
        return f"Rename the film to “{project.name}”"
    if list(fields) == ["quality"]:
        return f"Set the film's quality to {project.quality}"
    names = {"name": "name", "quality": "quality", "description": "description", "settings": "settings"}
    return f"Change the film's {', '.join(names.get(f, f) for f in fields) or 'details'}"
