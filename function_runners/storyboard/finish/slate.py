"""The strip under the picture: what the shot is, and that it is previz. The picture itself stays clean."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFont

from function_runners.storyboard.shot import Shot

_BODY = 46 / 720
_INK, _PALE, _TAG = (246, 240, 226), (176, 172, 162), (236, 160, 96)


def strip_height(width: int, height: int) -> int:
    """How much the slate adds to the picture's height, in pixels."""
    return max(14, round(_BODY * min(height, width * 9 / 16)))


def add_slate(image: Image.Image, shot: Shot, tier: str) -> Image.Image:
    """The picture with its strip: scene heading on the left, size, lens and move on the right, a PREVIZ tag."""
    w, h = image.size
    strip = strip_height(w, h)
    out = Image.new("RGB", (w, h + strip), (18, 18, 20))
    out.paste(image, (0, 0))
    d = ImageDraw.Draw(out)
    large, small = ImageFont.load_default(size=strip * 0.42), ImageFont.load_default(size=strip * 0.32)
    y, pad = h + strip / 2, strip * 0.35
    place = (shot.location or shot.place).replace("_", " ")
    heading = f"{'INT.' if shot.interior else 'EXT.'} {place} - {shot.time}".upper()
    lens = f"{shot.lens:g}mm  " if shot.lens else ""
    move = shot.movement.upper() if shot.movement != "static" else "STATIC"
    right = f"{shot.size}  {lens}{shot.angle}  {move}"
    d.text((pad, y), heading, font=large, fill=_INK, anchor="lm")
    used = pad + d.textlength(heading, font=large)
    at = w - pad
    wide = d.textlength(right, font=small)
    if used + wide + 2 * pad < w:
        d.text((at, y), right, font=small, fill=_PALE, anchor="rm")
        at -= wide + pad
    tag = f"PREVIZ {tier}"
    wide = d.textlength(tag, font=small)
    if used + wide + 2 * pad < at:
        d.rounded_rectangle([at - wide - pad, y - strip * 0.28, at, y + strip * 0.28], strip * 0.1, outline=_TAG)
        d.text((at - wide / 2 - pad / 2, y), tag, font=small, fill=_TAG, anchor="mm")
    return out
