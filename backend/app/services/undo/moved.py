"""Files that a change moved are moved back, not written anew: that is as quick for a film of hours as for a note."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from app.domain.history import BROUGHT_TRAILER
from app.domain.paths import ProjectPath, name_key
from app.services.git import repository as git
from app.services.git.history import FileChange, Version, facts
from app.services.git.index import untouched
from app.services.history.files import Putting
from app.services.undo.folders import can_go


def move_back(putting: Putting, after: Version, files: Sequence[FileChange]) -> dict[ProjectPath, ProjectPath]:
    """Within the edit, every file that went from one place to another goes back, where nothing has changed since.

    Returns the place it leaves → the place where it was.
    """
    edit, pairs = putting.edit.files, {**_pairs(files), **_brought(putting, after, files)}
    here = {path: entry for path, entry in git.tracked(putting.repo, *pairs).items() if entry[0] == pairs[path].before}
    same = untouched(edit.fs.root, here)
    back: dict[ProjectPath, ProjectPath] = {}
    for new, gone in pairs.items():
        old, lies_at = ProjectPath(gone.path), ProjectPath(new)
        if new not in here or putting.head.oid(old) is not None or edit.exists(old):
            continue
        if new not in same:
            putting.guard(new)
        edit.move(lies_at, old)
        back[lies_at] = old
    return back


def _brought(putting: Putting, after: Version, files: Sequence[FileChange]) -> Mapping[str, FileChange]:
    """Files that no commit held before they were moved."""
    said = facts(putting.repo, after.commit).trailers.get(BROUGHT_TRAILER) if after.commit else None
    try:
        places = json.loads(said or "{}")
    except ValueError:
        return {}
    old = (
        {file.path: places.get(file.path) for file in files if file.before is None} if isinstance(places, dict) else {}
    )
    return {
        file.path: FileChange(place, file.after, None)
        for file in files
        if isinstance(place := old.get(file.path), str) and can_go(place)
    }


def _pairs(files: Sequence[FileChange]) -> Mapping[str, FileChange]:
    """The place where a file came → the change that took the same from another, best of the same name."""
    gone: dict[str, list[FileChange]] = {}
    for file in files:
        if file.after is None and file.before is not None and can_go(file.path):
            gone.setdefault(file.before, []).append(file)
    pairs: dict[str, FileChange] = {}
    for file in files:
        candidates = gone.get(file.after or "", ())
        if file.before is not None or not candidates or not can_go(file.path):
            continue
        name = file.path.rpartition("/")[2]
        found = next((one for one in candidates if one.path.rpartition("/")[2] == name), candidates[0])
        if name_key(found.path) != name_key(file.path):
            gone[file.after or ""].remove(found)
            pairs[file.path] = found
    return pairs
