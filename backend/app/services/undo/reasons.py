"""Why something cannot be undone: what was changed since, by whom, and with which entry of the diary."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import orjson

from app.domain.history import CLIENT_TRAILER, TASK_TRAILER
from app.domain.undo_tree import Clash
from app.errors import Conflict
from app.services.films.film import MANIFEST, MAX_MANIFEST_BYTES
from app.services.git.history import Facts, Version, changed_files, facts
from app.services.hand import HAND
from app.services.history.changes import Telling
from app.services.history.files import Putting
from app.services.history.index import AtPath, DiaryIndex, Element, Subject
from app.services.history.manifest import Elements, label_of
from app.services.undo.records import FILM

_LOOKED_AT = 50
_MOST_FILES = 1000


class NotUndoable(Conflict):
    """That cannot be undone."""

    code = "not_undoable"


class NotWhole(NotUndoable):
    """The film's own record was damaged just there. Restore what you need from another moment."""


class ChangedSince(Conflict):
    """That was changed again since."""

    code = "changed_since"


def changed_since(
    index: DiaryIndex, root: Path, putting: Putting, commit: str, clashes: Sequence[Clash], wanted: Collection[str]
) -> ChangedSince:
    """The answer for the first of the clashes; `commit` is the change that was to be undone, with the other `wanted`."""
    clash = clashes[0]
    is_path = "/" in clash.element_id
    subject: Subject = (
        AtPath(clash.element_id or MANIFEST) if is_path or clash.element_id == FILM else Element(clash.element_id)
    )
    name = _name_of(putting, commit, clash)
    told = (
        f"{name} {clash.what}"
        if clash.what.startswith(("was ", "has "))
        else f"{name}: {label_of(clash.what)} was changed"
    )
    later = _later(index, root, putting.repo, subject, commit, clash, wanted)
    if later is None:
        return ChangedSince(f"{told} since, so this cannot be undone.")
    return ChangedSince(
        f"{told} since {_by(later)}, with “{later.subject[:160]}”. So this cannot be undone.", commit=later.commit
    )


def _later(
    index: DiaryIndex, root: Path, repo: Any, subject: Subject, commit: str, clash: Clash, wanted: Collection[str]
) -> Facts | None:
    """The newest change of just that after a commit, or else the newest one that concerns the thing at all."""
    found, _, _ = index.page(root, repo, subject, _LOOKED_AT, None)
    newer = found[: found.index(commit)] if commit in found else found
    newer = [one for one in newer if one not in wanted]
    field = clash.what.rpartition(".")[2]
    for one in newer:
        after = Version(repo, one)
        before = after.parent()
        files, _ = changed_files(repo, before, after, _MOST_FILES)
        if any(field == known.field for told in Telling("", before, after).tell(files) for known in told.fields):
            return facts(repo, one)
    told = [facts(repo, one) for one in newer]
    by_people = [one for one in told if TASK_TRAILER not in one.trailers]
    return next(iter(by_people or told), None)


def _by(later: Facts) -> str:
    hand, client = HAND.get(), later.trailers.get(CLIENT_TRAILER)
    if client is None:
        return f"by {later.author}"
    return "from this browser" if hand is not None and hand.client == client else "from another browser"


def _name_of(putting: Putting, commit: str, clash: Clash) -> str:
    if clash.element_id == FILM:
        return "The film"
    for version in (putting.head, Version(putting.repo, commit)):
        film = orjson.loads(version.read(MANIFEST, MAX_MANIFEST_BYTES) or b"{}")
        if clash.element_id in (found := Elements(film).found):
            return found[clash.element_id][1]
    return clash.element_id.rpartition("/")[2]
