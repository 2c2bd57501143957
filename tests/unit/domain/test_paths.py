"""Names and paths: what one system cannot hold, no film holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.paths import ProjectPath, check_name, folder_name, name_key
from app.errors import BadPath

BAD_NAMES = [
    "", ".", "..", "a/b", "a\\b", "C:", "a:b", "x\0y", "x\ny", "tab\t", "\x7f", "\x85", "con", "CON.txt", "nul", "NUL.tar.gz", "com1", "COM¹",
    "lpt9.png", "conin$", "aux ", "name.", "name ", " name", ".git", ".GIT", ".git.", ".git ", "git~1", "GIT~2", ".g\u200cit", ".git::$INDEX_ALLOCATION",
    ".gitmodules", ".gitattributes", ".gitignore", ".lfsconfig", "a*b", "a?b", 'a"b', "a<b", "a|b", "\u202egnp.exe", "\ud800", "x" * 201, "é" * 101, "\ufeffname",
    "a\u2028b", "a\u2029b", "a\u200bb", "a\u00adb", "a\u061cb", "a\U000e0041b",
]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_some_system_cannot_hold_is_refused(name: str) -> None:
    with pytest.raises(BadPath):
        check_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "S01_S01_take01.png",
        "Mara & Tom (2).png",
        "Ünïcödé 映画.json",
        "console.txt",
        ".hidden",
        "a.b.c",
        "git",
        "común",
    ],
)
def test_an_ordinary_name_is_kept(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../x", "a/../b", "a//b", "a/./b", "\\\\server\\x", "a/.git/config", "x/" * 500]
)
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(BadPath):
        ProjectPath(path)


def test_a_path_knows_its_parts() -> None:
    path = ProjectPath("03_Renders/Shot_01/") / "take01.PNG"
    assert (path, path.parent, path.name, path.suffix) == (
        "03_Renders/Shot_01/take01.PNG",
        "03_Renders/Shot_01",
        "take01.PNG",
        ".png",
    )
    assert ProjectPath("").parts == []


def test_names_that_are_one_file_somewhere_have_one_key() -> None:
    assert name_key("Shot.png") == name_key("shot.PNG")
    assert name_key("e\u0301.txt") == name_key("\u00e9.txt")


@given(st.text(max_size=80))
def test_whatever_a_film_is_called_its_folder_is_safe_or_refused(name: str) -> None:
    try:
        folder = folder_name(name)
    except BadPath:
        return
    assert check_name(folder) == folder
    assert "/" not in folder and not folder.startswith(".")


@given(st.text(max_size=60))
def test_a_checked_path_never_leaves_the_film(path: str) -> None:
    try:
        checked = ProjectPath(path)
    except BadPath:
        return
    assert not checked.startswith("/") and ".." not in checked.parts and "\0" not in checked
