"""Building a scene out of a few solids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage import solids
from function_runners.storyboard.stage.colour import linear
from function_runners.storyboard.stage.mesh import CASTS, Frame, Material, Mesh, Piece, Points, rotation


class Builder:
    """Collects solids. Coordinates are those of the current frame; everything belongs to the current piece."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.frame = Frame()
        self._vertices: list[Points] = []
        self._normals: list[Points] = []
        self._faces: list[NDArray[np.int64]] = []
        self._about: list[NDArray[np.int64]] = []
        self._materials: dict[Material, int] = {}
        self._count = 0

    def begin(self, name: str, kind: str, frame: Frame | None = None) -> Piece:
        """Start a new piece at `frame`."""
        piece = Piece(name, kind, len(self.pieces) + 1)
        self.pieces.append(piece)
        self.frame = frame or Frame()
        return piece

    def paint(
        self,
        colour: str | Sequence[float],
        pattern: Pattern = Pattern.PLAIN,
        glow: float = 0.0,
        gloss: float = 0.0,
        skin: bool = False,
        soft: bool = False,
    ) -> int:
        """The number of a material; `colour` is #rrggbb or linear red, green, blue."""
        rgb = linear(colour) if isinstance(colour, str) else (float(colour[0]), float(colour[1]), float(colour[2]))
        material = Material(rgb, pattern, glow, gloss, skin, soft)
        return self._materials.setdefault(material, len(self._materials))

    def add(
        self,
        vertices: ArrayLike,
        faces: ArrayLike,
        material: int | NDArray[np.int64],
        normals: Points | None = None,
        light: int = CASTS,
        world: bool = False,
    ) -> None:
        """Add triangles; without normals they are flat-shaded. `world` leaves the points as they are."""
        v = np.asarray(vertices, float)
        f = np.asarray(faces, np.int64)
        if not world:
            v = self.frame.world(v)
            if normals is not None:
                normals = normals @ rotation(self.frame.turn, 2) if self.frame.turn else normals
        if normals is None:
            v = v[f].reshape(-1, 3)
            f = np.arange(len(v)).reshape(-1, 3)
            flat = np.cross(v[f[:, 1]] - v[f[:, 0]], v[f[:, 2]] - v[f[:, 0]])
            flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-12)
            normals = flat.repeat(3, 0)
        piece = self.pieces[-1]
        piece.low = np.minimum(piece.low, v.min(0))
        piece.high = np.maximum(piece.high, v.max(0))
        self._vertices.append(v)
        self._normals.append(np.asarray(normals, float))
        self._faces.append(f + self._count)
        about = np.empty((len(f), 3), np.int64)
        about[:, 0], about[:, 1], about[:, 2] = material, piece.number, light
        self._about.append(about)
        self._count += len(v)

    def box(
        self,
        centre: Sequence[float],
        size: Sequence[float],
        material: int,
        turn: float = 0.0,
        lean: float = 0.0,
        taper: float = 1.0,
        light: int = CASTS,
    ) -> None:
        """A box; `turn` about the vertical and `lean` about its own width are degrees; `taper` scales the top."""
        v, f, n = solids.box(size, turn, lean, taper)
        self.add(v + np.asarray(centre, float), f, material, n, light)

    def tube(
        self,
        centre: Sequence[float],
        radius: float,
        height: float,
        material: int,
        top: float | None = None,
        axis: int = 2,
        sides: int = 20,
        light: int = CASTS,
    ) -> None:
        """A closed cylinder or cone about `centre`, along x (0), y (1) or z (2)."""
        v, f, n = solids.tube(radius, height, radius if top is None else top, axis, sides)
        self.add(v + np.asarray(centre, float), f, material, n, light)

    def ring(
        self, centre: Sequence[float], radius: float, thick: float, material: int, lean: float = 0.0, light: int = CASTS
    ) -> None:
        """A torus facing along v, tipped back by `lean` degrees: wheels, rims."""
        v, f, n = solids.ring(radius, thick, lean)
        self.add(v + np.asarray(centre, float), f, material, n, light)

    def ball(
        self,
        centre: Sequence[float],
        radius: float | Sequence[float],
        material: int,
        detail: int = 18,
        light: int = CASTS,
        rough: float = 0.0,
    ) -> None:
        """An ellipsoid; `rough` pushes its surface in and out, for leaves and rocks."""
        v, f, n = solids.ball(radius, detail, rough, float(np.sum(np.asarray(centre, float) * (1.3, 2.1, 3.7))))
        self.add(v + np.asarray(centre, float), f, material, n, light)

    def sheet(self, corners: Sequence[Sequence[float]], material: int, light: int = CASTS) -> None:
        """A flat four-cornered surface, seen from the side where its corners run anticlockwise."""
        self.add(np.asarray(corners, float), [(0, 1, 2), (0, 2, 3)], material, light=light)

    def outline(self, profile: Sequence[Sequence[float]], width: float, material: int, light: int = CASTS) -> None:
        """A convex shape drawn in (v, w) and pulled to a `width` along u: car bodies, ramps, roofs."""
        p = np.asarray(profile, float)
        n = len(p)
        left = np.c_[np.full(n, -width / 2), p]
        right = np.c_[np.full(n, width / 2), p]
        f = [(k, n + k, n + (k + 1) % n) for k in range(n)] + [(k, n + (k + 1) % n, (k + 1) % n) for k in range(n)]
        f += [(0, k, k + 1) for k in range(1, n - 1)] + [(n, n + k + 1, n + k) for k in range(1, n - 1)]
        self.add(np.concatenate([left, right]), f, material, light=light)

    def mesh(self) -> Mesh:
        material, piece, light = np.concatenate(self._about).T
        return Mesh(
            np.concatenate(self._vertices),
            np.concatenate(self._normals),
            np.concatenate(self._faces),
            np.ascontiguousarray(material),
            np.ascontiguousarray(piece),
            np.ascontiguousarray(light),
            tuple(self._materials),
        )

    def copy(self) -> Builder:
        """Another builder with all that is here, to go on from; neither changes the other."""
        other = Builder()
        other.pieces = [replace(piece) for piece in self.pieces]
        other.frame, other._count, other._materials = self.frame, self._count, dict(self._materials)
        for mine, theirs in (
            (self._vertices, other._vertices), (self._normals, other._normals), (self._faces, other._faces),
            (self._about, other._about),
        ):  # fmt: skip
            theirs.extend([np.concatenate(mine)] if mine else [])
        return other
