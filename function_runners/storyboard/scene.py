"""A scene ready to be drawn: geometry, camera and light."""

from __future__ import annotations

from dataclasses import dataclass

from function_runners.storyboard.camera import Camera
from function_runners.storyboard.light import Lighting
from function_runners.storyboard.stage.mesh import Mesh, Piece
from function_runners.storyboard.stage.people import Part


@dataclass(frozen=True)
class Scene:
    mesh: Mesh
    pieces: tuple[Piece, ...]
    camera: Camera
    lighting: Lighting
    interior: bool
    weather: str
    seed: int
    marks: tuple[Part, ...] = ()
    left_out: tuple[str, ...] = ()
