"""Shots that say the name of an asset without using it, as those do that come from a screenplay."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.asset import Asset, Category
from app.domain.ids import ItemId
from app.domain.records import Record
from app.domain.shot import Shot


class NamedIn(Record):
    """The shots that name an asset without using it, in the order of the film."""

    shots: list[ItemId]


def names(shot: Shot, category: Category, asset: Asset, locations: Iterable[str]) -> bool:
    """Whether somebody in the cast, or the place, is called like the asset and is no asset yet.

    `locations` are the ids of the film's locations: a shot that uses one of them is somewhere already.
    """
    if category == "characters":
        return all(one.asset_id != asset.asset_id for one in shot.cast) and any(
            one.asset_id is None and same_name(one.name, asset.name) for one in shot.cast
        )
    if category == "locations" and shot.location is not None:
        return same_name(shot.location, asset.name) and set(locations).isdisjoint(shot.assets)
    return False


def same_name(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
