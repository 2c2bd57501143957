"""Bake bodies and facial actions into `data/bodies.npz`, once, with the `anny` package (0.6.2, which needs torch).

The product reads the file with NumPy alone. Run:  python bake_bodies.py OUT.npz
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import anny
import numpy as np
import torch

PHENOTYPES: dict[str, dict[str, float]] = {
    "man": {"gender": 0.0, "age": 0.65, "muscle": 0.6, "weight": 0.5, "height": 0.55, "proportions": 0.6},
    "woman": {"gender": 1.0, "age": 0.65, "muscle": 0.5, "weight": 0.42, "height": 0.5, "proportions": 0.7},
    "boy": {"gender": 0.0, "age": 0.35, "muscle": 0.5, "weight": 0.45, "height": 0.5, "proportions": 0.5},
    "girl": {"gender": 1.0, "age": 0.35, "muscle": 0.5, "weight": 0.45, "height": 0.5, "proportions": 0.5},
    "elder_man": {"gender": 0.05, "age": 1.0, "muscle": 0.4, "weight": 0.55, "height": 0.45, "proportions": 0.4},
    "elder_woman": {"gender": 0.95, "age": 1.0, "muscle": 0.4, "weight": 0.55, "height": 0.42, "proportions": 0.4},
    "heavy_man": {"gender": 0.0, "age": 0.7, "muscle": 0.5, "weight": 0.85, "height": 0.55, "proportions": 0.4},
}
SMALLEST = 2e-5
"""Metres below which a vertex does not take part in a facial action."""


def main(out: Path) -> None:
    model: Any = anny.Anny(facial_actions="all").to(dtype=torch.float32)
    rest = torch.eye(4)[None, None].repeat(1, model.bone_count, 1, 1)
    baked: dict[str, Any] = {}
    for body, phenotype in PHENOTYPES.items():
        shaped = model(pose_parameters=rest, phenotype_kwargs=phenotype)
        baked[f"vertices_{body}"] = shaped["vertices"][0].numpy().astype(np.float32)
        baked[f"joints_{body}"] = shaped["bone_poses"][0, :, :3, 3].numpy().astype(np.float32)
    weights, bones = model.vertex_bone_weights.numpy(), model.vertex_bone_indices.numpy()
    order = np.argsort(-weights, axis=1)[:, :4]
    heaviest = np.take_along_axis(weights, order, 1)
    baked["weights"] = (heaviest / heaviest.sum(1, keepdims=True)).astype(np.float16)
    baked["weight_bones"] = np.take_along_axis(bones, order, 1).astype(np.uint8)
    baked["faces"] = model.faces.numpy().astype(np.uint16)
    baked["parents"] = np.array(model.bone_parents, np.int16)
    baked["bones"] = np.array(model.bone_labels)
    baked.update(_actions(model, rest))
    np.savez_compressed(out, **baked)
    print(f"{out}: {out.stat().st_size / 1e6:.2f} MB")


def _actions(model: Any, rest: Any) -> dict[str, Any]:
    """How far each vertex of the man's face goes when one facial action is done in full."""
    labels = list(model.facial_action_labels)

    def shape(action: str | None) -> Any:
        values = {label: float(label == action) for label in labels}
        with torch.no_grad():
            done = model(pose_parameters=rest, phenotype_kwargs=PHENOTYPES["man"], facial_actions=values)
        return done["vertices"][0].numpy()

    still = shape(None)
    moves = np.stack([shape(label) - still for label in labels])
    moving = np.flatnonzero(np.abs(moves).max((0, 2)) > SMALLEST)
    return {
        "actions": np.array(labels),
        "action_vertices": moving.astype(np.uint16),
        "action_moves": moves[:, moving].astype(np.float16),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
