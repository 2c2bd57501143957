"""Words for sizes, angles and moves of the camera."""

from __future__ import annotations

SIZES: dict[str, str] = {
    "ecu": "ECU", "extreme close up": "ECU", "extreme close": "ECU", "xcu": "ECU", "big close up": "ECU", "choker": "ECU",
    "cu": "CU", "close up": "CU", "closeup": "CU", "close shot": "CU", "tight on": "CU", "close on": "CU",
    "mcu": "MCU", "medium close up": "MCU", "medium close": "MCU", "head and shoulders": "MCU",
    "ms": "MS", "medium shot": "MS", "mid shot": "MS", "medium": "MS", "waist shot": "MS", "waist up": "MS",
    "mws": "MWS", "medium wide": "MWS", "medium wide shot": "MWS", "cowboy": "MWS", "cowboy shot": "MWS",
    "american shot": "MWS", "medium long shot": "MWS", "mls": "MWS", "knee shot": "MWS", "three quarter shot": "MWS",
    "fs": "FS", "full shot": "FS", "full figure": "FS", "full body": "FS", "head to toe": "FS",
    "ws": "WS", "wide shot": "WS", "wide": "WS", "long shot": "WS", "ls": "WS", "master": "WS", "master shot": "WS",
    "wide angle shot": "WS",
    "ews": "EWS", "extreme wide": "EWS", "extreme wide shot": "EWS", "very wide": "EWS", "extreme long shot": "EWS",
    "els": "EWS", "xls": "EWS", "establishing": "EWS", "establishing shot": "EWS", "vista": "EWS", "panorama": "EWS",
    "ots": "OTS", "over the shoulder": "OTS", "over shoulder": "OTS", "over his shoulder": "OTS",
    "over her shoulder": "OTS",
    "insert": "INSERT", "insert shot": "INSERT", "detail shot": "INSERT", "cutaway": "INSERT", "macro": "INSERT",
}  # fmt: skip

ANGLES: dict[str, str] = {
    "eye level": "eye", "eye line": "eye", "straight on": "eye",
    "low angle": "low", "from below": "low", "looking up at": "low", "low": "low",
    "worm s eye": "worm", "worms eye": "worm", "worm eye": "worm", "worm": "worm", "from the ground": "worm",
    "high angle": "high", "from above": "high", "looking down on": "high", "looking down at": "high", "high": "high",
    "overhead": "overhead", "bird s eye": "overhead", "birds eye": "overhead", "bird eye": "overhead", "top shot": "overhead",
    "top down": "overhead", "god s eye": "overhead", "aerial": "overhead", "drone shot": "high",
    "dutch": "dutch", "dutch angle": "dutch", "dutch tilt": "dutch", "canted": "dutch", "tilted frame": "dutch",
    "oblique": "dutch",
    "shoulder level": "shoulder", "hip level": "hip", "from the hip": "hip",
}  # fmt: skip

MOVEMENTS: dict[str, str] = {
    "static": "static", "locked off": "static", "lock off": "static", "fixed": "static", "still camera": "static",
    "pan left": "pan left", "pans left": "pan left", "panning left": "pan left",
    "pan right": "pan right", "pans right": "pan right", "panning right": "pan right", "pan": "pan right",
    "tilt up": "tilt up", "tilts up": "tilt up", "tilt down": "tilt down", "tilts down": "tilt down",
    "dolly in": "dolly in", "push in": "dolly in", "pushes in": "dolly in", "dolly forward": "dolly in",
    "track in": "dolly in", "slow push": "dolly in", "creep in": "dolly in", "moves in": "dolly in",
    "dolly out": "dolly out", "pull out": "dolly out", "pull back": "dolly out", "pulls back": "dolly out",
    "track out": "dolly out", "dolly back": "dolly out", "moves back": "dolly out",
    "track left": "track left", "tracks left": "track left", "tracking left": "track left", "truck left": "track left",
    "dolly left": "track left", "slide left": "track left",
    "track right": "track right", "tracks right": "track right", "tracking right": "track right",
    "truck right": "track right", "dolly right": "track right", "slide right": "track right",
    "tracking shot": "track right", "tracking": "track right", "follows": "track right", "follow shot": "track right",
    "crane up": "crane up", "cranes up": "crane up", "boom up": "crane up", "pedestal up": "crane up", "rises": "crane up",
    "jib up": "crane up",
    "crane down": "crane down", "cranes down": "crane down", "boom down": "crane down", "pedestal down": "crane down",
    "jib down": "crane down",
    "zoom in": "zoom in", "zooms in": "zoom in", "crash zoom": "zoom in", "zoom": "zoom in",
    "zoom out": "zoom out", "zooms out": "zoom out",
    "handheld": "handheld", "hand held": "handheld", "shaky": "handheld", "steadicam": "handheld",
}  # fmt: skip
