"""Rooms. People act around the origin; the walls behind them carry what says where we are."""

from __future__ import annotations

from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage.mesh import NO_SHADOW
from function_runners.storyboard.stage.sets.base import Stage, stage_set
from function_runners.storyboard.stage.sets.urban import FACADES, street_front


@stage_set(interior=True)
def living_room(s: Stage) -> None:
    s.room("#b7ab96", Pattern.PANEL, width=8.4, back=3.0)
    s.window(-1.9)
    s.put("sofa", 0.5 + s.jitter(0.2), 2.3)
    s.put("lamp", 1.95, 2.5)
    s.put("picture", 0.55, 2.96)
    s.put("bookshelf", 2.9, 2.8)
    s.put("bookshelf", -3.5, 2.8)
    s.put("armchair", -2.8, 1.4, 70)
    s.put("plant", -2.75, 2.6)
    s.put("rug", 0, 0.4)
    s.put("fireplace", 3.95, 0.4, -90)
    s.put("picture", -4.15, 0.2, 90)
    s.glow(1.95, 2.3, 1.6, 0.9)
    s.dressing.seat, s.dressing.table = "armchair", "round_table"
    s.pane_light()


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
def kitchen(s: Stage) -> None:
    s.room("#cbc4ae", Pattern.TILE, width=7.2, back=2.9, floor="#a49a86", floor_pattern=Pattern.CHECKER)
    s.put("kitchen_units", -1.9, 2.55)
    s.put("stove", -0.35, 2.55)
    s.put("kitchen_units", 1.2, 2.55)
    s.put("fridge", 2.9, 2.5)
    s.window(-0.35, width=1.1, height=1.0, sill=1.25)
    s.put("plate", 1.0, 2.4, z=0.925)
    s.put("bottle", -1.4, 2.5, z=0.925)
    s.put("flowers", -2.3, 2.45, z=0.925)
    s.put("pendant", 0, 0.6)
    s.put("clock", 3.56, 0.9, -90)
    s.put("door", -3.55, 0.6, 90)
    s.glow(0, 0.4, 1.9, 0.85)
    s.dressing.seat, s.dressing.table = "chair", "table"
    s.pane_light()


@stage_set(interior=True)
def bedroom(s: Stage) -> None:
    s.room("#a3aba6", width=7.6, back=3.0, floor="#8c6a4a")
    s.window(-1.9, width=1.7)
    s.put("bed", 0.9, 1.95)
    s.put("bedside", 2.05, 2.7)
    s.put("bedside", -0.25, 2.7)
    s.put("table_lamp", 2.05, 2.7, z=0.55)
    s.put("picture", 0.9, 2.96)
    s.put("cabinet", 3.5, 0.8, -90)
    s.put("mirror", 3.74, 0.8, -90)
    s.put("armchair", -2.9, 1.9, 50)
    s.put("rug", -0.1, 0.4)
    s.put("curtain", -3.0, 2.86, scale=0.74)
    s.glow(2.05, 2.4, 1.0, 1.0)
    s.dressing.seat, s.dressing.table, s.dressing.bed = "chair", "bedside", "bed"
    s.pane_light()


@stage_set(interior=True)
def bathroom(s: Stage) -> None:
    s.room("#bccac8", Pattern.TILE, width=5.0, back=2.4, floor="#8d9694", floor_pattern=Pattern.CHECKER)
    s.put("bathtub", 1.35, 1.9)
    s.put("sink", -0.9, 2.1)
    s.put("mirror", -0.9, 2.36)
    s.put("curtain", 1.9, 2.3, scale=0.72)
    s.window(0.3, width=0.6, height=0.7, sill=1.5)
    s.put("door", -2.45, 0.6, 90)
    s.lamp(-0.9, 2.0, 2.3, (0.6, 0.62, 0.6))
    s.dressing.seat, s.dressing.table = "stool", "bedside"


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


@stage_set(interior=True)
def car(s: Stage) -> None:
    """The front seats, seen from over the bonnet through the frame of the windscreen; the street goes by behind."""
    b = s.builder
    s.ground("#5d5d5e", Pattern.ASPHALT)
    street_front(s, 9.5)
    trim, seat, dark = b.paint("#57504a"), b.paint("#7a634e"), b.paint("#2c2b2e")
    shell = b.paint(FACADES[int(s.rng.integers(len(FACADES)))], gloss=0.4)
    b.begin("car seats", "fixed")
    for x in (-0.40, 0.40):
        b.box((x, 0.06, 0.36), (0.54, 0.56, 0.20), seat)
        b.box((x, 0.42, 0.78), (0.52, 0.16, 0.70), seat, lean=-10)
        b.box((x, 0.50, 1.22), (0.26, 0.10, 0.17), seat)
        b.tube((x, 0.48, 1.12), 0.02, 0.12, dark)
    b.box((0, 1.30, 0.40), (1.40, 0.50, 0.26), seat)
    b.box((0, 1.62, 0.78), (1.40, 0.18, 0.62), seat, lean=-10)
    b.begin("car body", "fixed")
    b.box((0, 0.5, 0.08), (1.6, 3.0, 0.1), dark)
    for x in (-0.80, 0.80):
        b.box((x, 0.40, 0.50), (0.09, 2.9, 0.72), trim)
        b.box((x * 0.985, 0.40, 0.89), (0.13, 2.9, 0.06), dark)
        b.box((x * 0.97, 0.55, 1.16), (0.06, 0.11, 0.56), dark)
        b.box((x * 0.93, 1.78, 1.16), (0.09, 0.20, 0.60), dark)
        b.box((x * 0.96, -0.64, 1.14), (0.06, 0.08, 0.72), dark, lean=32)
        b.box((x * 1.22, -0.80, 0.98), (0.24, 0.08, 0.15), shell)
    b.box((0, 0.78, 1.49), (1.56, 2.3, 0.05), trim)
    b.box((0, -0.38, 1.475), (1.56, 0.10, 0.07), dark)
    b.box((0, 1.90, 0.98), (1.60, 0.30, 0.08), dark)
    b.box((0, -0.30, 1.36), (0.24, 0.03, 0.08), dark)
    b.begin("bonnet", "fixed")
    b.box((0, -1.75, 0.78), (1.62, 1.9, 0.10), shell, lean=-3)
    b.begin("dashboard", "fixed")
    b.box((0, -0.80, 0.80), (1.56, 0.34, 0.14), dark)
    b.begin("steering wheel", "fixed")
    b.ring((0.40, -0.44, 0.86), 0.18, 0.018, dark, lean=-16)
    b.box((0.40, -0.44, 0.86), (0.32, 0.03, 0.05), dark)
    b.box((0.40, -0.56, 0.80), (0.05, 0.24, 0.05), dark)
    s.lamp(0, -1.0, 1.25, (0.40, 0.40, 0.38), 1.5)
    s.dressing.seat = ""
    s.dressing.spread = 0.62
