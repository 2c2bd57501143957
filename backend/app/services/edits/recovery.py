"""Making good what a crash left in a film: a decided edit is finished, any other one never was."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import structlog
from pygit2 import GitError, Repository

from app.domain.paths import ProjectPath
from app.errors import BrokenProject
from app.services.durable import flush
from app.services.edits.journal import BRANCH, FILE_MODES, INDEX, JOURNAL, apply, as_committed, changes_of, written
from app.services.git import repository as git
from app.services.git.index import note_files, prepare_index
from app.services.git.locks import clear_stale_locks, git_locked
from app.services.git.objects import Changes, NewObjects
from app.services.git.refs import HeldBranch, branch_held, reaches
from app.services.project_fs import ProjectFS

log = structlog.get_logger()

_STAGED_NAME = re.compile(r"\d+-[0-9a-f]{8}")


def recover_locked(root: Path, repo: Repository, author: git.Author, wait: float) -> bool:
    """Finish or discard what a crash left. The caller holds the film. True when there was something."""
    edits = root / ".git" / "auteur" / "edits"
    try:
        left = sorted(edits.iterdir())
    except FileNotFoundError:
        return False
    if not left:
        return False
    for staging in left:
        if staging.is_symlink() or not staging.is_dir():
            staging.unlink()
            continue
        journal = _journal_in(staging)
        if journal is not None:
            _check(journal)
            log.info("finishing an interrupted change", action="recover", message=journal["message"])
            with git_locked(root / ".git" / "index.lock", wait), branch_held(root, repo, wait) as branch:
                _finish(ProjectFS(root), repo, staging, journal, branch, author)
        shutil.rmtree(staging, ignore_errors=True)
    clear_stale_locks(root)
    return True


def _journal_in(staging: Path) -> Any:
    try:
        return json.loads((staging / JOURNAL).read_bytes())
    except (OSError, ValueError):
        return None


def _finish(
    fs: ProjectFS, repo: Repository, staging: Path, journal: dict[str, Any], branch: HeldBranch, author: git.Author
) -> None:
    root, changes = fs.root, changes_of(journal)
    _prepare_index(root, changes, staging)
    here = branch.before
    if journal["commit"] != journal["parent"] and reaches(repo, journal["ref"], journal["commit"]):
        # The branch moved last of all. What came later must not be undone; only the index may have been lost.
        if here.commit == journal["commit"]:
            note_files(root, changes, staging / INDEX)
            flush([staging / INDEX])
            os.replace(staging / INDEX, root / ".git" / "index")
        return
    if here.commit != journal["parent"]:
        # Somebody committed or switched branches meanwhile: the same change, on top of theirs.
        objects = NewObjects()
        commit = git.make_commit(objects, repo, changes, journal["message"], author, journal["trailers"])
        flush(objects.write(root, staging))
        flush(objects.publish(root, staging))
        journal = {**journal, "commit": commit}
    flush([written(staging / BRANCH, f"{journal['commit']}\n")])
    apply(fs, staging, journal, branch, author)


def _prepare_index(root: Path, changes: Changes, staging: Path) -> None:
    """Anew: what was prepared may be half written, and somebody may have staged more since."""
    (staging / INDEX).unlink(missing_ok=True)
    try:
        prepare_index(root, changes, staging / INDEX)
    except GitError as error:
        raise BrokenProject(f"The film's Git index cannot be read: {error}.") from error


def _check(journal: Any) -> None:
    """A journal that the studio did not write must not lead it anywhere."""
    try:
        hexes = [journal["commit"], journal["parent"] or journal["commit"]]
        hexes += [change[0] for change in journal["changes"].values() if change]
        fine = (
            all(re.fullmatch(r"[0-9a-f]{40}", oid) for oid in hexes)
            and all(_STAGED_NAME.fullmatch(name) for name, _ in journal["files"])
            and all(change is None or change[1] in FILE_MODES for change in journal["changes"].values())
            and {path for _, path in (*journal["files"], *journal.get("moves", []))} <= set(journal["changes"])
            and set(journal["kept"]) <= set(journal["changes"])
            and isinstance(journal["message"], str)
            and isinstance(journal["trailers"], dict)
            and (journal["ref"] == "HEAD" or bool(re.fullmatch(r"refs/heads/[\w./-]+", journal["ref"])))
            and ".." not in journal["ref"]
        )
        for path, change in journal["changes"].items():
            ProjectPath(path, studio=True) if change else as_committed(path)
        for source, target in journal.get("moves", []):
            as_committed(source), ProjectPath(target, studio=True)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        fine = False
    if not fine:
        raise BrokenProject("The film holds an unfinished change that the studio did not write (.git/auteur/edits).")
