"""A workspace in which nothing can be kept is refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.studio.address import StudioRefused
from app.studio.lock import StudioLock


def test_a_workspace_that_is_no_folder_is_refused_with_the_reason(tmp_path: Path) -> None:
    place = tmp_path / "film"
    place.touch()
    with pytest.raises(StudioRefused, match="Not a directory"):
        StudioLock(place / ".auteur").held().__enter__()
