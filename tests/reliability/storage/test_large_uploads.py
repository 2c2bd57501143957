"""A large upload is copied for history while it comes in, so that the film is held only for a moment at its end."""

from __future__ import annotations

import os
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from app.container import Services, build_services
from app.domain.asset import NewAsset
from app.domain.project import Project
from app.errors import NameTaken
from app.services.git import lfs
from app.services.uploads import incoming as uploads
from app.services.uploads.partial import Resume
from builders import a_film, settings_for

STEP = 100_000
ID = "an-upload-of-mine-1"


@pytest.fixture
def services(tmp_path: Path, valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> Services:
    monkeypatch.setattr(uploads, "STEP_BYTES", STEP)
    services = build_services(settings_for(tmp_path / "Workspace", valkey_url))
    services.library.install()
    services.workspace.prepare()
    return services


class Shelf:
    def __init__(self, services: Services) -> None:
        self.services = services
        self.film: Project = a_film(services)
        self.asset = services.assets.add(self.film.id, NewAsset(category="locations", name="Harbour")).asset_id
        self.root = services.workspace.root(self.film.id)
        self.uploads = uploads.uploads_folder(self.root)

    def begin(self, name: str, resume: Resume | None = None) -> uploads.Upload:
        return self.services.asset_files.expect(self.film.id, self.asset, name, None, replace=False, resume=resume)

    def keep(self, name: str, upload: uploads.Upload) -> str:
        try:
            received = self.services.asset_files.receive(self.film.id, self.asset, name, upload, replace=False)
        finally:
            upload.close()
        return received.file.sha256

    def assert_stored(self, name: str, content: bytes) -> None:
        """In the film and in its history, as two files, and Git LFS finds nothing to say."""
        digest = sha256(content).hexdigest()
        (in_film,) = self.root.glob(f"01_Assets/**/{name}")
        in_history = lfs.object_path(self.root, digest)
        assert in_film.read_bytes() == in_history.read_bytes() == content
        assert not in_film.samefile(in_history)
        git = ["git", "-C", str(self.root)]
        assert subprocess.run([*git, "lfs", "fsck"], capture_output=True, check=False).returncode == 0
        assert subprocess.run([*git, "status", "--porcelain"], capture_output=True, check=True).stdout == b""


@pytest.fixture
def shelf(services: Services) -> Shelf:
    return Shelf(services)


def write(upload: uploads.Upload, content: bytes) -> None:
    for start in range(0, len(content), STEP // 3):
        upload.write(content[start : start + STEP // 3])


def test_a_large_file_is_whole_in_the_film_and_in_its_history(shelf: Shelf) -> None:
    content = os.urandom(STEP * 5 + 123)
    upload = shelf.begin("plate.exr")
    write(upload, content)
    shelf.keep("plate.exr", upload)
    shelf.assert_stored("plate.exr", content)
    assert list(shelf.uploads.iterdir()) == []


def test_the_same_large_file_once_more_is_stored_once(shelf: Shelf) -> None:
    content = os.urandom(STEP * 3)
    for name in ("one.exr", "two.exr"):
        upload = shelf.begin(name)
        write(upload, content)
        shelf.keep(name, upload)
        shelf.assert_stored(name, content)
    assert list(shelf.uploads.iterdir()) == []


def test_a_large_file_that_is_refused_in_the_end_leaves_nothing(shelf: Shelf) -> None:
    first, second = shelf.begin("plate.exr"), shelf.begin("plate.exr")
    write(first, b"f" * STEP * 2)
    write(second, b"s" * STEP * 2)
    shelf.keep("plate.exr", first)
    with pytest.raises(NameTaken):
        shelf.keep("plate.exr", second)
    assert list(shelf.uploads.iterdir()) == []
    assert not lfs.object_path(shelf.root, sha256(b"s" * STEP * 2).hexdigest()).exists()


def test_a_large_file_that_goes_on_over_another_line_is_copied_from_its_beginning(shelf: Shelf) -> None:
    content = os.urandom(STEP * 6)
    dead = shelf.begin("plate.exr", Resume(ID, 0, len(content)))
    write(dead, content[: STEP * 3])
    living = shelf.begin("plate.exr", Resume(ID, STEP * 3, len(content)))
    write(living, content[STEP * 3 :])
    dead.close()
    shelf.keep("plate.exr", living)
    shelf.assert_stored("plate.exr", content)
    assert not list(shelf.uploads.glob("*.lfs"))
