"""Words for what people do and how they stand to each other."""

from __future__ import annotations

POSES: dict[str, str] = {
    "sit and reach": "sit_reach", "sits and reaches": "sit_reach", "sitting and reaching": "sit_reach",
    "stand": "stand", "standing": "stand", "wait": "relaxed", "waiting": "relaxed", "lean": "lean", "leaning": "lean",
    "leans": "lean", "watch": "stand", "pose": "relaxed",
    "walk": "walk", "walking": "walk", "stroll": "walk", "strolling": "walk", "stride": "walk", "striding": "walk",
    "approach": "walk", "approaches": "walk", "enter": "walk", "march": "walk", "marching": "walk", "leave": "walk",
    "wander": "walk", "wandering": "walk", "cross": "walk", "crosses": "walk", "crossing": "walk", "wades": "walk",
    "hike": "walk", "hiking": "walk", "follow": "walk", "following": "walk", "step": "walk", "steps": "walk",
    "run": "run", "running": "run", "flee": "run", "fleeing": "run", "chase": "run", "chasing": "run", "sprint": "run",
    "sprinting": "run", "rush": "run", "rushes": "run", "race": "run",
    "sit": "sit", "sitting": "sit", "seated": "sit", "sat": "sit", "drive": "drive", "driving": "drive", "drives": "drive",
    "eat": "sit", "eating": "sit", "drink": "drink", "drinking": "drink", "type": "type", "typing": "type", "types": "type",
    "write": "write", "writing": "write", "writes": "write", "study": "sit_lean", "studying": "sit_lean", "slump": "sit_lean",
    "slumped": "sit_lean", "hunched": "sit_lean", "reading": "read", "read": "read", "reads": "read",
    "point": "point", "pointing": "point", "accuse": "point", "accuses": "point", "gesture": "gesture",
    "gesturing": "gesture", "explain": "gesture", "explains": "gesture", "argue": "gesture", "arguing": "gesture",
    "argues": "gesture", "quarrel": "gesture", "shout": "gesture", "shouting": "gesture", "shouts": "gesture",
    "talk": "talk", "talking": "talk", "speak": "talk", "speaking": "talk", "chat": "talk", "chatting": "talk",
    "arms crossed": "arms_crossed", "crossed arms": "arms_crossed", "folded arms": "arms_crossed", "arms folded": "arms_crossed",
    "hands on hips": "hands_on_hips", "hands up": "hands_up", "surrender": "hands_up", "surrenders": "hands_up",
    "cheer": "hands_up", "cheering": "hands_up", "arms raised": "hands_up", "raises hands": "hands_up", "wave": "wave",
    "waving": "wave", "waves": "wave", "aim": "aim", "aims": "aim", "aiming": "aim", "shoots": "aim", "shooting": "aim",
    "holding a gun": "aim", "points a gun": "aim", "pointing a gun": "aim", "gun drawn": "aim",
    "on the phone": "phone", "phoning": "phone", "calling": "phone", "phone call": "phone", "phone": "phone",
    "crouch": "crouch", "crouches": "crouch", "crouching": "crouch", "crouched": "crouch", "squat": "crouch", "hide": "crouch",
    "hiding": "crouch", "hides": "crouch", "kneel": "kneel", "kneeling": "kneel", "kneels": "kneel", "pray": "pray",
    "praying": "pray", "prays": "pray", "proposes": "kneel",
    "lie": "lie", "lies": "lie", "lying": "lie", "sleep": "lie", "sleeping": "lie", "sleeps": "lie", "asleep": "lie",
    "unconscious": "lie", "collapsed": "lie", "dead": "lie",
    "reach": "reach", "reaches": "reach", "reaching": "reach", "hand over": "reach", "hands over": "reach",
    "grab": "reach", "grabs": "reach", "open": "reach", "opens": "reach", "pour": "reach", "pours": "reach",
    "hug": "hug", "hugging": "hug", "hugs": "hug", "embrace": "hug", "embraces": "hug", "embracing": "hug",
    "dance": "dance", "dancing": "dance", "dances": "dance", "fight": "fight", "fighting": "fight", "fights": "fight",
    "punch": "punch", "punches": "punch", "boxing": "punch", "fall": "fall", "falling": "fall", "falls": "fall",
    "jump": "jump", "jumping": "jump", "jumps": "jump", "leap": "jump", "leaps": "jump", "climb": "climb", "climbing": "climb",
    "climbs": "climb", "carry": "carry", "carrying": "carry", "carries": "carry", "push": "push", "pushing": "push",
    "pushes": "push", "cry": "cry", "crying": "cry", "cries": "cry", "weeping": "cry", "weeps": "cry",
    "think": "think", "thinking": "think", "thinks": "think", "ponder": "think", "smoking": "smoke", "smokes": "smoke",
    "smoke": "smoke", "comfort": "comfort", "comforts": "comfort", "looks back": "look_back", "looking back": "look_back",
    "head in hands": "head_in_hands", "sits on the floor": "sit_floor", "sitting on the floor": "sit_floor", "shake hands": "handshake", "shaking hands": "handshake", "handshake": "handshake",
    "greet": "handshake", "salute": "salute", "saluting": "salute", "sneaks": "sneak", "sneaking": "sneak",
    "creeps": "sneak", "tiptoes": "sneak",
}  # fmt: skip

POSE_FALLBACKS: dict[str, tuple[str, ...]] = {
    "lean": ("lean_wall",), "talk": ("gesture",), "jump": ("run",), "smoke": ("drink",), "handshake": ("reach",),
    "salute": ("wave",), "sneak": ("crouch",), "march": ("walk",),
}  # fmt: skip
"""Poses that are drawn as another one."""

SITTING_WORDS = ("at a table", "at the table", "in a booth", "at a desk", "at the desk", "at the bar", "on a bench", "on the bench",
                 "on a sofa", "on the sofa", "on a couch", "on the couch", "in a chair", "on a chair", "at the counter",
                 "on a stool", "on the edge of the bed", "on the bed")  # fmt: skip

RELATIONS: dict[str, str] = {
    "facing each other": "face", "face each other": "face", "face to face": "face", "opposite": "face", "across from": "face",
    "talking": "face", "talk": "face", "arguing": "face", "argue": "face", "argues": "face", "conversation": "face",
    "confront": "face", "confronts": "face", "kiss": "close", "kissing": "close", "kisses": "close", "embrace": "close",
    "hug": "close", "hugging": "close", "hugs": "close", "embracing": "close", "dance": "close", "dancing": "close",
    "fight": "face", "fighting": "face", "shaking hands": "face", "shake hands": "face", "whispers": "close",
    "side by side": "beside", "next to": "beside", "beside": "beside", "together": "beside", "hand in hand": "beside",
    "back to back": "apart", "two shot": "face", "standoff": "face", "stare at each other": "face",
    "looks at": "face", "looking at": "face", "looking at each other": "face", "interrogates": "face", "questions": "face",
    "behind him": "behind", "behind her": "behind", "behind them": "behind", "in the background": "behind",
    "in the foreground": "front",
}  # fmt: skip

FACINGS: dict[str, str] = {
    "toward camera": "camera", "towards camera": "camera", "to camera": "camera", "at the camera": "camera",
    "into camera": "camera", "facing camera": "camera", "facing us": "camera", "towards us": "camera",
    "away from camera": "away", "from behind": "away", "back to camera": "away", "walks away": "away", "walk away": "away",
    "walking away": "away", "back to us": "away", "back turned": "away", "in profile": "right", "profile": "right",
    "looks left": "left", "looking left": "left", "looks right": "right", "looking right": "right",
    "looks out": "right", "out of the window": "right", "at the horizon": "away", "at the sea": "away",
}  # fmt: skip
