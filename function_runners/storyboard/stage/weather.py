"""Rain and snow between the camera and the scene."""

from __future__ import annotations

import numpy as np

from function_runners.storyboard.camera import Camera
from function_runners.storyboard.stage.mesh import NO_SHADOW, Builder

DROPS = {"rain": 420, "storm": 800, "snow": 520}


def fall(b: Builder, rng: np.random.Generator, weather: str, camera: Camera) -> None:
    """Streaks of rain or flakes of snow in what the camera sees, thin enough to leave faces clear."""
    count = DROPS.get(weather, 0)
    if not count:
        return
    b.begin(weather, "weather")
    paint = b.paint(
        (0.62, 0.68, 0.76) if weather != "snow" else (0.95, 0.96, 0.98), glow=0.55 if weather != "snow" else 0.9
    )
    depth = camera.focus * rng.uniform(0.45, 3.2, count)
    across = (rng.uniform(-0.55, 0.55, count)) * depth / camera.focal
    above = rng.uniform(-0.40, 0.45, count) * depth / camera.focal
    centres = camera.position + np.stack([across, above, depth], 1) @ camera.basis
    right = camera.basis[0]
    if weather == "snow":
        half_long, half_wide = depth * 0.0016 / camera.focal, depth * 0.0016 / camera.focal
        down = -camera.basis[1]
    else:
        half_long = depth * rng.uniform(0.012, 0.026, count) / camera.focal
        half_wide = depth * 0.00038 / camera.focal
        down = np.array([0.12, 0.0, -1.0]) if weather == "rain" else np.array([0.34, 0.0, -1.0])
    a = centres - right * half_wide[:, None] - down * half_long[:, None]
    c = centres + right * half_wide[:, None] - down * half_long[:, None]
    d = centres + right * half_wide[:, None] + down * half_long[:, None]
    e = centres - right * half_wide[:, None] + down * half_long[:, None]
    vertices = np.stack([a, c, d, e], 1).reshape(-1, 3)
    base = np.arange(count)[:, None] * 4
    faces = np.concatenate([base + (0, 1, 2), base + (0, 2, 3)])
    b.add(vertices, faces, paint, np.tile(-camera.basis[2], (len(vertices), 1)), NO_SHADOW, world=True)
