"""Shots drawn once for several tests."""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from function_runners.storyboard.build import build
from function_runners.storyboard.draw import Drawing, draw
from function_runners.storyboard.scene import Scene
from function_runners.storyboard.shot import read_shot
from function_runners.storyboard.tiers import TIERS

Draw = Callable[..., tuple[Scene, Drawing]]


@cache
def _drawn(tier: str, style: str, width: int, parameters: tuple[tuple[str, Any], ...]) -> tuple[Scene, Drawing]:
    shot = read_shot(dict(parameters))
    scene = build(shot)
    height = 2 * round(width / shot.aspect / 2)
    return scene, draw(scene, width, height, TIERS[tier], style)


@pytest.fixture(scope="module")
def drawn() -> Iterator[Draw]:
    """Draw a shot small; asking for the same one again costs nothing, until the module ends."""

    def make(*, tier: str = "draft", style: str = "wash", width: int = 160, **parameters: Any) -> tuple[Scene, Drawing]:
        return _drawn(tier, style, width, tuple(sorted(parameters.items())))

    yield make
    _drawn.cache_clear()
    with contextlib.suppress(AttributeError, OSError):  # not every system's library has it
        ctypes.CDLL(None).malloc_trim(0)  # else every process forked by later tests begins with a gigabyte


@pytest.fixture
def staged() -> Callable[[Mapping[str, Any]], Scene]:
    """Build the scene of a shot without drawing it."""
    return lambda parameters: build(read_shot(parameters))
