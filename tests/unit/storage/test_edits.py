"""The one edit: all of it or none, whatever happens in between; with real Git and git-lfs as judges."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.domain.events import Event
from app.domain.paths import ProjectPath as P
from app.errors import Busy, DiskFull, FileMissing, NameTaken
from app.services.edits import PointerText, journal, open_edit, recover
from app.services.git import lfs
from app.services.git import repository as git
from app.services.health.integrity import verify_film

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


def crash(change: Callable[[], None], die_at: int, only: str = "") -> int:
    """Make a change in a child that is killed at one of its steps (0: at none). Returns how many steps it came to.

    With `only`, no steps but those of that name are counted.
    """
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        taken = 0

        def reached(name: str) -> None:
            nonlocal taken
            taken += name == only or not only
            if taken == die_at and die_at:
                os.write(tell, str(taken).encode())
                os.kill(os.getpid(), signal.SIGKILL)

        def counted(owner: Any, name: str) -> None:
            real = getattr(owner, name)

            def wrapped(*args: Any, **kwargs: Any) -> Any:
                reached(name)
                return real(*args, **kwargs)

            setattr(owner, name, wrapped)

        journal.reached = reached
        steps = ((os, "replace"), (os, "rename"), (os, "unlink"), (os, "rmdir"), (journal, "flush"), (shutil, "rmtree"))
        for owner, name in steps:
            counted(owner, name)
        try:
            change()
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
    whole = a_film(tmp_path / "whole")
    steps = crash(lambda: add_take(whole, media, 1), 0)
    assert steps > 20
    outcomes = set()
    for die_at in range(1, steps + 1):
        root = a_film(tmp_path / str(die_at))
        assert crash(lambda film=root: add_take(film, media, 1), die_at) == die_at
        recover(root)
        assert_healthy(root)
        count = json.loads((root / "project.json").read_text())["n"]
        files = sorted(p.name for p in (root / SHOT).glob("*")) if (root / SHOT).exists() else []
        assert (count, files) in ((0, []), (1, ["take01.json", "take01.png"])), f"step {die_at}"
        assert len(run(root, "log", "--format=%h").splitlines()) == 1 + count
        add_take(root, media, 2)  # and the film goes on
        assert run(root, "status", "--porcelain") == ""
        outcomes.add(count)
    assert outcomes == {0, 1}


OTHER_SHOT = "03_Renders/Chapter_01/Scene_02/Shot_01"


def move_shot(root: Path) -> None:
    """What moving a shot does: media under another name, a sidecar that says where it is now, and the manifest."""
    with open_edit(root, "p", "Move the shot", author=AUTHOR, publish=nobody, wait=30) as edit:
        edit.move(P(f"{SHOT}/notes/light.txt"), P(f"{OTHER_SHOT}/notes/light.txt"))
        edit.move(P(f"{SHOT}/take01.png"), P(f"{OTHER_SHOT}/moved01.png"))
        edit.write(P(f"{OTHER_SHOT}/moved01.json"), {"moved": 1})
        edit.remove(P(SHOT))
        edit.write(P("project.json"), {"n": 9})


def a_shot_to_move(folder: Path, media: Path) -> Path:
    root = a_film(folder)
    with open_edit(root, "p", "Add a take and notes", author=AUTHOR, publish=nobody) as edit:
        edit.adopt(P(f"{SHOT}/take01.png"), media)
        edit.write(P(f"{SHOT}/take01.json"), {})
        edit.write(P(f"{SHOT}/notes/light.txt"), b"key left\n")
    return root


def files_in(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in (root / "03_Renders").rglob("*") if path.is_file()
    }


def test_a_move_killed_between_any_two_steps_has_happened_or_not(tmp_path: Path, media: Path) -> None:
    first = a_shot_to_move(tmp_path / "first", media)
    before = files_in(first)
    steps = crash(lambda: move_shot(first), 0)
    after = files_in(first)
    assert sorted(before) == [f"{SHOT}/{name}" for name in ("notes/light.txt", "take01.json", "take01.png")]
    assert sorted(after) == [f"{OTHER_SHOT}/{name}" for name in ("moved01.json", "moved01.png", "notes/light.txt")]
    assert_healthy(first)
    outcomes = set()
    for die_at in range(1, steps + 1):
        root = a_shot_to_move(tmp_path / str(die_at), media)
        assert crash(lambda film=root: move_shot(film), die_at) == die_at
        recover(root)
        assert run(root, "status", "--porcelain") == ""
        assert verify_film(root, "p").damage == []
        moved = files_in(root) == after
        assert moved or files_in(root) == before, f"step {die_at}"
        assert (root / SHOT).exists() is not moved
        assert json.loads((root / "project.json").read_text())["n"] == (9 if moved else 0)
        outcomes.add(moved)
    assert outcomes == {True, False}


def test_a_file_that_moves_is_neither_copied_nor_stored_again(root: Path, media: Path) -> None:
    add_take(root, media, 1)
    picture = root / SHOT / "take01.png"
    was, blob = picture.stat(), run(root, "rev-parse", f"HEAD:{SHOT}/take01.png")
    stored = [path.stat() for path in (root / ".git" / "lfs").rglob("*") if path.is_file()]
    with open_edit(root, "p", "Move", author=AUTHOR, publish=nobody) as edit:
        edit.move(P(f"{SHOT}/take01.png"), P(f"{OTHER_SHOT}/take01.png"))
        assert edit.read_bytes(P(f"{OTHER_SHOT}/take01.png")) == media.read_bytes()
        assert not edit.exists(P(f"{SHOT}/take01.png"))
        assert [entry.name for entry in edit.list(P(OTHER_SHOT))] == ["take01.png"]
    now = (root / OTHER_SHOT / "take01.png").stat()
    assert (now.st_ino, now.st_mtime_ns) == (was.st_ino, was.st_mtime_ns)
    assert run(root, "rev-parse", f"HEAD:{OTHER_SHOT}/take01.png") == blob
    assert [path.stat() for path in (root / ".git" / "lfs").rglob("*") if path.is_file()] == stored
    assert_healthy(root)


def test_what_was_changed_or_added_by_hand_goes_along_and_is_committed(root: Path, media: Path) -> None:
    add_take(root, media, 1)
    (root / SHOT / "take01.png").write_bytes(b"painted over")
    (root / SHOT / "new.txt").write_text("not committed yet\n")
    with open_edit(root, "p", "Move", author=AUTHOR, publish=nobody) as edit:
        for name in ("take01.png", "take01.json", "new.txt"):
            edit.move(P(f"{SHOT}/{name}"), P(f"{OTHER_SHOT}/{name}"))
    assert not (root / SHOT).exists()
    assert (root / OTHER_SHOT / "take01.png").read_bytes() == b"painted over"
    assert run(root, "show", f"HEAD:{OTHER_SHOT}/new.txt") == "not committed yet"
    assert_healthy(root)


def test_a_file_moves_to_a_free_place_only(root: Path, media: Path) -> None:
    for n in (1, 2):
        add_take(root, media, n)
    with open_edit(root, "p", "Move", author=AUTHOR, publish=nobody) as edit:
        with pytest.raises(NameTaken):
            edit.move(P(f"{SHOT}/take01.png"), P(f"{SHOT}/take02.png"))
        with pytest.raises(FileMissing):
            edit.move(P(f"{SHOT}/take09.png"), P(f"{SHOT}/take10.png"))
        edit.move(P(f"{SHOT}/take01.png"), P(f"{SHOT}/between.png"))
        edit.move(P(f"{SHOT}/between.png"), P(f"{SHOT}/last.png"))
        with pytest.raises(NameTaken):
            edit.move(P(f"{SHOT}/take02.png"), P(f"{SHOT}/last.png"))
        edit.write(P(f"{SHOT}/take01.png"), b"in its stead")
    assert sorted(path.name for path in (root / SHOT).glob("*.png")) == ["last.png", "take01.png", "take02.png"]
    assert (root / SHOT / "take01.png").read_bytes() == b"in its stead"
    assert_healthy(root)


def test_a_recovered_move_never_replaces_what_came_to_its_place_meanwhile(tmp_path: Path, media: Path) -> None:
    root = a_shot_to_move(tmp_path, media)
    crash(lambda: move_shot(root), 2, "move")
    target = root / OTHER_SHOT / "moved01.png"
    assert (root / OTHER_SHOT / "notes" / "light.txt").exists() and not target.exists()
    target.write_bytes(b"mine")
    assert recover(root)
    assert target.read_bytes() == b"mine"
    assert (root / SHOT / "take01.png").read_bytes() == media.read_bytes()


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
    crash(lambda: add_take(root, media, 1), die_at)
    for lock in (root / ".git").rglob("*.lock"):
        lock.unlink()  # as Git advises after a crash
    run(root, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "--allow-empty", "-m", "By hand")
    assert recover(root)
    assert run(root, "log", "--format=%s").splitlines() == ["Add take 1", "By hand", "Create the film"]
    assert_healthy(root)


def _journal_left(root: Path, media: Path, die_at: int) -> bool:
    crash(lambda: add_take(root, media, 1), die_at)
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


def test_the_text_of_a_pointer_is_no_document_either(root: Path) -> None:
    text = lfs.pointer("0" * 64, 12)
    with pytest.raises(PointerText), open_edit(root, "p", "Fake", author=AUTHOR, publish=nobody) as edit:
        edit.write(P("02_Source_Creative/Treatments/fake.md"), text)
    assert not (root / "02_Source_Creative/Treatments/fake.md").exists()
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
