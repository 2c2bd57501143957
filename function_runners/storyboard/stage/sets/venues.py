"""Rooms people go out to."""

from __future__ import annotations

from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage.sets.base import Stage, stage_set


@stage_set(interior=True)
def diner(s: Stage) -> None:
    s.room("#c2b493", Pattern.PANEL, width=10.0, back=3.4, floor="#a39a88", floor_pattern=Pattern.CHECKER)
    for x in (-3.4, -1.2, 1.2, 3.4):
        s.window(x, width=1.8, height=1.2, sill=1.15)
    for x in (-3.9, 3.9):
        s.put("booth", x - 0.95, 2.35, 90)
        s.put("booth", x + 0.95, 2.35, -90)
        s.put("diner_table", x, 2.35)
    s.put("counter", 0, 2.75)
    for x in (-1.2, -0.4, 0.4, 1.2):
        s.put("stool", x + s.jitter(0.05), 2.1)
    s.put("cup", -0.6, 2.7, z=1.05)
    s.put("plate", 0.5, 2.65, z=1.05)
    for x in (-2.4, 0.0, 2.4):
        s.put("pendant", x, 1.7 if x else 0.35)
        s.glow(x, 1.6 if x else 0.15, 1.9, 0.75, 2.0)
    s.dressing.seat, s.dressing.table = "booth", "diner_table"


@stage_set(interior=True)
def bar(s: Stage) -> None:
    s.room("#5d4636", Pattern.PANEL, width=9.0, back=3.4, floor="#6b4a34", ceiling="#4a3d34")
    s.put("back_bar", 0.2, 3.15)
    s.put("bar_counter", 0.2, 1.9)
    for x in (-1.3, -0.5, 1.5):
        s.put("stool", x + s.jitter(0.1), 1.3)
    for x in (-1.0, 0.2, 1.4):
        s.put("pendant", x, 1.9)
        s.glow(x, 1.7, 1.95, 0.8, 1.9)
    for name, x in (("glass", -0.7), ("bottle", 0.6), ("glass", 0.85), ("bottle", -1.1)):
        s.put(name, x, 1.82, z=1.125)
    s.put("round_table", -3.2, 1.2)
    s.put("chair", -3.2, 1.9)
    s.put("picture", -3.0, 3.36)
    s.put("picture", 3.2, 3.36)
    s.put("door", 4.4, 1.0, -90)
    s.glow(-3.0, 2.4, 2.1, 0.6)
    s.dressing.seat, s.dressing.table = "stool", "round_table"


@stage_set(interior=True)
def church(s: Stage) -> None:
    s.room("#b0a694", Pattern.STONE, width=10.0, back=9.0, front=12.0, height=6.0, floor="#8f887a", floor_pattern=Pattern.CHECKER,
           ceiling="#8d8474")  # fmt: skip
    for x in (-3.4, 3.4):
        for y in (1.0, 4.0, 7.0):
            s.put("column", x, y)
    for x in (-2.1, 2.1):
        for y in (1.6, 2.8, 4.0):
            s.put("pew", x, y, 180)
    s.put("altar", 0, 7.4)
    s.put("cross", 0, 8.7, z=1.4, scale=1.2)
    for x in (-0.7, 0.7):
        s.put("candle", x, 7.2, z=0.96)
        s.glow(x, 7.0, 1.4, 0.9, 1.6)
    for x in (-2.6, 2.6):
        s.window(x, width=1.1, height=3.0, sill=1.8)
    for y in (2.5, 5.5):
        s.window(-4.96, y, 90, width=1.1, height=3.0, sill=1.8)
    s.dressing.seat, s.dressing.table = "pew", "altar"
    s.dressing.gobo = 2 if not s.dark else 0


@stage_set(interior=True)
def theatre(s: Stage) -> None:
    s.room("#4a2c2e", width=11.0, back=4.6, front=12.0, height=4.8, floor="#7a5a3c", ceiling="#2c2224")
    for k in range(5):
        s.put("stage_curtain", -4.4 + k * 2.2, 4.3, scale=1.2)
    s.put("column", -5.0, 3.6)
    s.put("column", 5.0, 3.6)
    s.put("microphone", 1.9, 1.0)
    s.lamp(-1.6, -1.2, 4.2, (1.2, 1.1, 0.9), 3.0)
    s.lamp(2.2, 0.8, 4.2, (0.9, 0.7, 0.5), 3.0)
    s.dressing.seat, s.dressing.table = "chair", "round_table"
