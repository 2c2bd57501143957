"""`python -m function_runners.storyboard` serves the studio; `… draw "text" out.png` draws one frame for you."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from function_runners.kit import serve
from function_runners.storyboard import VERSION
from function_runners.storyboard.draw import STYLES
from function_runners.storyboard.runner import draw_file, generate, warm
from function_runners.storyboard.shot import ShotError
from function_runners.storyboard.tiers import TIERS


def main(arguments: list[str]) -> int:
    if not arguments:
        serve({"image.generate": generate}, name="storyboard", version=VERSION)
        return 0
    return _command(arguments)


def _command(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m function_runners.storyboard", description="Draw storyboard frames."
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    drawing = verbs.add_parser("draw", help="draw a shot described in words")
    drawing.add_argument("text")
    drawing.add_argument("out", type=Path)
    drawing.add_argument("--tier", choices=list(TIERS), default="standard")
    drawing.add_argument("--style", choices=STYLES, default="wash")
    drawing.add_argument("--aspect", default="16:9")
    drawing.add_argument("--seed", type=int, default=0)
    drawing.add_argument("--width", type=int)
    drawing.add_argument("--shot", help="more fields of the shot, as a JSON object")
    for flag in ("arrows", "slate", "guides"):
        drawing.add_argument(f"--{flag}", action="store_true")
    verbs.add_parser("warm", help="compile the drawing code once, ahead of the first frame")
    given = parser.parse_args(arguments)
    if given.verb == "warm":
        warm()
        return 0
    try:
        parameters = {
            "prompt": given.text, "tier": given.tier, "style": given.style, "aspectRatio": given.aspect, "seed": given.seed,
            "width": given.width, "arrows": given.arrows, "slate": given.slate, "guides": given.guides,
            **(json.loads(given.shot) if given.shot else {}),
        }  # fmt: skip
        shot, _ = draw_file(parameters, given.out)
    except ShotError as error:
        print(f"The shot cannot be drawn: {error}.", file=sys.stderr)
        return 2
    print(json.dumps(dict(shot.understood), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
