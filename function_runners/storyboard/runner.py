"""The function `image.generate`: a shot in, a storyboard frame out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from function_runners.kit import Job, JobError
from function_runners.storyboard import VERSION
from function_runners.storyboard.build import build
from function_runners.storyboard.draw import STYLES, Drawing, draw
from function_runners.storyboard.extras import EXTRAS, colour_of, depth_picture, masks_picture, normals_picture
from function_runners.storyboard.finish.arrows import camera_arrow, ground_arrow
from function_runners.storyboard.finish.guides import GUIDES, draw_guides
from function_runners.storyboard.finish.slate import add_slate
from function_runners.storyboard.picture import picture_size, save_png
from function_runners.storyboard.scene import Scene
from function_runners.storyboard.shot import Shot, ShotError, read_shot
from function_runners.storyboard.stage.spots import MOVING
from function_runners.storyboard.tiers import TIERS, Tier

PERCENT = {
    "Reading the shot": 2.0, "Dressing the set": 6.0, "Posing figures": 14.0, "Lighting": 30.0, "Drawing": 40.0,
    "Inking": 72.0, "Finishing": 92.0,
}  # fmt: skip
PREVIEW_WIDTH = 320


@dataclass(frozen=True)
class Options:
    """How the frame is drawn, apart from what is in it."""

    tier: Tier
    width: int | None
    height: int | None
    style: str
    arrows: bool
    guides: tuple[str, ...]
    slate: bool
    extras: tuple[str, ...]


def generate(job: Job) -> dict[str, Any]:
    """Draw the shot in `job.parameters` into `job.output_dir`. Raises JobError when it cannot be understood."""
    started = time.perf_counter()
    parameters = {"seed": job.seed, **{k: v for k, v in job.parameters.items() if v is not None}}

    def step(name: str) -> None:
        job.progress(PERCENT[name], name)

    step("Reading the shot")
    try:
        shot, options = read_shot(parameters), read_options(parameters)
        width, height = picture_size(options.tier, shot.aspect, options.width, options.height)
    except ShotError as error:
        raise JobError("invalid_parameters", f"The shot cannot be drawn: {error}.") from error
    shot = _shaped(shot, width / height)
    scene = build(shot, step)
    job.output_dir.mkdir(parents=True, exist_ok=True)
    if options.tier.name != "draft" and width > 2 * PREVIEW_WIDTH:
        _preview(job, scene, shot)
    drawing = draw(scene, width, height, options.tier, options.style, step)
    step("Finishing")
    frame = finish(drawing, scene, shot, options)
    save_png(frame, job.output_dir / "frame.png")
    outputs = [_output("frame.png", "primary", frame.width, frame.height)]
    for name in options.extras:
        save_png(_extra(name, drawing, scene), job.output_dir / f"{name}.png")
        outputs.append(_output(f"{name}.png", name, width, height))
    return {"outputs": outputs, "metadata": _metadata(shot, scene, options, drawing, time.perf_counter() - started)}


def finish(drawing: Drawing, scene: Scene, shot: Shot, options: Options) -> Image.Image:
    """The drawn picture with the arrows, guides and slate that were asked for."""
    image = Image.fromarray(drawing.picture)
    if options.arrows:
        for mark in scene.marks:
            if mark.pose in MOVING:
                image = ground_arrow(image, scene.camera, (mark.x, mark.y), mark.facing)
        image = camera_arrow(image, shot.movement)
    image = draw_guides(image, options.guides)
    return add_slate(image, shot, options.tier.name) if options.slate else image


def read_options(parameters: Mapping[str, Any]) -> Options:
    """Raises ShotError naming the parameter at fault."""
    tier = parameters.get("tier", "standard")
    if tier not in TIERS:
        raise ShotError("tier", f"{tier!r} is not known; use one of {', '.join(TIERS)}")
    style = parameters.get("style") or "wash"
    if style not in STYLES:
        raise ShotError("style", f"{style!r} is not known; use one of {', '.join(STYLES)}")
    guides = parameters.get("guides") or ()
    return Options(
        TIERS[tier], _pixels(parameters, "width"), _pixels(parameters, "height"), style, _flag(parameters, "arrows"),
        _several({"guides": ["thirds"] if guides is True else guides}, "guides", GUIDES), _flag(parameters, "slate"),
        _several(parameters, "extras", EXTRAS),
    )  # fmt: skip


def _flag(parameters: Mapping[str, Any], name: str) -> bool:
    value = parameters.get(name, False)
    if not isinstance(value, bool):
        raise ShotError(name, "must be true or false")
    return value


def _pixels(parameters: Mapping[str, Any], name: str) -> int | None:
    value = parameters.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        raise ShotError(name, "must be a number of pixels")
    return value


def _several(parameters: Mapping[str, Any], name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    value = parameters.get(name) or ()
    if not isinstance(value, list | tuple) or any(v not in known for v in value):
        raise ShotError(name, f"must be a list of {', '.join(known)}")
    return tuple(dict.fromkeys(value))


def _shaped(shot: Shot, aspect: float) -> Shot:
    """The shot in the shape that is really drawn."""
    return Shot(**{**shot.__dict__, "aspect": aspect})


def _preview(job: Job, scene: Scene, shot: Shot) -> None:
    """A small draft of the very same scene, there in a tenth of a second."""
    width, height = picture_size(TIERS["draft"], shot.aspect, PREVIEW_WIDTH, None)
    path = job.output_dir / "preview.jpg"
    Image.fromarray(draw(scene, width, height, TIERS["draft"], "wash").picture).save(path, quality=80)
    job.preview(path)


def _extra(name: str, drawing: Drawing, scene: Scene) -> Any:
    if name == "depth":
        return depth_picture(drawing)
    return normals_picture(drawing, scene.camera) if name == "normals" else masks_picture(drawing)


def _output(path: str, role: str, width: int, height: int) -> dict[str, Any]:
    return {"path": path, "role": role, "mediaType": "image/png", "width": width, "height": height}


def _metadata(shot: Shot, scene: Scene, options: Options, drawing: Drawing, seconds: float) -> dict[str, Any]:
    camera = scene.camera
    metadata: dict[str, Any] = {
        "generator": "storyboard", "version": VERSION, "synthetic": "previz", "tier": options.tier.name,
        "style": options.style, "seed": shot.seed, "understood": dict(shot.understood), "leftOut": list(scene.left_out),
        "camera": {
            "lens": round(camera.lens, 2), "height": round(float(camera.position[2]), 3),
            "distance": round(camera.focus, 3), "position": [round(float(v), 3) for v in camera.position],
        },
        "triangles": len(scene.mesh.faces), "seconds": round(seconds, 3),
    }  # fmt: skip
    if "masks" in options.extras:
        metadata["masks"] = _mask_names(scene, drawing)
    return metadata


def _mask_names(scene: Scene, drawing: Drawing) -> list[dict[str, str]]:
    names = {p.number: p for p in scene.pieces}
    seen = [int(n) for n in np.unique(drawing.pieces) if n in names]
    colours = colour_of(np.array(seen, np.int64))
    return [
        {"name": names[n].name, "kind": names[n].kind, "colour": "#" + bytes(c).hex()}
        for n, c in zip(seen, colours, strict=True)
    ]


def warm() -> None:
    """Compile every kernel by drawing one tiny frame on each tier's path."""
    shot = read_shot({"prompt": "Wide shot, a man and a woman walk in a rainy street at night", "seed": 1})
    scene = build(shot)
    for tier in TIERS.values():
        draw(scene, 64, 36, tier, "ink")


def draw_file(parameters: Mapping[str, Any], path: Path) -> tuple[Shot, Scene]:
    """Draw a shot straight into a PNG file, for people at a terminal."""
    shot, options = read_shot(parameters), read_options(parameters)
    width, height = picture_size(options.tier, shot.aspect, options.width, options.height)
    shot = _shaped(shot, width / height)
    scene = build(shot)
    drawing = draw(scene, width, height, options.tier, options.style)
    save_png(finish(drawing, scene, shot, options), path)
    return shot, scene
