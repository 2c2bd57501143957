"""People for the storyboard: posed, dressed, coiffed and acting, as plain triangle meshes."""

from function_runners.storyboard.figures.beards import BEARDS
from function_runners.storyboard.figures.bodies import BODIES
from function_runners.storyboard.figures.face import EXPRESSIONS
from function_runners.storyboard.figures.figure import Figure, FigureSpec, pose_figure
from function_runners.storyboard.figures.garments import OUTFITS
from function_runners.storyboard.figures.hair import HAIR_STYLES
from function_runners.storyboard.figures.hands import HANDS
from function_runners.storyboard.figures.poses import POSES, Pose, blend
from function_runners.storyboard.figures.slots import Slot

__all__ = [
    "BEARDS", "BODIES", "EXPRESSIONS", "HAIR_STYLES", "HANDS", "OUTFITS", "POSES", "Figure", "FigureSpec", "Pose", "Slot",
    "blend", "pose_figure",
]  # fmt: skip
