"""Pictures for several slots of a character at once: one change, all of them or none."""

from __future__ import annotations

from typing import Any

from test_characters import Sheet, sheet

__all__ = ["sheet"]
FORM = {"X-Auteur-Client": "test"}


def send(sheet: Sheet, *parts: tuple[str, tuple[str, bytes]]) -> Any:
    return sheet.client.post(f"{sheet.url}/pictures", files=list(parts), headers=FORM)


def test_pictures_come_into_their_slots_as_one_change_that_is_undone_as_one(sheet: Sheet) -> None:
    sheet.put("variations/expression_happy", sheet.picture("teal"))
    before = sheet.get()
    answer = send(
        sheet,
        ("base_face", ("mara.png", sheet.picture("navy"))),
        ("expression_happy", ("smile.png", sheet.picture("red"))),
        ("pose_bust", ("bust.png", sheet.picture("gold"))),
    )
    assert answer.status_code == 200, answer.text
    after = answer.json()
    assert sorted(after["variations"]) == ["expression_happy", "pose_bust"]
    assert after["baseFaceImagePath"].endswith("/base_face.png")
    assert len(after["files"]) == 3
    entry = sheet.entry()
    newest = sheet.do("GET", "history")["items"][0]
    assert newest["message"] == "Put 3 pictures of character “Mara” in their places, 1 of them replaced"
    sheet.do("POST", "history/undo", json={"commits": [newest["commit"]]})
    back = sheet.get()
    assert (back["variations"], back["baseFaceImagePath"]) == (before["variations"], None)
    assert [file["sha256"] for file in back["files"]] == [file["sha256"] for file in before["files"]]
    assert sheet.entry() != entry


def test_one_that_is_no_picture_keeps_the_others_out_too(sheet: Sheet) -> None:
    before = sheet.entry()
    good = ("pose_bust", ("bust.png", sheet.picture("gold")))
    for parts, code in (
        ((good, ("expression_sad", ("sad.png", b"no picture"))), "wrong_type"),
        ((good, good), "invalid"),
        ((good, ("../base", ("x.png", sheet.picture("red")))), "invalid"),
    ):
        answer = send(sheet, *parts)
        assert 400 <= answer.status_code < 500
        assert answer.json()["code"] == code, answer.text
    assert sheet.entry() == before
