"""Composition guides over the picture."""

from __future__ import annotations

from PIL import Image, ImageDraw

GUIDES = ("thirds", "safe", "centre")


def draw_guides(image: Image.Image, names: tuple[str, ...]) -> Image.Image:
    """The picture with rule-of-thirds lines, safe areas (90 and 80 %) or a centre cross."""
    if not names:
        return image
    w, h = image.size
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    d = ImageDraw.Draw(layer)
    light, dark = (255, 255, 255, 120), (20, 20, 24, 70)
    for shift, tint in ((1, dark), (0, light)):
        if "thirds" in names:
            for k in (1, 2):
                d.line([(w * k / 3 + shift, 0), (w * k / 3 + shift, h)], fill=tint)
                d.line([(0, h * k / 3 + shift), (w, h * k / 3 + shift)], fill=tint)
        if "safe" in names:
            for margin in (0.05, 0.10):
                d.rectangle(
                    [w * margin + shift, h * margin + shift, w * (1 - margin) + shift, h * (1 - margin) + shift],
                    outline=tint,
                )
        if "centre" in names:
            arm = min(w, h) * 0.03
            d.line([(w / 2 - arm, h / 2 + shift), (w / 2 + arm, h / 2 + shift)], fill=tint)
            d.line([(w / 2 + shift, h / 2 - arm), (w / 2 + shift, h / 2 + arm)], fill=tint)
    out = image.convert("RGBA")
    out.alpha_composite(layer)
    return out.convert("RGB")
