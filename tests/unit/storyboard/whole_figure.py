"""What every figure must be, whatever it wears and does."""

from __future__ import annotations

import numpy as np

from function_runners.storyboard.figures import Figure

LANDMARKS = {
    "pelvis", "chest", "neck", "head", "knee_L", "knee_R", "foot_L", "foot_R", "hand_L", "hand_R", "grip_L", "grip_R",
    "eye_L", "eye_R", "shoulder_L", "shoulder_R", "eyes", "crown", "chin", "feet",
}  # fmt: skip


def assert_whole(figure: Figure) -> None:
    assert set(figure.landmarks) == LANDMARKS
    assert np.isfinite(figure.vertices).all()
    assert np.allclose(np.linalg.norm(figure.normals, axis=1), 1, atol=1e-6)
    assert figure.faces.min() >= 0 and figure.faces.max() < len(figure.vertices)
    assert len(figure.slots) == len(figure.faces)
    assert np.allclose(figure.head_rotation @ figure.head_rotation.T, np.eye(3), atol=1e-9)
