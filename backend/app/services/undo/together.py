"""Several changes taken back as one step: the saves of a document in a sitting, or of a field that somebody typed into."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from app.domain.history import DOCUMENT_TRAILER, TASK_TRAILER, UNDONE_TRAILER
from app.domain.project import RENDERS
from app.errors import Invalid
from app.services.films.film import MANIFEST
from app.services.git.history import Facts, Version, changed_files
from app.services.history.changes import Telling
from app.services.undo.reasons import NotUndoable
from app.services.undo.work import is_document

Run = Sequence[Facts]
"""Changes that follow each other directly, the newest first: taken back like one."""

_RECORD = re.compile(rf"{re.escape(RENDERS)}/.+\.json")
_MOST_RECORDS = 1000


class DifferentThings(Invalid):
    """Only changes of the same documents or fields are undone together; undo others one by one."""


def refuse_what_stays(told: Sequence[Facts]) -> None:
    """Raises `NotUndoable`."""
    for one in told:
        if TASK_TRAILER in one.trailers:
            raise NotUndoable("A take stays, once it is made. Delete it if you do not want to see it.")
        if one.parent is None:
            raise NotUndoable("The film begins there.")


def refuse_different_things(repo: Any, told: Sequence[Facts]) -> None:
    """Raises `DifferentThings` unless all of them changed the same documents or records."""
    changed = {_changed(repo, one) for one in told}
    paths = {path for some in changed for path in some}
    is_same = len(changed) == 1 or all(map(is_document, paths))
    if not paths or not is_same or not all(_holds_fields(path) for path in paths):
        raise DifferentThings()


def _changed(repo: Any, one: Facts) -> frozenset[str]:
    after = Version(repo, one.commit)
    files, _ = changed_files(repo, after.parent(), after, _MOST_RECORDS)
    return frozenset(file.path for file in files)


def _holds_fields(path: str) -> bool:
    return path == MANIFEST or _RECORD.fullmatch(path) is not None or is_document(path)


def runs_of(told: Sequence[Facts]) -> Iterator[Run]:
    """What came between two of them parts them."""
    run: list[Facts] = []
    for one in told:
        if run and run[-1].parent != one.commit:
            yield run
            run = []
        run.append(one)
    yield run


def versions_of(repo: Any, run: Run) -> tuple[Version, Version]:
    """The film before the first of them and after the last."""
    return Version(repo, run[-1].commit).parent(), Version(repo, run[0].commit)


def sentence(repo: Any, told: Sequence[Facts], runs: Sequence[Run]) -> str:
    """`Undo: Shot S02_S04: lens 35 → 50`; the undo of that is `Redo: …`."""
    newest = told[0]
    subject, turn = newest.subject, "Undo"
    if UNDONE_TRAILER in newest.trailers:
        verb, _, rest = subject.partition(": ")
        if verb in ("Undo", "Redo"):
            subject, turn = rest, "Redo" if verb == "Undo" else "Undo"
    if len(told) > 1 and DOCUMENT_TRAILER in newest.trailers:
        subject = f"{subject} ({len(told)} saves)"
    elif len(told) > 1 and len(runs) == 1:
        subject = _in_one(repo, runs[0]) or subject
    return f"{turn}: {subject}"


def _in_one(repo: Any, run: Run) -> str | None:
    """What became of the one thing that all of them changed."""
    before, after = versions_of(repo, run)
    files, _ = changed_files(repo, before, after, _MOST_RECORDS)
    changes = Telling("", before, after).tell(files)
    return changes[0].sentence if len(changes) == 1 else None
