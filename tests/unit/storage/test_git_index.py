"""The index with other entries is what Git itself would have made of it."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pygit2
import pytest

from app.services.git import index as git_index
from app.services.git import lfs
from app.services.git.index import prepare_index
from app.services.git.objects import Changes

FILE = 0o100644


def git(root: Path, *words: str, **more: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), "-c", "user.name=t", "-c", "user.email=t@t", *words],
        check=True, capture_output=True, text=True, env={**os.environ, **more},
    )  # fmt: skip
    return done.stdout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    for name in ("a.txt", "a-b.txt", "a/b.txt", "a/é.txt", f"long/{'x' * 200}/{'y' * 200}.txt", "z.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    return tmp_path


def blob(root: Path, text: str) -> str:
    return str(pygit2.Repository(str(root)).create_blob(text.encode()))


def entries(root: Path, index: Path) -> list[str]:
    return git(root, "ls-files", "--stage", "-z", GIT_INDEX_FILE=str(index)).split("\0")


def spliced_and_by_libgit2(
    root: Path, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[str], list[str]]:
    ours, theirs = root / ".git" / "ours", root / ".git" / "theirs"
    prepare_index(root, changes, ours)
    with monkeypatch.context() as patch:
        patch.setattr(git_index, "_spliced", lambda content, changes: None)
        prepare_index(root, changes, theirs)
    git(root, "status", GIT_INDEX_FILE=str(ours))
    return entries(root, ours), entries(root, theirs)


def test_where_entries_begin_is_remembered_as_a_walk_would_find_it(root: Path) -> None:
    """One edit after another, as in a film's life: each builds on what the one before remembered."""
    new, index, draw = blob(root, "new"), root / ".git" / "index", random.Random(3)
    names = ["a.txt", "a/b.txt", "a/c.txt", "b.txt", "m/n/o.png", "z.txt", "é.txt"]
    for _ in range(40):
        (root / "a").mkdir(exist_ok=True)
        changes: Changes = {
            name: (new, FILE) if draw.random() < 0.6 else None for name in draw.sample(names, draw.randint(1, 4))
        }
        prepare_index(root, changes, root / ".git" / "next")
        git_index.note_files(root, changes, root / ".git" / "next")
        os.replace(root / ".git" / "next", index)
        content = index.read_bytes()
        remembered = git_index._known_starts.get(content[-20:])
        git_index._known_starts.clear()
        assert remembered is not None and remembered == git_index._starts(content)
        git_index._known_starts.put(content[-20:], remembered)


def test_entries_come_change_and_go_wherever_they_stand(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = blob(root, "new")
    names = [
        "a.txt",
        "a-b.txt",
        "a/b.txt",
        "a/aa.txt",
        "a0.txt",
        "zz.txt",
        "A.txt",
        "z.txt",
        "ü/ä.txt",
        f"{'n' * 4100}.txt",
    ]
    draw = random.Random(7)
    for _ in range(60):
        chosen = draw.sample(names, draw.randint(1, 5))
        changes: Changes = {name: (new, FILE) if draw.random() < 0.6 else None for name in chosen}
        ours, theirs = spliced_and_by_libgit2(root, changes, monkeypatch)
        assert ours == theirs


def test_what_was_marked_by_hand_stays_marked(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(root, "update-index", "--skip-worktree", "a/b.txt")
    (root / "later.txt").touch()
    git(root, "add", "--intent-to-add", "later.txt")
    assert (root / ".git" / "index").read_bytes()[7] == 3
    ours, theirs = spliced_and_by_libgit2(root, {"b.txt": (blob(root, "b"), FILE)}, monkeypatch)
    assert ours == theirs
    assert "S a/b.txt" in git(root, "ls-files", "-v", GIT_INDEX_FILE=str(root / ".git" / "ours"))


def test_a_conflict_is_settled_by_the_change(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(root, "checkout", "-q", "-b", "other")
    (root / "a.txt").write_text("theirs")
    git(root, "commit", "-q", "-a", "-m", "theirs")
    git(root, "checkout", "-q", "-")
    (root / "a.txt").write_text("mine")
    git(root, "commit", "-q", "-a", "-m", "mine")
    with pytest.raises(subprocess.CalledProcessError):
        git(root, "merge", "-q", "other")
    assert " 3\ta.txt" in git(root, "ls-files", "-u")
    ours, _ = spliced_and_by_libgit2(root, {"a.txt": (blob(root, "settled"), FILE)}, monkeypatch)
    assert [line for line in ours if line.endswith("\ta.txt")] == [f"{FILE:o} {blob(root, 'settled')} 0\ta.txt"]


def test_an_index_of_another_kind_is_left_to_libgit2(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(root, "update-index", "--index-version", "4")
    ours, theirs = spliced_and_by_libgit2(root, {"b.txt": (blob(root, "b"), FILE)}, monkeypatch)
    assert ours == theirs and any(line.endswith("\tb.txt") for line in ours)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # pygit2 tidies up what it did not open
def test_a_torn_index_is_an_error_and_not_another_index(root: Path) -> None:
    whole = (root / ".git" / "index").read_bytes()
    flipped = whole[:80] + bytes([whole[80] ^ 1]) + whole[81:]
    for n, torn in enumerate([b"", whole[:11], whole[:40], whole[:90], whole[: len(whole) // 2], whole[:-1], flipped]):
        (root / ".git" / "index").write_bytes(torn)
        with pytest.raises(pygit2.GitError):
            prepare_index(root, {"b.txt": (blob(root, "b"), FILE)}, root / ".git" / f"torn-{n}")


def test_only_the_films_own_media_go_to_lfs_as_git_itself_sees_it(root: Path) -> None:
    (root / ".gitattributes").write_bytes(lfs.attributes())
    repo = pygit2.Repository(str(root))
    names = [
        "x.png", "a/x.PnG", "a/.png", "png", "a/x.png.json", "x.jpeg2", "a.b/c", "x.ﬁt", "x.mp4", "é/ü.WAV", "a/x.", "x.ſtl",
    ]  # fmt: skip

    def as_git_sees() -> list[bool]:
        said = git(root, "check-attr", "-z", "filter", "--", *names).split("\0")
        return [value == "lfs" for value in said[2::3]]

    assert [lfs.is_tracked(repo, name) for name in names] == as_git_sees()
    (root / "a" / ".gitattributes").write_text("*.png -filter\n*.json filter=lfs\n")
    assert [lfs.is_tracked(repo, name) for name in names] == as_git_sees()
    (root / ".gitattributes").write_text("png filter=lfs\n")
    assert [lfs.is_tracked(repo, name) for name in names] == as_git_sees()
