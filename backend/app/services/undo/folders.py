"""Folders of the renders follow the tree when a change of it is undone: some come back, some go, some move."""

from __future__ import annotations

import os

from app.domain.paths import ProjectPath
from app.domain.take import Take
from app.errors import BadPath
from app.services.films.film import FilmEdit, parse_record
from app.services.narrative.folders import Relocation, is_sidecar
from app.services.narrative.places import Standing, Standings

Takes = list[tuple[Take, Take]]


def outermost(some: Standings, others: Standings) -> list[Standing]:
    """What is in `some` and not in `others`, without what is below another one of those."""
    return [
        one for key, one in some.items() if key not in others and (one.parent_id is None or one.parent_id in others)
    ]


def move_folders(edit: FilmEdit, before: Standings, after: Standings) -> Takes:
    """Every file goes along with the innermost chapter, scene or shot that it belongs to, also where two change places.

    Returns each take whose sidecar says something else now, before and after.
    """
    moved = [(one, after[key]) for key, one in before.items() if key in after and one.folder != after[key].folder]
    if not moved:
        return []
    owners = {one.folder: Relocation(one.folder, after[key].folder) for key, one in before.items() if key in after}
    gone = {one.folder for key, one in before.items() if key not in after}
    files: dict[ProjectPath, Relocation] = {}
    for one, _ in moved:
        for path, _ in edit.files.fs.walk(one.folder):
            folder = path.parent
            while folder not in owners and folder not in gone:
                folder = folder.parent
            if folder in owners and owners[folder].old != owners[folder].new:
                files[path] = owners[folder]
    return _move(edit, files)


def _move(edit: FilmEdit, files: dict[ProjectPath, Relocation]) -> Takes:
    takes: Takes = []
    root = edit.files.fs.root
    targets = {path: relocation.path(path) for path, relocation in files.items()}
    contents = {path: edit.files.fs.read_bytes(path) for path in files if is_sidecar(path)}
    in_the_way = {target for target in targets.values() if os.path.lexists(root / target)}
    copied = {path for path, target in targets.items() if target in in_the_way or path in in_the_way} - contents.keys()
    for path in files.keys() - contents.keys() - copied:
        edit.files.move(path, targets[path])
    for path in contents.keys() | copied:
        edit.files.remove(path)
    for path in copied:
        edit.files.adopt(targets[path], root / path)
    for path, content in contents.items():
        said = files[path].content(targets[path], content)
        edit.files.write(targets[path], said)
        if isinstance(said, Take):
            takes.append((parse_record(Take, content, path), said))
    return takes


def can_go(path: str) -> bool:
    """Whether the studio may write a file of this name."""
    try:
        return bool(ProjectPath(path))
    except BadPath:
        return False
