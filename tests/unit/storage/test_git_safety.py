"""Opening somebody else's film runs nothing of theirs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from app.domain.paths import ProjectPath
from app.errors import BrokenProject, UnsafeRepository
from app.services.git import repository as git

AUTHOR = git.Author("Mara", "mara@film.local")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "Film"
    git.create_repository(root, {ProjectPath("project.json"): b"{}\n"}, "Create the film", AUTHOR)
    return root


def configure(root: Path, key: str, value: str) -> None:
    subprocess.run(["git", "-C", str(root), "config", key, value], check=True)


def test_our_own_settings_and_ordinary_ones_are_accepted(root: Path) -> None:
    for key, value in (
        ("user.name", "Tom"), ("remote.origin.url", "https://example.org/film.git"),
        ("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"), ("branch.main.remote", "origin"),
        ("pull.rebase", "true"),
    ):  # fmt: skip
        configure(root, key, value)
    git.check_config(root)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("core.fsmonitor", "touch /tmp/run"), ("core.hooksPath", "hooks"), ("core.sshCommand", "sh -c x"),
        ("core.editor", "x"), ("core.pager", "x"), ("core.attributesFile", "x"), ("core.worktree", "/"),
        ("filter.evil.clean", "x"), ("filter.lfs.clean", "sh -c x"), ("filter.lfs.process", "x"),
        ("diff.external", "x"), ("diff.png.textconv", "x"), ("merge.x.driver", "x"), ("gpg.program", "x"),
        ("commit.gpgSign", "true"), ("alias.status", "!x"), ("include.path", "/tmp/x"), ("protocol.ext.allow", "always"),
        ("remote.origin.url", "ext::sh -c x"), ("remote.origin.uploadpack", "x"), ("credential.helper", "!x"),
        ("remote.origin.url", "--upload-pack=x"), ("lfs.url", "ext::x"), ("url.x.insteadOf", "y"),
    ],
)  # fmt: skip
def test_a_setting_that_could_run_a_program_is_refused(root: Path, key: str, value: str) -> None:
    configure(root, key, value)
    with pytest.raises(UnsafeRepository):
        git.check_config(root)


def test_a_folder_whose_git_is_a_link_or_a_file_is_no_film(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "Other"
    other.mkdir()
    (other / ".git").symlink_to(root / ".git")
    with pytest.raises(BrokenProject):
        git.open_repository(other)
    (other / ".git").unlink()
    (other / ".git").write_text(f"gitdir: {root}/.git\n")
    with pytest.raises(BrokenProject):
        git.open_repository(other)


def test_the_diary_is_read_newest_first(root: Path) -> None:
    subprocess.run(
        [
            "git",
            "-C",
            str(root),
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@t",
            "commit",
            "-q",
            "--allow-empty",
            "-m",
            "Second",
        ],
        check=True,
    )
    assert [commit.message for commit in git.log(root)] == ["Second", "Create the film"]
    assert [commit.message for commit in git.log(root, limit=1, skip=1)] == ["Create the film"]
    assert git.status(root).clean


@pytest.mark.parametrize("name", ["a.png", "A.PNG", "x/y/clip.Mp4", "model.safetensors"])
def test_media_in_any_case_goes_to_lfs_and_text_does_not(root: Path, name: str) -> None:
    import pygit2

    from app.services.git import lfs

    repo = pygit2.Repository(str(root))
    assert lfs.is_tracked(repo, name)
    assert not lfs.is_tracked(repo, "shot.json")
