"""One studio per workspace, and a workspace that can keep nothing is refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.studio.address import StudioRefused
from app.studio.lock import StudioLock


def test_a_second_studio_is_told_which_process_has_the_workspace(tmp_path: Path) -> None:
    first = StudioLock(tmp_path / ".auteur")
    with first.held():
        first.tell("http://127.0.0.1:8000")
        with (
            pytest.raises(StudioRefused, match=r"process \d+ at http://127.0.0.1:8000"),
            StudioLock(tmp_path / ".auteur").held(),
        ):
            pass
    with StudioLock(tmp_path / ".auteur").held():
        pass


def test_a_workspace_that_is_no_folder_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "film.mov").touch()
    with (
        pytest.raises(StudioRefused, match="Nothing can be kept in .*film.mov: Not a directory"),
        StudioLock(tmp_path / "film.mov" / ".auteur").held(),
    ):
        pass
