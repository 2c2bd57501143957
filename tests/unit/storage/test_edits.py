"""The one edit: all of it or none, whatever happens in between; with real Git and git-lfs as judges."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.domain.events import Event
from app.domain.paths import ProjectPath as P
from app.errors import Busy, DiskFull, NameTaken
from app.services import git, lfs
from app.services.edits import PointerText, journal, open_edit, recover
from app.services.integrity import verify_film

AUTHOR = git.Author("Mara", "mara@film.local")
SHOT = "03_Renders/Chapter_01/Scene_01/Shot_01"
HAS_LFS = shutil.which("git-lfs") is not None


def run(root: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True, text=True).stdout.strip()


def nobody(project_id: str, events: Sequence[Event]) -> None:
    return None


def a_film(folder: Path) -> Path:
    root = folder / "Film"
    git.create_repository(root, {P("project.json"): b'{"n": 0}\n'}, "Create the film", AUTHOR)
    return root


def add_take(root: Path, source: Path, number: int) -> None:
    """What adopting a take does: media, sidecar and manifest in one edit."""
    with open_edit(root, "p", f"Add take {number}", author=AUTHOR, publish=nobody, wait=30) as edit:
        stored = edit.adopt(P(f"{SHOT}/take{number:02d}.png"), source)
        edit.write(P(f"{SHOT}/take{number:02d}.json"), {"sha256": stored.sha256})
        edit.write(P("project.json"), {"n": json.loads(edit.read_bytes(P("project.json")))["n"] + 1})


def assert_healthy(root: Path) -> None:
    assert run(root, "status", "--porcelain") == ""
    assert run(root, "fsck", "--no-dangling") == ""
    assert verify_film(root, "p").damage == []
    if HAS_LFS:
        assert "OK" in run(root, "lfs", "fsck")
    assert not any((root / ".git" / "auteur" / "edits").glob("*"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return a_film(tmp_path)


@pytest.fixture
def media(tmp_path: Path) -> Path:
    path = tmp_path / "frame.png"
    path.write_bytes(os.urandom(50_000))
    return path


def test_a_change_is_one_commit_with_its_sentence_and_a_clean_tree(root: Path, media: Path) -> None:
    add_take(root, media, 1)
    assert_healthy(root)
    assert run(root, "log", "--format=%s|%an") == "Add take 1|Mara\nCreate the film|Mara"
    assert run(root, "show", f"HEAD:{SHOT}/take01.png").startswith("version https://git-lfs")
    assert (root / SHOT / "take01.png").read_bytes() == media.read_bytes()


def test_the_stored_object_is_a_copy_so_overwriting_the_file_leaves_history_whole(root: Path, media: Path) -> None:
    add_take(root, media, 1)
    with (root / SHOT / "take01.png").open("r+b") as picture:
        picture.write(b"overwritten by another program")
    assert verify_film(root, "p").damage == []


def test_raising_leaves_no_trace(root: Path, media: Path) -> None:
    head = run(root, "rev-parse", "HEAD")
    with pytest.raises(RuntimeError), open_edit(root, "p", "Half", author=AUTHOR, publish=nobody) as edit:
        edit.adopt(P(f"{SHOT}/take01.png"), media)
        edit.write(P("project.json"), {"n": 9})
        raise RuntimeError("something went wrong")
    assert run(root, "rev-parse", "HEAD") == head
    assert not (root / SHOT).exists()
    assert_healthy(root)


def test_a_change_of_nothing_makes_no_commit(root: Path) -> None:
    with open_edit(root, "p", "Nothing", author=AUTHOR, publish=nobody) as edit:
        edit.write(P("project.json"), b'{"n": 0}\n')
    assert edit.commit is None
    assert run(root, "log", "--format=%s") == "Create the film"


def test_events_are_told_after_the_commit_and_not_at_all_when_it_failed(root: Path) -> None:
    told: list[tuple[str, str]] = []

    def listen(project_id: str, events: Sequence[Event]) -> None:
        told.extend((getattr(event, "type", ""), run(root, "log", "-1", "--format=%s")) for event in events)

    with open_edit(root, "p", "Tell", author=AUTHOR, publish=listen) as edit:
        edit.write(P("notes.json"), {"a": 1})
    assert told == [("history_changed", "Tell")]
    with pytest.raises(KeyError), open_edit(root, "p", "Fail", author=AUTHOR, publish=listen):
        raise KeyError
    assert len(told) == 1


def crash(root: Path, media: Path, die_at: int) -> int:
    """Add a take in a child that is killed at one of its steps (0: at none). Returns how many steps it came to."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        taken = 0

        def reached(name: str) -> None:
            nonlocal taken
            taken += 1
            if taken == die_at:
                os.write(tell, str(taken).encode())
                os.kill(os.getpid(), signal.SIGKILL)

        def counted(owner: Any, name: str) -> None:
            real = getattr(owner, name)

            def wrapped(*args: Any, **kwargs: Any) -> Any:
                reached(name)
                return real(*args, **kwargs)

            setattr(owner, name, wrapped)

        journal.reached = reached
        for owner, name in ((os, "replace"), (os, "unlink"), (journal, "flush"), (shutil, "rmtree")):
            counted(owner, name)
        try:
            add_take(root, media, 1)
            os.write(tell, str(taken).encode())
        finally:
            os._exit(0)
    os.close(tell)
    _, status = os.waitpid(child, 0)
    with os.fdopen(told) as steps:
        count = int(steps.read() or "0")
    assert os.WIFSIGNALED(status) == (die_at != 0 and count == die_at)
    return count


def test_a_kill_between_any_two_steps_leaves_the_whole_edit_or_none(tmp_path: Path, media: Path) -> None:
    steps = crash(a_film(tmp_path / "whole"), media, 0)
    assert steps > 20
    outcomes = set()
    for die_at in range(1, steps + 1):
        root = a_film(tmp_path / str(die_at))
        assert crash(root, media, die_at) == die_at
        recover(root)
        assert_healthy(root)
        count = json.loads((root / "project.json").read_text())["n"]
        files = sorted(p.name for p in (root / SHOT).glob("*")) if (root / SHOT).exists() else []
        assert (count, files) in ((0, []), (1, ["take01.json", "take01.png"])), f"step {die_at}"
        assert len(run(root, "log", "--format=%h").splitlines()) == 1 + count
        add_take(root, media, 2)  # and the film goes on
        assert_healthy(root)
        outcomes.add(count)
    assert outcomes == {0, 1}


def _add_many(root: str, media: str, worker: int) -> None:
    for n in range(5):
        add_take(Path(root), Path(media), worker * 10 + n)


def test_eight_processes_at_once_lose_nothing(root: Path, media: Path) -> None:
    with ProcessPoolExecutor(8) as pool:
        list(pool.map(_add_many, [str(root)] * 8, [str(media)] * 8, range(8)))
    assert json.loads((root / "project.json").read_text())["n"] == 40
    assert len(list((root / SHOT).glob("*.png"))) == 40
    assert len(run(root, "log", "--format=%h").splitlines()) == 41
    assert_healthy(root)


def test_what_somebody_committed_staged_or_wrote_by_hand_stays(root: Path, media: Path) -> None:
    (root / "theirs.txt").write_text("committed\n")
    run(root, "add", "theirs.txt")
    run(root, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", "By hand")
    (root / "staged.txt").write_text("staged\n")
    run(root, "add", "staged.txt")
    (root / "loose.txt").write_text("loose\n")
    add_take(root, media, 1)
    assert run(root, "log", "--format=%s").splitlines()[:2] == ["Add take 1", "By hand"]
    assert run(root, "status", "--porcelain").splitlines() == ["A  staged.txt", "?? loose.txt"]
    assert run(root, "show", "HEAD:theirs.txt") == "committed"


def test_a_commit_made_by_hand_after_a_crash_is_built_upon(tmp_path: Path, media: Path) -> None:
    root = a_film(tmp_path)
    die_at = next(n for n in range(1, 60) if _journal_left(a_film(tmp_path / f"try{n}"), media, n))
    crash(root, media, die_at)
    for lock in (root / ".git").rglob("*.lock"):
        lock.unlink()  # as Git advises after a crash
    run(root, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "--allow-empty", "-m", "By hand")
    assert recover(root)
    assert run(root, "log", "--format=%s").splitlines() == ["Add take 1", "By hand", "Create the film"]
    assert_healthy(root)


def _journal_left(root: Path, media: Path, die_at: int) -> bool:
    crash(root, media, die_at)
    moved = run(root, "log", "--format=%s").splitlines()[0] == "Add take 1"
    return any((root / ".git" / "auteur" / "edits").glob("*/journal.json")) and not moved


def test_removing_a_folder_keeps_files_that_were_never_committed(root: Path, media: Path) -> None:
    add_take(root, media, 1)
    (root / SHOT / "sketch.txt").write_text("mine")
    with open_edit(root, "p", "Delete the shot", author=AUTHOR, publish=nobody) as edit:
        edit.remove(P(SHOT))
        assert not edit.exists(P(f"{SHOT}/take01.png"))
    assert [p.name for p in (root / SHOT).iterdir()] == ["sketch.txt"]
    assert run(root, "ls-files", SHOT) == ""


def test_removing_a_folder_keeps_what_was_changed_since_its_commit(root: Path, media: Path) -> None:
    add_take(root, media, 1)
    (root / SHOT / "take01.json").write_text("edited by hand")
    with open_edit(root, "p", "Delete the shot", author=AUTHOR, publish=nobody) as edit:
        edit.remove(P(SHOT))
    assert [p.read_text() for p in (root / SHOT).iterdir()] == ["edited by hand"]
    assert run(root, "ls-files", SHOT) == ""


def test_git_status_need_not_read_what_the_studio_has_just_written(root: Path, media: Path) -> None:
    add_take(root, media, 1)
    listed = run(root, "ls-files", "--debug", f"{SHOT}/take01.png")
    stat = (root / SHOT / "take01.png").stat()
    assert f"mtime: {stat.st_mtime_ns // 10**9}:{stat.st_mtime_ns % 10**9}" in listed
    assert f"size: {stat.st_size}" in listed
    assert f"ino: {stat.st_ino}" in listed


def _old(lock: Path) -> Path:
    lock.touch()
    os.utime(lock, (1, 1))
    return lock


@pytest.mark.parametrize("name", ["index.lock", "refs/heads/main.lock"])
def test_a_lock_that_a_dead_git_left_is_moved_aside(root: Path, media: Path, name: str) -> None:
    lock = _old(root / ".git" / name)
    add_take(root, media, 1)
    assert not lock.exists()
    assert [p.name.startswith(lock.name) for p in (root / ".git" / "auteur" / "stale").iterdir()] == [True]
    assert_healthy(root)


def test_a_lock_of_a_living_program_is_never_touched_however_old(root: Path, tmp_path: Path) -> None:
    """Once it is one that has the lock open, once a Git program that waits for its editor, as `git commit` does."""
    lock = _old(root / ".git" / "index.lock")
    with lock.open(), pytest.raises(Busy), open_edit(root, "p", "x", author=AUTHOR, publish=nobody, wait=0.1) as edit:
        edit.write(P("a.json"), {})
    lock.unlink()
    gate, editor = tmp_path / "gate", tmp_path / "editor.sh"
    os.mkfifo(gate)
    editor.write_text(f"#!/bin/sh\nread line <{gate}; exit 1\n")
    editor.chmod(0o755)
    me = {"GIT_EDITOR": str(editor), "GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t"}
    me |= {"GIT_COMMITTER_NAME": "t", "GIT_COMMITTER_EMAIL": "t"}
    commit = subprocess.Popen(["git", "-C", str(root), "commit", "-a", "--allow-empty"], env={**os.environ, **me})
    try:
        while not lock.exists():
            assert commit.poll() is None
        os.utime(lock, (1, 1))
        with pytest.raises(Busy), open_edit(root, "p", "x", author=AUTHOR, publish=nobody, wait=0.1) as edit:
            edit.write(P("a.json"), {})
        assert lock.exists()
    finally:
        gate.write_text("leave\n")
        commit.wait(10)
    assert_healthy(root)


def test_the_text_of_a_pointer_is_not_taken_for_media(root: Path, tmp_path: Path) -> None:
    fake = tmp_path / "fake.png"
    fake.write_bytes(lfs.pointer("0" * 64, 12))
    with pytest.raises(PointerText), open_edit(root, "p", "Fake", author=AUTHOR, publish=nobody) as edit:
        edit.adopt(P(f"{SHOT}/take01.png"), fake)
    assert_healthy(root)


def test_links_are_never_adopted_or_followed(root: Path, tmp_path: Path, media: Path) -> None:
    from app.errors import BadPath

    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (tmp_path / "link.png").symlink_to(secret)
    with pytest.raises(BadPath), open_edit(root, "p", "Link", author=AUTHOR, publish=nobody) as edit:
        edit.adopt(P(f"{SHOT}/take01.png"), tmp_path / "link.png")
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "03_Renders").symlink_to(outside)
    with pytest.raises(BadPath):
        add_take(root, media, 1)
    assert list(outside.iterdir()) == []


def test_a_taken_name_and_its_twin_in_another_case_are_refused(root: Path, media: Path) -> None:
    add_take(root, media, 1)
    for name in ("take01.png", "Take01.PNG"):
        with pytest.raises(NameTaken), open_edit(root, "p", "Twin", author=AUTHOR, publish=nobody) as edit:
            edit.adopt(P(f"{SHOT}/{name}"), media)


def test_a_film_that_somebody_else_holds_is_busy_and_a_held_index_too(root: Path, media: Path) -> None:
    with (
        open_edit(root, "p", "Mine", author=AUTHOR, publish=nobody),
        pytest.raises(Busy),
        open_edit(root, "p", "Theirs", author=AUTHOR, publish=nobody, wait=0.1),
    ):
        pass
    for name in ("index.lock", "refs/heads/main.lock"):
        with (root / ".git" / name).open("w"):
            with pytest.raises(Busy), open_edit(root, "p", "Held", author=AUTHOR, publish=nobody, wait=0.1) as edit:
                edit.write(P("a.json"), {})
            (root / ".git" / name).unlink()
        assert_healthy(root)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_full_disk_changes_nothing_and_says_so(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], check=False).returncode != 0:
        pytest.skip("this machine lets nobody mount")
    try:
        root = a_film(disk)
        big = tmp_path / "big.png"
        big.write_bytes(os.urandom(4_000_000))
        with pytest.raises(DiskFull):
            add_take(root, big, 1)
        assert_healthy(root)
        small = tmp_path / "small.png"
        small.write_bytes(os.urandom(1000))
        add_take(root, small, 1)
        assert_healthy(root)
    finally:
        subprocess.run(["umount", str(disk)], check=True)
