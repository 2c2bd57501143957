"""Arrows: how the camera moves, at the border; how a person moves, on the floor in perspective."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from function_runners.storyboard.camera import Camera

RED, BLUE, EDGE = (206, 60, 40), (44, 92, 150), (250, 246, 238, 255)
_TIMES = 2


class _Sheet:
    """A transparent sheet twice as fine as the picture, laid over it in the end."""

    def __init__(self, image: Image.Image) -> None:
        self.image = image
        self.width, self.height = image.width * _TIMES, image.height * _TIMES
        self.unit = _TIMES * min(image.width / 1280, image.height / 720)
        self.layer = Image.new("RGBA", (self.width, self.height), (0, 0, 0, 0))
        self.draw = ImageDraw.Draw(self.layer)

    def arrow(
        self, path: Sequence[Sequence[float]] | NDArray[np.float64], tail: float, front: float, head: float
    ) -> None:
        """A block arrow along a path of pixels; widths are strokes of a 1280-wide picture."""
        p = np.asarray(path, float)
        tail, front, head = tail * self.unit, front * self.unit, head * self.unit
        along = np.gradient(p, axis=0)
        along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
        across = np.c_[-along[:, 1], along[:, 0]]
        length = np.r_[0, np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))]
        shaft = length < length[-1] - head
        half = (tail + (front - tail) * length[shaft] / length[-1])[:, None] / 2
        q, n = p[shaft], across[shaft]
        wing = n[-1] * front * 1.15
        outline = [*(q + n * half), q[-1] + wing, p[-1], q[-1] - wing, *(q - n * half)[::-1]]
        points = [(float(x), float(y)) for x, y in outline]
        self.draw.polygon(points, fill=(*RED, 235))
        self.draw.line([*points, points[0]], fill=EDGE, width=max(1, int(3 * self.unit)), joint="curve")

    def finished(self) -> Image.Image:
        small = self.layer.resize(self.image.size, Image.Resampling.LANCZOS)
        out = self.image.convert("RGBA")
        out.alpha_composite(small)
        return out.convert("RGB")


def camera_arrow(image: Image.Image, movement: str) -> Image.Image:
    """The picture with the camera's move drawn at its border; a static camera adds nothing."""
    if movement == "static":
        return image
    s = _Sheet(image)
    w, h, u = s.width, s.height, s.unit
    verb, _, way = movement.partition(" ")
    sign = -1 if way in ("left", "up") else 1
    if verb == "pan":
        s.arrow(
            _curve((w / 2 - sign * 190 * u, h - 80 * u), (w / 2 + sign * 190 * u, h - 80 * u), (0, 46 * u)), 16, 26, 44
        )
    elif verb == "tilt":
        s.arrow(
            _curve((w - 80 * u, h / 2 - sign * 140 * u), (w - 80 * u, h / 2 + sign * 140 * u), (42 * u, 0)), 16, 26, 44
        )
    elif verb == "track":
        s.arrow(np.linspace((w / 2 - sign * 210 * u, h - 64 * u), (w / 2 + sign * 210 * u, h - 64 * u), 20), 28, 28, 52)
    elif verb == "crane":
        s.arrow(np.linspace((w - 72 * u, h / 2 - sign * 150 * u), (w - 72 * u, h / 2 + sign * 150 * u), 20), 28, 28, 52)
    elif verb in ("dolly", "zoom"):
        _inward(s, out=way == "out", frame=verb == "zoom")
    else:
        wave = [(w / 2 + (t / 60 - 0.5) * 300 * u, h - 78 * u + math.sin(t * 0.37) * 15 * u) for t in range(61)]
        s.draw.line(wave, fill=EDGE, width=int(13 * u), joint="curve")
        s.draw.line(wave, fill=(*RED, 235), width=int(8 * u), joint="curve")
    return s.finished()


def _curve(start: Sequence[float], end: Sequence[float], bow: Sequence[float]) -> NDArray[np.float64]:
    t = np.linspace(0, 1, 24)[:, None]
    p, q = np.asarray(start, float), np.asarray(end, float)
    m = (p + q) / 2 + np.asarray(bow, float)
    return np.asarray((1 - t) ** 2 * p + 2 * t * (1 - t) * m + t * t * q)


def _inward(s: _Sheet, out: bool, frame: bool) -> None:
    w, h, u = s.width, s.height, s.unit
    inset = 0.17
    for cx, cy in ((0, 0), (1, 0), (0, 1), (1, 1)):
        corner = np.array((cx * w, cy * h), float)
        inner = np.array((w * (inset if cx == 0 else 1 - inset), h * (inset if cy == 0 else 1 - inset)))
        start, end = corner + (inner - corner) * 0.22, corner + (inner - corner) * 0.92
        if out:
            start, end = end, start
        s.arrow(np.linspace(start, end, 16), 13, 21, 36)
    if frame:
        x0, y0, x1, y1 = w * inset, h * inset, w * (1 - inset), h * (1 - inset)
        dash = 18 * u
        for k in range(int((x1 - x0) / (2 * dash)) + 1):
            for y in (y0, y1):
                s.draw.line(
                    [(x0 + 2 * k * dash, y), (min(x1, x0 + (2 * k + 1) * dash), y)], fill=(*RED, 235), width=int(3 * u)
                )
        for k in range(int((y1 - y0) / (2 * dash)) + 1):
            for x in (x0, x1):
                s.draw.line(
                    [(x, y0 + 2 * k * dash), (x, min(y1, y0 + (2 * k + 1) * dash))], fill=(*RED, 235), width=int(3 * u)
                )


def ground_arrow(
    image: Image.Image, camera: Camera, start: Sequence[float], heading: float, length: float = 1.3
) -> Image.Image:
    """The picture with an arrow on the floor from `start` (x, y) towards `heading` degrees, as somebody walks; none where the floor is seen edge-on."""
    a = math.radians(heading)
    forward = np.array([math.sin(a), -math.cos(a), 0.0])
    across = np.array([-forward[1], forward[0], 0.0])
    base = np.array([start[0], start[1], 0.012]) + forward * 0.35
    tip, neck, half = base + forward * length, base + forward * (length - 0.40), 0.13
    outline = [base + across * half * 0.6, neck + across * half, neck + across * half * 2.3, tip,
               neck - across * half * 2.3, neck - across * half, base - across * half * 0.6]  # fmt: skip
    seen = camera.project(np.array(outline), image.width / image.height)
    thin = float(np.ptp(seen[:, 1])) < 0.03
    if float(seen[:, 2].min()) < 0.2 or thin:
        return image
    s = _Sheet(image)
    points = [(float(x) * s.width, float(y) * s.height) for x, y, _ in seen]
    s.draw.polygon(points, fill=(*BLUE, 205))
    s.draw.line([*points, points[0]], fill=EDGE, width=max(1, int(2.5 * s.unit)), joint="curve")
    return s.finished()
