"""What a file of an asset is, read from itself: the size of a picture, the length of a film or a sound, the tensors of a
model. Facts are a help: a file that cannot be read has none."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

from app.domain.asset import ModelFacts
from app.domain.media_types import shown_type
from app.errors import AuteurError
from app.services.media import ffmpeg
from app.services.media.sayings import facts_said
from app.services.media.thumbnails import moves, picture_size

UNKNOWN = "application/octet-stream"
MODEL = "application/x-safetensors"
MAX_HEADER_BYTES = 16 * 2**20
LONGEST_WORD = 200


def facts_of(file: Path, head: bytes, name: str) -> dict[str, Any]:
    """Fields of an `AssetFile`. The kind is told by content; `name` only says what may be a model."""
    kind = shown_type(head)
    if kind is None:
        if name.lower().endswith(".safetensors") and (model := model_facts(file)) is not None:
            return {"media_type": MODEL, "model": model}
        return {"media_type": UNKNOWN}
    if kind.startswith("image/"):
        size = picture_size(file)
        moving = told_by_ffmpeg(file, kind) if kind == "image/gif" and moves(file) else {}
        return {"media_type": kind, **moving, **({"width": size[0], "height": size[1]} if size else {})}
    return {"media_type": kind, **told_by_ffmpeg(file, kind)}


def model_facts(file: Path) -> ModelFacts | None:
    """From the header of a safetensors file: eight bytes of length, then JSON. None when it is no such file."""
    try:
        with file.open("rb") as source:
            length = int.from_bytes(source.read(8), "little")
            if not 2 <= length <= min(MAX_HEADER_BYTES, file.stat().st_size - 8):
                return None
            header = json.loads(source.read(length))
        said = header.pop("__metadata__", None) or {}
        formats = Counter(str(tensor["dtype"])[:20] for tensor in header.values())
    except (OSError, ValueError, RecursionError, AttributeError, TypeError, KeyError):
        return None
    kind = "lora" if any("lora" in name.lower() for name in header) else None
    if isinstance(said, dict) and isinstance(said.get("modelspec.architecture"), str):
        kind = said["modelspec.architecture"][:200]
    words = trigger_words(said) if isinstance(said, dict) else []
    types = [name for name, _ in formats.most_common(8)]
    return ModelFacts(tensors=len(header), types=types, kind=kind, trigger_words=words)


def trigger_words(said: dict[str, Any]) -> list[str]:
    """What a model's header says that it was taught to answer to, the likeliest first: the phrase that its maker names,
    then the words that most of its training pictures had in common (kohya's `ss_tag_frequency`)."""
    phrase = said.get("modelspec.trigger_phrase")
    found = [phrase] if isinstance(phrase, str) else []
    with contextlib.suppress(ValueError, RecursionError, AttributeError, TypeError):
        counts: Counter[str] = Counter()
        for tags in json.loads(said.get("ss_tag_frequency") or "{}").values():
            counts.update({tag: count for tag, count in tags.items() if isinstance(count, int)})
        found += [tag for tag, _ in counts.most_common(3)]
    tidy = [" ".join(word.split())[:LONGEST_WORD] for word in found]
    return [word for word in dict.fromkeys(tidy) if word and word.isprintable()]


def told_by_ffmpeg(file: Path, kind: str) -> dict[str, Any]:
    """Length, rate, codec and size of a film or a sound; nothing where there is no ffmpeg, or it knows nothing."""
    try:
        with file.open("rb") as source:
            return facts_said(ffmpeg.said(source, kind))
    except (OSError, AuteurError):
        return {}
