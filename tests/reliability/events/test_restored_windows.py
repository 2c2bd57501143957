"""Windows stay right when something is brought back from history."""

from __future__ import annotations

import pytest

from folding import MustLoad, fold
from reliability.events.test_folding import World, check, world

__all__ = ["world"]


def commit(world: World) -> str:
    entry: str = world.client.get(f"{world.url}/history?limit=1").json()["items"][0]["commit"]
    return entry


def changed_since(world: World) -> str:
    """A shot with two takes, of which everything that people say is changed after the commit that is returned."""
    world.a_take()
    shot = f"{world.url}/shots/{world.shot}"
    world.client.patch(shot, json={"lens": 35, "name": "Mara waits"})
    world.client.patch(f"{shot}/takes/1", json={"rating": 5})
    then = commit(world)
    world.a_take("navy")
    world.client.patch(shot, json={"lens": 85, "name": "Mara goes", "mood": "tense"})
    world.client.patch(f"{shot}/takes/1", json={"rating": 1, "note": "no"})
    world.client.put(f"{shot}/active-take", json={"takeNumber": 2})
    return then


def test_a_restored_shot_is_told_field_by_field(world: World) -> None:
    then = changed_since(world)
    world.listen()
    world.heard = []

    def restore(world: World) -> None:
        wanted = {"commit": then, "elementId": world.shot}
        assert world.client.post(f"{world.url}/history/restore", json=wanted).status_code == 201

    check(world, restore, "shot_changed")


def test_after_the_whole_film_came_back_windows_load_again(world: World) -> None:
    then = changed_since(world)
    world.listen()
    world.heard, before = [], world.get()
    assert world.client.post(f"{world.url}/history/restore", json={"commit": then}).status_code == 201
    world.listen()
    with pytest.raises(MustLoad):
        fold(before, world.heard)


def test_a_checkpoint_is_told(world: World) -> None:
    check(world, lambda w: w.client.post(f"{w.url}/history/checkpoint", json={"name": "Rough cut"}), "history_changed")
