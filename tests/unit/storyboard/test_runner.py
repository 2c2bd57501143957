"""The function `image.generate`, called as the studio calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from PIL import Image

from function_runners import storyboard
from function_runners.kit import Job, JobError
from function_runners.storyboard.runner import PERCENT, generate

MANIFEST = json.loads((Path(storyboard.__file__).parent / "manifest.json").read_text(encoding="utf-8"))
SCHEMA = MANIFEST["functions"]["image.generate"]["parameters"]
SHOT: dict[str, Any] = {
    "prompt": "Wide shot, Maya walks through a rainy street at night, camera tracks left",
    "tier": "draft",
    "width": 160,
    "height": 90,
}


def call(folder: Path, parameters: dict[str, Any], seed: int = 4) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    sent: list[dict[str, Any]] = []
    job = Job("1", "image.generate", parameters, {}, folder, seed, lambda m: sent.append(dict(m)))
    return generate(job), sent


def test_a_frame_is_written_and_described(tmp_path: Path) -> None:
    result, sent = call(tmp_path, SHOT)
    (output,) = result["outputs"]
    assert output == {"path": "frame.png", "role": "primary", "mediaType": "image/png", "width": 160, "height": 90}
    with Image.open(tmp_path / "frame.png") as picture:
        assert (picture.size, picture.mode) == ((160, 90), "RGB")
    metadata = result["metadata"]
    assert metadata["understood"]["place"] == "street"
    assert metadata["understood"]["cast"][0]["name"] == "Maya"
    assert (metadata["tier"], metadata["seed"], metadata["synthetic"]) == ("draft", 4, "previz")
    json.dumps(result, allow_nan=False)
    steps = [m["step"] for m in sent if m["type"] == "progress"]
    assert steps == list(PERCENT)
    percents = [m["progress"] for m in sent if m["type"] == "progress"]
    assert percents == sorted(percents)


def test_a_better_tier_shows_a_preview_first(tmp_path: Path) -> None:
    _, sent = call(tmp_path, {**SHOT, "tier": "standard", "width": 720, "height": 404})
    (preview,) = [m for m in sent if m["type"] == "preview"]
    with Image.open(tmp_path / preview["path"]) as picture:
        assert picture.width == 320


def test_the_same_job_writes_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name, seed in (("a", 4), ("b", 4), ("c", 5)):
        call(tmp_path / name, SHOT, seed)
        written.append((tmp_path / name / "frame.png").read_bytes())
    assert written[0] == written[1] != written[2]


def test_extras_lie_beside_the_frame(tmp_path: Path) -> None:
    result, _ = call(tmp_path, {**SHOT, "extras": ["depth", "normals", "masks"]})
    assert [o["role"] for o in result["outputs"]] == ["primary", "depth", "normals", "masks"]
    for output in result["outputs"]:
        with Image.open(tmp_path / output["path"]) as picture:
            assert picture.size == (160, 90)
    assert any(m["kind"] == "person" for m in result["metadata"]["masks"])


def test_arrows_and_guides_change_the_picture_and_a_slate_goes_under_it(tmp_path: Path) -> None:
    call(tmp_path / "clean", SHOT)
    clean = Image.open(tmp_path / "clean/frame.png")
    for name, option in (("arrows", True), ("guides", ["thirds", "safe", "centre"])):
        call(tmp_path / name, {**SHOT, name: option})
        marked = Image.open(tmp_path / name / "frame.png")
        assert marked.size == clean.size
        assert marked.tobytes() != clean.tobytes()
    result, _ = call(tmp_path / "slate", {**SHOT, "slate": True})
    slated = Image.open(tmp_path / "slate/frame.png")
    assert slated.height == result["outputs"][0]["height"] > clean.height
    assert slated.crop((0, 0, 160, 90)).tobytes() == clean.tobytes()


@pytest.mark.parametrize(
    ("aspect", "size"),
    [("16:9", (960, 540)), ("2.39:1", (1114, 466)), ("4:3", (832, 624)), ("1:1", (720, 720)), ("9:16", (540, 960))],
)
def test_the_size_follows_the_aspect_ratio(aspect: str, size: tuple[int, int]) -> None:
    from function_runners.storyboard.picture import picture_size
    from function_runners.storyboard.shot import read_shot
    from function_runners.storyboard.tiers import TIERS

    assert picture_size(TIERS["draft"], read_shot({"aspectRatio": aspect}).aspect, None, None) == size


@pytest.mark.parametrize(
    "wrong",
    [
        {"tier": "ultra"}, {"style": "oil"}, {"extras": ["smell"]}, {"guides": "thirds"}, {"arrows": "yes"}, {"width": 8},
        {"width": 5000, "height": 4000}, {"width": 12.5}, {"size": "huge"}, {"cast": [{"body": "centaur"}]},
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_refused_in_a_sentence(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(JobError) as caught:
        call(tmp_path, {**SHOT, **wrong})
    assert caught.value.code == "invalid_parameters"
    assert next(iter(wrong)) in caught.value.message
    assert not (tmp_path / "frame.png").exists()


def test_the_manifest_describes_the_parameters_that_are_read() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(SHOT | {"cast": [{"name": "Maya", "facing": 20, "look": "left"}], "props": ["cup"]}, SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"tier": "ultra"}, SCHEMA)
    assert MANIFEST["version"] == storyboard.VERSION
    for name, field in SCHEMA["properties"].items():
        assert field["title"], name
        assert field["description"], name


def test_the_schema_offers_exactly_what_the_shot_accepts() -> None:
    from function_runners.storyboard import shot
    from function_runners.storyboard.light import HOURS, MOODS
    from function_runners.storyboard.tiers import TIERS

    fields = SCHEMA["properties"]
    for name, known in (
        ("size", shot.SIZES), ("angle", shot.ANGLES), ("movement", shot.MOVEMENTS), ("weather", shot.WEATHERS),
        ("timeOfDay", HOURS), ("mood", MOODS), ("tier", TIERS),
    ):  # fmt: skip
        assert fields[name]["enum"] == list(known)


def test_the_runner_answers_over_its_standard_streams(tmp_path: Path) -> None:
    request = {"id": "7", "function": "image.generate", "parameters": SHOT, "outputDir": str(tmp_path), "seed": 1}
    done = subprocess.run(
        [sys.executable, "-m", "function_runners.storyboard"],
        input=json.dumps(request) + "\n", capture_output=True, text=True, timeout=100, check=True,
    )  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert (lines[0]["type"], lines[0]["functions"]) == ("ready", ["image.generate"])
    assert lines[-1]["type"] == "result"
    assert (tmp_path / "frame.png").exists()


def test_a_frame_can_be_drawn_from_the_terminal(tmp_path: Path) -> None:
    from function_runners.storyboard.__main__ import main

    out = tmp_path / "shot.png"
    assert main(["draw", "MS of a man in a bar", str(out), "--tier", "draft", "--width", "160", "--slate"]) == 0
    with Image.open(out) as picture:
        assert picture.width == 160
    assert main(["draw", "x", str(out), "--shot", '{"size": "huge"}']) == 2
