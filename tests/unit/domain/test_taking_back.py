"""One change is taken back out of records that may have changed since."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.undo import taken_back
from app.domain.undo_tree import Tree, take_out_of_tree

Json = dict[str, Any]


@pytest.mark.parametrize(
    ("before", "after", "now", "then"),
    [
        ({"lens": 35}, {"lens": 50}, {"lens": 50, "mood": "calm"}, {"lens": 35, "mood": "calm"}),
        ({"lens": None}, {"lens": 50}, {"lens": 50}, {"lens": None}),
        ({"size": [1, 2]}, {"size": [3, 4]}, {"size": [3, 4]}, {"size": [1, 2]}),
        ({"s": {"fps": 24, "a": 1}}, {"s": {"fps": 25, "a": 1}}, {"s": {"fps": 25, "a": 2}}, {"s": {"fps": 24, "a": 2}}),
        ({"tags": ["a"]}, {"tags": ["a", "b"]}, {"tags": ["a", "b", "c"]}, {"tags": ["a", "c"]}),
        ({"tags": ["a", "b"]}, {"tags": ["a"]}, {"tags": ["a", "c"]}, {"tags": ["a", "b", "c"]}),
        ({"tags": ["a", "b"]}, {"tags": ["b", "a"]}, {"tags": ["b", "c", "a"]}, {"tags": ["a", "c", "b"]}),
        ({"lens": 35}, {"lens": 50}, {"lens": 35}, {"lens": 35}),
        ({}, {"later": 1}, {"later": 1}, {}),
    ],
)  # fmt: skip
def test_what_the_change_set_goes_back_and_all_else_stays(before: Json, after: Json, now: Json, then: Json) -> None:
    assert taken_back(before, after, now) == (then, [])


@pytest.mark.parametrize(
    ("before", "after", "now", "clashes"),
    [
        ({"lens": 35}, {"lens": 50}, {"lens": 85}, ["lens"]),
        ({"cast": [{"name": "M"}]}, {"cast": [{"name": "M", "action": "a"}]}, {"cast": [{"name": "M", "action": "b"}]}, ["cast"]),
        ({"tags": ["a", "b"]}, {"tags": ["b", "a"]}, {"tags": ["b"]}, []),
        ({"s": {"fps": 24}}, {"s": {"fps": 25}}, {"s": {"fps": 30}}, ["s.fps"]),
        ({"x": ["a", "a"]}, {"x": ["a"]}, {"x": ["a", "b"]}, ["x"]),
    ],
)  # fmt: skip
def test_what_was_changed_since_is_named(before: Json, after: Json, now: Json, clashes: list[str]) -> None:
    assert taken_back(before, after, now)[1] == clashes


def film(**chapters: Json) -> Tree:
    """`a={"one": ["x", "y"]}`: chapter, scene, shots; a shot's number is its place unless written `x:3`."""

    def shot(text: str, place: int) -> Json:
        name, _, number = text.partition(":")
        return {"id": name, "number": int(number or place), "name": name}

    return Tree.of(
        {
            "chaptersIssued": len(chapters),
            "chapters": [
                {
                    "id": chapter, "number": n, "name": chapter, "scenesIssued": len(scenes), "scenes": [
                        {
                            "id": scene, "number": m, "name": scene, "shotsIssued": len(shots),
                            "shots": [shot(text, k) for k, text in enumerate(shots, 1)],
                        }
                        for m, (scene, shots) in enumerate(scenes.items(), 1)
                    ],
                }
                for n, (chapter, scenes) in enumerate(chapters.items(), 1)
            ],
        }
    )  # fmt: skip


def told(tree: Tree) -> Json:
    return {
        chapter["id"]: {
            scene["id"]: [f"{s['id']}:{s['number']}" for s in scene["shots"]] for scene in chapter["scenes"]
        }
        for chapter in tree.written()
    }


@pytest.mark.parametrize(
    ("before", "after", "now", "then"),
    [
        # added
        (["x"], ["x", "y"], ["x", "y", "z"], ["x:1", "z:3"]),
        # deleted, and others came since
        (["x", "y"], ["y:2"], ["y:2", "z:3"], ["x:1", "y:2", "z:3"]),
        # its number was given again by hand
        (["x", "y"], ["y:2"], ["y:2", "z:1"], ["x:3", "y:2", "z:1"]),
        # put in another order, and one came since
        (["x", "y"], ["y:2", "x:1"], ["y:2", "z:3", "x:1"], ["x:1", "z:3", "y:2"]),
    ],
)
def test_shots_of_a_scene_go_back(before: list[str], after: list[str], now: list[str], then: list[str]) -> None:
    tree = film(a={"s": now})
    assert take_out_of_tree(film(a={"s": before}), film(a={"s": after}), tree) == []
    assert told(tree) == {"a": {"s": then}}


def test_what_was_moved_goes_back_with_its_number_and_what_came_into_it_since() -> None:
    tree = film(a={"one": ["y:2"]}, b={"two": ["x:1", "z:2"]})
    before, after = film(a={"one": ["x", "y"]}, b={"two": []}), film(a={"one": ["y:2"]}, b={"two": ["x:1"]})
    assert take_out_of_tree(before, after, tree) == []
    assert told(tree) == {"a": {"one": ["x:1", "y:2"]}, "b": {"two": ["z:2"]}}
    assert tree.written()[1]["scenes"][0]["shotsIssued"] == 2, "a number is never given to another one"


def test_a_scene_that_comes_back_brings_its_shots() -> None:
    tree = film(a={"two": []})
    assert take_out_of_tree(film(a={"two": [], "one": ["x", "y"]}), film(a={"two": []}), tree) == []
    assert told(tree) == {"a": {"two": [], "one": ["x:1", "y:2"]}}


@pytest.mark.parametrize(
    ("before", "after", "now", "clash"),
    [
        ({"a": {"s": []}}, {"a": {"s": ["x"]}}, {"a": {"s": ["x:5"]}}, ("x", "was changed")),
        ({"a": {}}, {"a": {"s": []}}, {"a": {"s": ["x"]}}, ("s", "has something new in it")),
        ({"a": {"s": ["x"], "t": []}}, {"a": {"s": [], "t": ["x"]}}, {"a": {"s": [], "t": []}}, ("x", "was deleted")),
        ({"a": {"s": ["x"]}}, {"a": {"s": []}}, {"a": {}}, ("s", "was deleted")),
        ({"a": {"s": ["x", "y"]}}, {"a": {"s": ["y:2", "x:1"]}}, {"a": {"s": ["x:7", "y:2"]}}, None),
    ],
)
def test_what_became_of_it_since_is_told(before: Json, after: Json, now: Json, clash: tuple[str, str] | None) -> None:
    found = take_out_of_tree(film(**before), film(**after), film(**now))
    assert [(one.element_id, one.what) for one in found] == ([clash] if clash else [])
