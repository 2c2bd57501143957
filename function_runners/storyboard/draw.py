"""From a scene to a picture: the passes in their order."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from function_runners.storyboard.raster import ink, paper, shading
from function_runners.storyboard.raster.falling import falling
from function_runners.storyboard.raster.inputs import Air, Key, Look, Surfaces, View, floats, ints, packed, triple
from function_runners.storyboard.raster.occlusion import occlusion, softened
from function_runners.storyboard.raster.shadow import shadow_map
from function_runners.storyboard.raster.surface import flat_faces
from function_runners.storyboard.raster.visibility import visible
from function_runners.storyboard.scene import Scene
from function_runners.storyboard.stage.mesh import CASTS, WILD_WALL, Mesh
from function_runners.storyboard.tiers import Tier

STYLES = ("wash", "ink")
Step = Callable[[str], None]


@dataclass(frozen=True)
class Drawing:
    """The picture (height, width, 3; uint8) and, at the same size, depth (metres, inf for sky), normals and piece numbers."""

    picture: NDArray[np.uint8]
    depth: NDArray[np.float32]
    normals: NDArray[np.float32]
    pieces: NDArray[np.int32]


class _Samples(NamedTuple):
    """What the pen looks at, per sample: 1/z, triangle, normal and region."""

    closeness: NDArray[np.float32]
    seen: NDArray[np.int32]
    normals: NDArray[np.float32]
    regions: NDArray[np.int32]


def draw(scene: Scene, width: int, height: int, tier: Tier, style: str, step: Step = lambda _: None) -> Drawing:
    """Draw a scene. The same scene, size, tier and style give the same bytes."""
    times = tier.supersampling
    wide, tall = width * times, height * times
    camera, light = scene.camera, scene.lighting
    mesh = without_wild_walls(scene.mesh, camera.position)
    stroke = times * math.sqrt(width * height / (1280 * 720))
    view = View(
        triple(camera.position),
        (triple(camera.basis[0]), triple(camera.basis[1]), triple(camera.basis[2])),
        float(camera.focal * wide),
        wide * 0.5,
        tall * 0.5,
        float(stroke),
    )
    surfaces = _surfaces(mesh, [p.number for p in scene.pieces if p.kind == "litter"])
    local = floats((surfaces.vertices - camera.position) @ camera.basis.T)
    closeness, seen = visible(local, surfaces.faces, wide, tall, view.focal)

    step("Lighting")
    key, shadows = _key_light(scene, mesh, tier)
    open_step = 2 * times if tier.occlusion_samples else max(wide, tall)
    if tier.occlusion_samples:
        radius = 0.35 if scene.interior else 0.5
        open_ = softened(occlusion(closeness, seen, surfaces, packed(view), tier.occlusion_samples, open_step, radius))
    else:
        open_ = np.full((1, 1), 0.92, np.float32)
    air = Air(triple(light.above), triple(light.below), float(light.fill), float(light.rim), triple(light.fog),
              float(light.fog_density), triple(light.zenith), triple(light.horizon), float(light.cloud), float(light.sun),
              float(light.stars), float(light.exposure), float(light.wet))  # fmt: skip
    lamps = floats([(*lamp.place, lamp.reach, *lamp.colour) for lamp in light.lamps]).reshape(-1, 7)
    look = Look(float(tier.values), 0.16, 0.10 * tier.pigment, float(scene.seed % 97))

    step("Drawing")
    picture, normals, regions, tones = shading.shade(
        closeness,
        seen,
        surfaces,
        packed(view),
        packed(key),
        shadows,
        packed(air),
        lamps,
        open_,
        open_step,
        packed(look),
        times,
    )

    step("Inking")
    samples = _Samples(closeness, seen, normals, regions)
    lines = _shrunk(_pen(samples, stroke, tier, style, float(scene.seed % 89), float(camera.focus * 1.6)), times)
    small = np.maximum(_shrunk(closeness, times), 1e-5)
    unit = stroke / times
    if tier.lens_samples:
        circle = camera.blur_per_diopter() * 0.5 * width
        picture = paper.lens_blur(picture, small, float(camera.focus), float(circle), 13.0 * unit, tier.lens_samples)
        soft = np.clip(circle * np.abs(small - 1 / camera.focus) - 1.2 * unit, 0, 8 * unit) / (8 * unit)
        lines = (lines * (1 - 0.7 * soft)).astype(np.float32)
    hatching = tier.hatching if style == "wash" else 0.75
    if style == "ink":
        picture = _pale(picture)
        tones = np.minimum(tones / max(0.35, float(np.percentile(tones, 80))), 1.0).astype(np.float32)
    strokes = np.zeros_like(tones)
    if hatching > 0:
        strokes = ink.hatch(tones, unit, float(scene.seed % 83), 0.34 if style == "wash" else 0.60)
    colour = 0.22 if style == "ink" else 1.12 * light.colour
    finished = paper.lay_on_paper(
        picture,
        tones,
        strokes,
        lines,
        float(unit),
        float(scene.seed % 79),
        float(tier.pigment),
        float(colour),
        float(hatching),
    )
    fallen = falling(scene.weather, width, height, scene.seed) if not scene.interior else None
    if fallen is not None:
        bright = 0.45 + 0.55 * float(np.clip(finished.mean() * 1.7, 0, 1))
        finished += (np.array([0.92, 0.95, 0.98], np.float32) * bright - finished) * (0.62 * fallen)[..., None]
    finished *= _vignette(width, height, light.vignette * (0.5 if style == "ink" else 1.0))
    return Drawing(
        (np.clip(finished, 0, 1) * 255 + 0.5).astype(np.uint8),
        np.where(small > 1e-4, 1 / small, np.inf).astype(np.float32),
        _shrunk(normals, times),
        _pieces(regions[times // 2 :: times, times // 2 :: times]),
    )


def _pieces(regions: NDArray[np.int32]) -> NDArray[np.int32]:
    own = np.where(regions < -1, -regions, regions)
    return np.asarray(np.where(own < 0, -1, own // shading.REGIONS_PER_OBJECT), np.int32)


def without_wild_walls(mesh: Mesh, eye: NDArray[np.float64]) -> Mesh:
    """Leave out the walls whose backs are towards the camera, as a film set does."""
    wild = np.flatnonzero(mesh.light == WILD_WALL)
    corner = mesh.vertices[mesh.faces[wild]]
    across = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    behind = np.einsum("ij,ij->i", across, eye - corner[:, 0]) <= 0
    if not behind.any():
        return mesh
    keep = np.ones(len(mesh.faces), bool)
    keep[wild[behind]] = False
    return mesh.only(keep)


def _surfaces(mesh: Mesh, unlined: list[int]) -> Surfaces:
    """What the kernels read; pieces that are `unlined` get a negative region, which the pen passes over lightly."""
    materials = mesh.materials
    soft = np.array([m.soft for m in materials])[mesh.material]
    region = mesh.piece * shading.REGIONS_PER_OBJECT + np.where(soft, ink.SOFT, mesh.material % ink.SOFT)
    light = np.isin(mesh.piece, unlined)
    region[light] = -mesh.piece[light] * shading.REGIONS_PER_OBJECT
    return Surfaces(
        floats(mesh.vertices), floats(mesh.normals), ints(mesh.faces), flat_faces(floats(mesh.normals), ints(mesh.faces)),
        ints(mesh.material), ints(region),
        floats([m.colour for m in materials]), ints([m.pattern for m in materials]), floats([m.glow for m in materials]),
        floats([m.gloss for m in materials]), ints([m.skin for m in materials]),
    )  # fmt: skip


def _key_light(scene: Scene, mesh: Mesh, tier: Tier) -> tuple[Key, NDArray[np.float32]]:
    light, camera = scene.lighting, scene.camera
    direction = np.asarray(light.direction, float)
    direction /= np.linalg.norm(direction)
    right = np.cross((0.0, 0.0, 1.0), direction)
    right /= np.linalg.norm(right)
    up = np.cross(direction, right)
    centre = camera.position + camera.basis[2] * min(camera.focus, 14.0)
    centre[2] = max(0.0, min(centre[2], 1.2))
    radius = 6.5 if scene.interior else float(np.clip(camera.focus * 1.4, 9.0, 38.0))
    side = tier.shadow_side
    scale = side / (2 * radius)
    local = mesh.vertices - centre
    points = np.stack([local @ right * scale + side * 0.5, local @ up * scale + side * 0.5, -(local @ direction)], 1)
    shadows = shadow_map(floats(points), ints(mesh.faces), ints(mesh.light == CASTS), side)
    key = Key(triple(direction), triple(light.key), triple(right), triple(up), triple(centre), float(scale),
              float(tier.shadow_spread), float(light.gobo))  # fmt: skip
    return key, shadows


def _pen(samples: _Samples, stroke: float, tier: Tier, style: str, seed: float, far: float) -> NDArray[np.float32]:
    def drawn(unit: float, wander: float, turn: float, creases: float) -> NDArray[np.float32]:
        strength, busy = ink.edges(*samples, float(unit), far, float(creases))
        return np.asarray(ink.pen(strength, busy, samples.closeness, float(unit), wander, seed + turn, far))

    lines = drawn(stroke, 0.9 if style == "ink" else 0.6, 0.0, tier.creases)
    if tier.second_line:
        lines = np.maximum(lines, drawn(stroke * 0.7, 3.2, 17.0, 0.0) * np.float32(0.42))
    return lines


def _pale(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Lift the picture towards paper so that pen and hatching carry the dark."""
    grey = picture @ np.array([0.3, 0.59, 0.11], np.float32)
    white = max(0.35, float(np.percentile(grey, 90)))
    return np.asarray(np.clip(0.22 + 0.78 * np.sqrt(picture / white), 0, 1), np.float32)


def _shrunk(values: NDArray[np.float32], times: int) -> NDArray[np.float32]:
    if times == 1:
        return values
    flat = values.reshape(*values.shape[:2], -1)
    small = paper.shrunk(flat, times)
    return np.asarray(small.reshape(small.shape[:2] + values.shape[2:]))


def _vignette(width: int, height: int, strength: float) -> NDArray[np.float32]:
    x = (np.arange(width, dtype=np.float32) + 0.5) / width - 0.5
    y = (np.arange(height, dtype=np.float32) + 0.5) / height - 0.5
    fall = (x * 1.25)[None, :] ** 2 + (y * 1.05)[:, None] ** 2
    return np.asarray((1 - strength * 1.6 * fall)[..., None], np.float32)
