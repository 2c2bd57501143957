"""Rooms people work, learn, heal and are locked up in."""

from __future__ import annotations

from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage.mesh import NO_SHADOW
from function_runners.storyboard.stage.sets.base import Stage, stage_set


@stage_set(interior=True)
def office(s: Stage) -> None:
    s.room("#b3b1a6", width=8.0, back=3.1, floor="#77706a", floor_pattern=Pattern.CARPET)
    s.window(1.2, width=2.0, height=1.5)
    s.put("bookshelf", -2.0, 2.9)
    s.put("bookshelf", -0.88, 2.9)
    s.put("filing_cabinet", 3.2, 2.75)
    s.put("plant", 2.6, 2.7)
    s.put("desk", 0.9, 1.9, 180)
    s.put("laptop", 1.0, 1.85, 180, z=0.766)
    s.put("table_lamp", 0.35, 1.95, z=0.766)
    s.put("office_chair", 0.9, 2.55)
    s.put("clock", -0.2 + 0.35, 3.07)
    s.put("picture", -3.95, 0.6, 90)
    s.put("door", 3.95, 0.5, -90)
    s.glow(0.35, 1.8, 1.2, 0.7, 1.6)
    s.dressing.seat, s.dressing.table = "office_chair", "desk"
    s.pane_light()


@stage_set(interior=True)
def corridor(s: Stage) -> None:
    s.room(
        "#a8a698",
        Pattern.PANEL,
        width=2.9,
        back=14.0,
        front=8.0,
        height=2.7,
        floor="#87806f",
        floor_pattern=Pattern.CHECKER,
    )
    for k in range(4):
        y = 2.0 + k * 3.2
        s.put("door", -1.43, y, 90)
        s.put("door", 1.43, y + 1.2, -90)
        b = s.builder
        b.begin("ceiling light", "prop")
        b.box((0, y - 1.2, 2.66), (0.9, 0.35, 0.05), b.paint("#fff4d8", glow=1.4), light=NO_SHADOW)
        s.lamp(0, y - 1.2, 2.2, (0.42, 0.40, 0.34), 2.4)
    s.window(0, width=1.2, height=1.4)
    s.put("bench", 1.15, 1.6, -90)
    s.dressing.seat = "chair"
    s.dressing.spread = 0.72


@stage_set(interior=True)
def hospital(s: Stage) -> None:
    s.room(
        "#b9c8c4", Pattern.PANEL, width=7.6, back=3.0, floor="#9fb0ac", floor_pattern=Pattern.CHECKER, ceiling="#dfe3de"
    )
    s.window(-2.2, width=1.7)
    s.put("hospital_bed", 0.7, 1.85)
    s.put("monitor", 1.6, 2.4)
    s.put("hospital_bed", 3.0, 1.85)
    s.put("curtain", 2.35, 2.9, scale=0.68)
    s.put("bedside", -0.2, 2.7)
    s.put("flowers", -0.2, 2.65, z=0.55)
    s.put("chair", -1.2, 2.3, 20)
    s.put("clock", 0.7, 2.96)
    s.put("door", -3.75, 0.8, 90)
    s.lamp(0, 0.8, 2.6, (0.42, 0.46, 0.44), 3.0)
    s.dressing.seat, s.dressing.table, s.dressing.bed = "chair", "bedside", "hospital_bed"


@stage_set(interior=True)
def classroom(s: Stage) -> None:
    s.room("#c3bb9c", Pattern.PANEL, width=9.0, back=3.4, floor="#9a7a52")
    s.put("blackboard", 0, 3.36)
    s.put("desk", 1.9, 2.5, 180)
    s.put("book", 1.7, 2.45, z=0.766)
    s.put("clock", 2.2, 3.36)
    for x in (-2.9, 2.9):
        for y in (-1.2, 0.4):
            s.put("school_desk", x + s.jitter(0.1), y)
            s.put("chair", x + s.jitter(0.1), y - 0.5, 180)
    for y in (-1.5, 0.8):
        s.window(-4.46, y, 90, width=1.7)
    s.put("bookshelf", -3.2, 3.15)
    s.dressing.seat, s.dressing.table = "chair", "school_desk"
    s.pane_light()


@stage_set(interior=True)
def library(s: Stage) -> None:
    s.room("#8d7c62", Pattern.PANEL, width=9.0, back=3.6, height=3.4, floor="#7a5a3c")
    for k in range(8):
        s.put("bookshelf", -3.9 + k * 1.11, 3.38)
    for y in (2.2, 1.05, -0.1):
        s.put("bookshelf", -4.2, y, 90)
        s.put("bookshelf", 4.2, y, -90)
    s.put("ladder", 2.1, 2.6)
    s.put("table", -2.2, 1.9)
    s.put("table_lamp", -2.2, 1.9, z=0.765)
    s.put("book", -1.9, 1.8, 20, z=0.765)
    s.put("chair", -2.2, 2.6)
    s.glow(-2.2, 1.7, 1.3, 0.9)
    s.glow(1.8, 1.5, 2.6, 0.5)
    s.dressing.seat, s.dressing.table = "chair", "table"


@stage_set(interior=True)
def warehouse(s: Stage) -> None:
    s.room("#8a5d4a", Pattern.BRICK, width=15.0, back=6.5, front=12.0, height=5.2, floor="#77736c",
           floor_pattern=Pattern.CONCRETE, ceiling="#5b5650")  # fmt: skip
    for x in (-4.5, 0.0, 4.5):
        s.window(x, width=2.6, height=1.7, sill=2.6)
    for x, y, z, turn in ((-3.6, 3.6, 0, 8), (-2.8, 3.9, 0, -5), (-3.3, 3.7, 0.71, 22), (3.4, 4.2, 0, -8), (4.2, 4.6, 0, 15),
                          (3.9, 4.3, 0.71, 3), (-5.4, 1.8, 0, 30)):  # fmt: skip
        s.put("crate", x + s.jitter(0.15), y, turn, z)
    for x, y in ((2.2, 4.6), (1.5, 4.9), (-4.9, 3.0)):
        s.put("barrel", x, y)
    s.put("ladder", -1.2, 5.6)
    s.put("pipes", 2.5, 6.46)
    b = s.builder
    for x in (-5.2, 5.2):
        for y in (-1.0, 4.5):
            b.begin("pillar", "wall")
            b.box((x, y, 2.6), (0.3, 0.3, 5.2), b.paint("#5c5a55"))
    for y in (1.0, 4.0):
        b.begin("beam", "wall")
        b.box((0, y, 4.7), (15, 0.22, 0.35), b.paint("#4c4a46"), light=NO_SHADOW)
    s.glow(-2.0, 3.0, 3.6, 0.8, 3.2)
    s.dressing.seat, s.dressing.table = "crate", "crate"
    s.dressing.gobo = 2 if s.hour in ("day", "golden", "morning", "dawn") else 0


@stage_set(interior=True)
def prison(s: Stage) -> None:
    s.room("#8e918c", Pattern.CONCRETE, width=5.6, back=2.7, floor="#75746f", floor_pattern=Pattern.CONCRETE,
           ceiling="#7d7f7b")  # fmt: skip
    s.put("bars", -1.6, 2.62)
    s.put("bars", 0.85, 2.62)
    s.put("steel_door", 2.2, 2.62)
    s.put("clock", 2.76, 1.2, -90)
    b = s.builder
    b.begin("lamp", "prop")
    b.tube((0, 0.3, 2.42), 0.26, 0.16, b.paint("#3a3f3c"), top=0.08, light=NO_SHADOW)
    b.tube((0, 0.3, 2.33), 0.20, 0.02, b.paint("#fff2cf", glow=2.0), light=NO_SHADOW)
    s.lamp(0, 0.2, 2.2, (1.05, 0.98, 0.80), 1.9)
    s.dressing.seat, s.dressing.table = "chair", "table"


@stage_set(interior=True)
def laboratory(s: Stage) -> None:
    s.room("#aab6ba", width=9.0, back=3.4, floor="#8b969a", floor_pattern=Pattern.TILE, ceiling="#c8d0d2")
    for x in (-2.2, 0.0, 2.2):
        s.put("console", x, 2.9)
    s.put("lockers", -4.2, 1.2, 90)
    s.put("monitor", 3.6, 2.6)
    s.put("office_chair", -1.2, 2.0, 200)
    s.put("pipes", -2.5, 3.36)
    s.put("steel_door", 4.4, 0.8, -90)
    for x in (-2.2, 0.0, 2.2):
        s.lamp(x, 2.3, 1.4, (0.16, 0.34, 0.40), 1.6)
    s.lamp(0, 0.5, 2.6, (0.34, 0.38, 0.40), 3.0)
    s.dressing.seat, s.dressing.table = "office_chair", "table"
