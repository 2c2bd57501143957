"""Rooms people live in, and the car they drive."""

from __future__ import annotations

from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage.sets.base import Stage, stage_set
from function_runners.storyboard.stage.sets.facades import FACADES, street_front


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
