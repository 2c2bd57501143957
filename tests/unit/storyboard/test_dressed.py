"""What people wear and how their hair and beards grow."""

from __future__ import annotations

import numpy as np
import pytest
from whole_figure import assert_whole

from function_runners.storyboard.figures import (
    BEARDS,
    BODIES,
    HAIR_STYLES,
    OUTFITS,
    FigureSpec,
    Slot,
    pose_figure,
)


@pytest.mark.parametrize("style", HAIR_STYLES)
def test_every_hair_style_grows_on_every_head(style: str) -> None:
    for body in BODIES:
        figure = pose_figure(FigureSpec(body=body, hair=style))
        assert_whole(figure)
        hair = np.unique(figure.faces[figure.slots == Slot.HAIR])
        if style == "bald":
            assert len(hair) == 0
        else:
            assert np.linalg.norm(figure.vertices[hair] - figure.landmarks["head"], axis=1).max() < 0.75


def test_long_hair_hangs_lower_than_a_bob_and_an_afro_stands_higher_than_a_crop() -> None:
    def span(style: str) -> tuple[float, float]:
        figure = pose_figure(FigureSpec(body="woman", hair=style))
        z = figure.vertices[np.unique(figure.faces[figure.slots == Slot.HAIR]), 2]
        return float(z.min()), float(z.max())

    assert span("long")[0] < span("bob")[0] - 0.1 < span("crop")[0] - 0.1
    assert span("afro")[1] > span("crop")[1] + 0.04


@pytest.mark.parametrize("outfit", OUTFITS)
def test_every_outfit_is_worn_by_everybody(outfit: str) -> None:
    for body in BODIES:
        assert_whole(pose_figure(FigureSpec(body=body, outfit=outfit, pose="walk")))


def test_a_jacket_has_an_outer_skin_and_a_skirt_leaves_the_shins_bare() -> None:
    assert (pose_figure(FigureSpec(outfit="jacket")).slots == Slot.OUTER).any()
    figure = pose_figure(FigureSpec(body="woman", outfit="skirt"))
    skin = figure.vertices[np.unique(figure.faces[figure.slots == Slot.SKIN])]
    assert ((skin[:, 2] > 0.15) & (skin[:, 2] < 0.35)).any()


@pytest.mark.parametrize("outfit", ["dress", "skirt"])
@pytest.mark.parametrize("body", ["woman", "girl", "heavy_man"])
def test_no_knee_comes_through_the_skirt_of_somebody_seated(outfit: str, body: str) -> None:
    figure = pose_figure(FigureSpec(body=body, pose="sit", outfit=outfit))
    skin = figure.vertices[np.unique(figure.faces[figure.slots == Slot.SKIN])]
    for side in "LR":
        knee = figure.landmarks[f"knee_{side}"]
        height = figure.landmarks["crown"][2] - figure.landmarks["foot_L"][2]
        assert not (np.linalg.norm(skin - knee, axis=1) < 0.036 * height).any()


@pytest.mark.parametrize("beard", BEARDS)
def test_a_beard_covers_skin_under_the_nose(beard: str) -> None:
    plain = (pose_figure(FigureSpec(hair="bald")).slots == Slot.HAIR).sum()
    assert plain == 0
    assert (pose_figure(FigureSpec(hair="bald", beard=beard)).slots == Slot.HAIR).sum() > 40
