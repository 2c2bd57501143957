"""What may be put where among a film's files, and what stays."""

from __future__ import annotations

import pytest

from app.domain.file_rules import FOLDERS, Keepers, KeptByFilm, refuse_coming, refuse_going, why_locked
from app.domain.film_file import Keeper, viewer_of
from app.domain.paths import ProjectPath

MARA = Keeper(kind="asset", id="char-0mb3k9x2a7fq", name="Mara")
KEEPERS = Keepers([("01_Assets/Characters/Mara", MARA)])


@pytest.mark.parametrize(
    "path", [*FOLDERS, "01_Assets", "", "project.json", "PROJECT.JSON", "03_renders/x", ".Auteur/x"]
)
def test_what_every_film_has_stays_whatever_the_case_of_its_letters(path: str) -> None:
    with pytest.raises(KeptByFilm):
        refuse_going(ProjectPath(path), KEEPERS)


@pytest.mark.parametrize(
    "path", ["README.md", "04_Project_Files/a", "01_Assets/Characters/b.png", "07_More/c", "03_Renders.txt"]
)
def test_all_else_may_come_and_go(path: str) -> None:
    refuse_coming(ProjectPath(path), KEEPERS)


def test_what_has_no_history_may_go_and_nothing_may_come_there() -> None:
    refuse_going(ProjectPath("06_Exports/cut.mp4"), KEEPERS)
    with pytest.raises(KeptByFilm):
        refuse_coming(ProjectPath("06_Exports/cut.mp4"), KEEPERS)


def test_a_folder_of_an_asset_and_all_that_holds_one_or_lies_in_one_belongs_to_it() -> None:
    for path in ("01_Assets/Characters/Mara", "01_Assets/characters/mara/face.png", "01_Assets/Characters/Mara/more/x"):
        assert "Mara" in (why_locked(ProjectPath(path), KEEPERS) or "")
    nested = Keepers([("01_Assets/Mine/Mara", MARA)])
    assert "Mara" in (why_locked(ProjectPath("01_Assets/Mine"), nested) or "")
    assert why_locked(ProjectPath("01_Assets/Characters/Mara2"), KEEPERS) is None


def test_a_viewer_follows_from_the_ending_and_nothing_else() -> None:
    names = ["a.PNG", "b.webm", "c.flac", "d.fountain", "e.json", "f.safetensors", "png", ".json", "g.exe"]
    shown = ["image", "video", "audio", "text", "json", "model", "none", "none", "none"]
    assert [viewer_of(name) for name in names] == shown
