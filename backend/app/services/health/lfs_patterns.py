"""The film's own rules of what goes to LFS, and the files that follow when a rule comes or goes: one commit."""

from __future__ import annotations

import fnmatch
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.lfs import (
    LARGE_FILE,
    LINE_END,
    OWN_TEXT,
    KeptInLfs,
    LfsCandidate,
    LfsPattern,
    LfsPlan,
    LfsState,
    as_line,
    as_shown,
    is_text,
    refuse_own_text,
    suggested,
)
from app.domain.paths import ProjectPath
from app.domain.project import RENDERS
from app.errors import Conflict, NotFound
from app.services.edits import ProjectEdit
from app.services.films.workspace import Workspace
from app.services.git import lfs
from app.services.git.repository import new_repository, open_repository
from app.services.git.safety import check_config
from app.services.project_fs import ProjectFS

ATTRIBUTES = ProjectPath(".gitattributes", studio=True)
MOST_LISTED = 100
MOST_EXAMPLES = 20
LARGEST_OUTSIDE = 32 * 2**20
"""A larger file is not taken out of LFS: Git would carry it in every copy of the film for ever."""
_LINE = re.compile(r'(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"#]\S*))(?P<rest>\s.*)')


class NoSuchPattern(NotFound):
    """The film has no such LFS pattern."""

    code = "no_such_pattern"


class LfsPatterns:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def state(self, project_id: str) -> LfsState:
        root = self._workspace.root(project_id)
        check_config(root)
        lines = _lines_in(_read(root))
        which = _which(lines)
        found = {line: [0, 0] for line in lines}
        missing, files, size = [], 0, 0
        takes_in: set[str] = set()
        repo = open_repository(root)
        for path, oid, length in lfs.pointers(repo):
            files, size = files + 1, size + length
            line = which(path)
            if line is not None:
                found[line][0] += 1
                found[line][1] += length
                if path.startswith(f"{RENDERS}/"):
                    takes_in.add(line)
            if not lfs.object_path(root, oid).exists():
                missing.append(path)
        candidates = sorted(_candidates(root), key=lambda one: (-one.bytes, one.path))
        return LfsState(
            patterns=[
                LfsPattern(
                    pattern=as_shown(line),
                    line=line,
                    files=found[line][0],
                    bytes=found[line][1],
                    kept="Takes are kept in LFS." if line in takes_in else None,
                )
                for line in lines
            ],
            files=files,
            bytes=size,
            missing=missing[:MOST_LISTED],
            missing_count=len(missing),
            candidates=candidates[:MOST_LISTED],
            candidate_count=len(candidates),
        )

    def plan(self, project_id: str, pattern: str) -> LfsPlan:
        """What `track` would do, or `untrack` where the film has the pattern. Raises `BadPattern`."""
        root = self._workspace.root(project_id)
        check_config(root)
        line, text = as_line(pattern), _read(root)
        tracked = line in _lines_in(text)
        moving = _moving(root, text, _without(text, line) if tracked else _with(text, line))
        return LfsPlan(
            pattern=as_shown(line),
            tracked=tracked,
            files=len(moving),
            bytes=sum(moving.values()),
            examples=[os.fsencode(path).decode(errors="replace") for path in sorted(moving)[:MOST_EXAMPLES]],
        )

    def track(self, project_id: str, pattern: str) -> bool:
        """Keep files of this pattern in LFS from now on; those that are there go along in the same commit.

        False when the film has the pattern already. Raises `BadPattern`, and `Conflict` when such a file is not as it
        was committed.
        """
        line = as_line(pattern)
        with self._workspace.edit(project_id, f"Keep {as_shown(line)} in LFS") as edit:
            root = edit.files.fs.root
            text = _read(root)
            if line in _lines_in(text):
                return False
            new = _with(text, line)
            with _rules(root, new) as goes_to_lfs:
                refuse_own_text([path for path in OWN_TEXT if goes_to_lfs(path)])
                moving = _moving(root, text, new)
                refuse_own_text([path for path in moving if is_text(path)])
            self._rewrite(edit.files, root, new, moving, in_lfs=True)
        return True

    def untrack(self, project_id: str, pattern: str) -> None:
        """Keep files of this pattern in Git itself from now on, those that are there too.

        Raises `NoSuchPattern`, `KeptInLfs`.
        """
        line = as_line(pattern)
        with self._workspace.edit(project_id, f"Keep {as_shown(line)} in LFS no longer") as edit:
            root = edit.files.fs.root
            text = _read(root)
            if line not in _lines_in(text):
                raise NoSuchPattern()
            new = _without(text, line)
            moving = _moving(root, text, new)
            for path, size in moving.items():
                if path.startswith(f"{RENDERS}/"):
                    raise KeptInLfs("Takes are kept in LFS, and some are of this pattern.")
                if size > LARGEST_OUTSIDE:
                    raise KeptInLfs(f"{path} is too large to be kept in Git itself.")
            self._rewrite(edit.files, root, new, moving, in_lfs=False)

    def _rewrite(self, files: ProjectEdit, root: Path, text: str, moving: dict[str, int], *, in_lfs: bool) -> None:
        repo = open_repository(root)
        for path in moving:
            if not (root / path).is_file() or not lfs.is_as_committed(repo, path):
                raise Conflict(f"{path} was changed by another program; take that into the film's history first.")
            files.stage_again(ProjectPath(path, studio=True), in_lfs=in_lfs)
        files.write(ATTRIBUTES, text.encode())


def _read(root: Path) -> str:
    fs = ProjectFS(root)
    return fs.read_bytes(ATTRIBUTES, 2**20).decode("utf-8", "replace") if fs.stat(ATTRIBUTES) is not None else ""


def _pattern_of(line: str) -> str | None:
    """The pattern of a line that sends files to LFS."""
    match = _LINE.match(line)
    if match is None or "filter=lfs" not in match["rest"].split():
        return None
    return match["quoted"] if match["quoted"] is not None else match["plain"]


def _lines_in(text: str) -> list[str]:
    return list(dict.fromkeys(p for line in text.splitlines() if (p := _pattern_of(line)) is not None))


def _with(text: str, pattern: str) -> str:
    return f"{text}{'' if not text or text.endswith(chr(10)) else chr(10)}{pattern} {LINE_END}\n"


def _without(text: str, pattern: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if _pattern_of(line) != pattern)


def _which(lines: list[str]) -> Callable[[str], str | None]:
    """Which line is the one that sends a path to LFS; the last one counts."""
    endings = {as_shown(line)[2:]: line for line in lines if re.fullmatch(r"\*\.[a-z0-9_-]+", as_shown(line))}
    others = [(line, re.compile(fnmatch.translate(line))) for line in lines if line not in endings.values()]

    def which(path: str) -> str | None:
        name = path.rpartition("/")[2]
        for line, form in reversed(others):
            if form.match(path if "/" in line else name):
                return line
        return endings.get(name.rpartition(".")[2].lower())

    return which


@contextmanager
def _rules(root: Path, text: str) -> Iterator[Callable[[str], bool]]:
    """What Git makes of the film's rules with this text in place of its `.gitattributes`."""
    with tempfile.TemporaryDirectory(prefix="auteur-rules-") as folder:
        trial = new_repository(Path(folder))
        (Path(folder) / ATTRIBUTES).write_text(text)
        for path in _deeper_attributes(root):
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_bytes(ProjectFS(root).read_bytes(ProjectPath(path, studio=True), 2**20))
        yield lambda path: bool(trial.get_attr(os.fsencode(path), "filter") == "lfs")


def _deeper_attributes(root: Path) -> list[str]:
    deeper = (path for path, _ in lfs.committed(open_repository(root)) if path.endswith(f"/{ATTRIBUTES}"))
    return [path for path in deeper if (root / path).is_file()]


def _moving(root: Path, before: str, after: str) -> dict[str, int]:
    """The committed files whose place changes with the rules, and their sizes."""
    repo = open_repository(root)
    moving: dict[str, int] = {}
    with _rules(root, before) as was_in_lfs, _rules(root, after) as goes_to_lfs:
        for path, blob in lfs.committed(repo):
            if goes_to_lfs(path) != was_in_lfs(path):
                pointer = lfs.parse_pointer(blob.data) if blob.size < lfs.POINTER_LIMIT else None
                if (pointer is None) == goes_to_lfs(path):
                    moving[path] = pointer[1] if pointer else blob.size
    return moving


def _candidates(root: Path) -> Iterator[LfsCandidate]:
    """Large files of the folder, committed or not, that the rules keep out of LFS."""
    repo = open_repository(root)
    tracking = lfs.Tracking(repo)
    for path, stat in ProjectFS(root).walk(ProjectPath("")):
        if stat.size < LARGE_FILE or repo.path_is_ignored(path):
            continue
        if not tracking(path):
            yield LfsCandidate(path=path, bytes=stat.size, pattern=suggested(path))
