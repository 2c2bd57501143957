"""The words of the storyboard vocabulary: what people write, and what it means to the stage.

Keys are phrases in lower case; a phrase also matches with a plural -s. `docs/storyboard_vocabulary.md` explains them.
"""

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

TIMES: dict[str, str] = {
    "dawn": "dawn", "sunrise": "dawn", "daybreak": "dawn", "first light": "dawn", "early morning": "dawn",
    "morning": "morning", "breakfast": "morning",
    "day": "day", "daytime": "day", "noon": "day", "midday": "day", "afternoon": "day", "daylight": "day", "sunny": "day",
    "golden hour": "golden", "golden": "golden", "sunset": "golden", "late afternoon": "golden", "magic hour": "golden",
    "setting sun": "golden",
    "dusk": "dusk", "twilight": "dusk", "evening": "dusk", "blue hour": "dusk", "nightfall": "dusk",
    "night": "night", "midnight": "night", "nighttime": "night", "moonlight": "night", "moonlit": "night", "dark": "night",
    "starlight": "night", "candlelight": "night", "candlelit": "night",
}  # fmt: skip

MOODS: dict[str, str] = {
    "neutral": "neutral",
    "tense": "tense", "suspense": "tense", "suspenseful": "tense", "anxious": "tense", "dramatic": "tense", "noir": "tense",
    "dangerous": "tense", "urgent": "tense", "thriller": "tense", "ominous": "tense", "threatening": "tense",
    "warm": "warm", "cozy": "warm", "cosy": "warm", "tender": "warm", "intimate": "warm", "nostalgic": "warm", "gentle": "warm",
    "cold": "cold", "icy": "cold", "clinical": "cold", "sterile": "cold", "detached": "cold",
    "eerie": "eerie", "creepy": "eerie", "horror": "eerie", "haunted": "eerie", "scary": "eerie", "spooky": "eerie",
    "romantic": "romantic", "loving": "romantic", "passionate": "romantic",
    "bleak": "bleak", "desolate": "bleak", "grim": "bleak", "gritty": "bleak", "post apocalyptic": "bleak",
    "joyful": "joyful", "happy": "joyful", "cheerful": "joyful", "playful": "joyful", "comic": "joyful", "hopeful": "joyful",
    "festive": "joyful", "upbeat": "joyful",
    "sad": "sad", "melancholy": "sad", "melancholic": "sad", "lonely": "sad", "grief": "sad", "sombre": "sad",
    "somber": "sad", "mournful": "sad",
    "dreamy": "dreamy", "dreamlike": "dreamy", "ethereal": "dreamy", "surreal": "dreamy", "magical": "dreamy",
    "mysterious": "mysterious", "mystery": "mysterious", "secretive": "mysterious", "shadowy": "mysterious",
}  # fmt: skip

WEATHER: dict[str, str] = {
    "rain": "rain", "rainy": "rain", "raining": "rain", "drizzle": "rain", "downpour": "rain", "wet": "rain",
    "storm": "storm", "stormy": "storm", "thunderstorm": "storm", "lightning": "storm",
    "snow": "snow", "snowy": "snow", "snowing": "snow", "blizzard": "snow", "winter": "snow",
    "fog": "fog", "foggy": "fog", "mist": "fog", "misty": "fog", "haze": "fog", "hazy": "fog",
    "overcast": "overcast", "cloudy": "overcast", "grey sky": "overcast", "gray sky": "overcast",
    "clear": "clear", "clear sky": "clear",
}  # fmt: skip

PLACES: dict[str, str] = {
    "living room": "living_room", "room": "living_room", "lounge": "living_room", "apartment": "living_room",
    "house": "living_room", "home": "living_room", "flat": "living_room", "hotel room": "bedroom", "parlour": "living_room",
    "diner": "diner", "cafe": "diner", "coffee shop": "diner", "café": "diner", "restaurant": "diner", "cafeteria": "diner",
    "bar": "bar", "pub": "bar", "nightclub": "bar", "saloon": "bar", "tavern": "bar", "club": "bar",
    "office": "office", "study": "office", "newsroom": "office", "agency": "office", "boardroom": "office",
    "kitchen": "kitchen",
    "bedroom": "bedroom", "motel": "bedroom", "nursery": "bedroom",
    "bathroom": "bathroom", "shower": "bathroom",
    "hospital corridor": "corridor", "hospital hallway": "corridor", "school corridor": "corridor",
    "school hallway": "corridor", "corridor": "corridor", "hallway": "corridor", "hall way": "corridor", "passage": "corridor", "tunnel": "corridor",
    "hospital": "hospital", "ward": "hospital", "clinic": "hospital", "hospital room": "hospital",
    "operating room": "hospital",
    "classroom": "classroom", "school": "classroom", "lecture hall": "classroom",
    "library": "library", "bookshop": "library", "bookstore": "library", "archive": "library",
    "car interior": "car", "inside a car": "car", "inside the car": "car", "in a car": "car", "in the car": "car",
    "in his car": "car", "in her car": "car", "driver s seat": "car", "back seat": "car", "passenger seat": "car",
    "drives": "car", "driving": "car",
    "warehouse": "warehouse", "factory": "warehouse", "garage": "warehouse", "hangar": "warehouse", "workshop": "warehouse",
    "basement": "warehouse", "cellar": "warehouse", "parking garage": "warehouse",
    "church": "church", "chapel": "church", "cathedral": "church", "temple": "church", "hall": "church", "ballroom": "church",
    "courtroom": "church", "throne room": "church",
    "prison": "prison", "cell": "prison", "jail": "prison", "interrogation room": "prison", "interrogation": "prison",
    "dungeon": "prison",
    "laboratory": "laboratory", "lab": "laboratory", "control room": "laboratory", "spaceship": "laboratory",
    "theatre": "theatre", "theater": "theatre", "stage": "theatre", "cinema": "theatre", "auditorium": "theatre",
    "street": "street", "city": "street", "road": "street", "sidewalk": "street", "downtown": "street", "crosswalk": "street",
    "avenue": "street", "city street": "street", "town": "street", "intersection": "street", "pavement": "street",
    "alley": "alley", "alleyway": "alley", "back street": "alley", "back alley": "alley",
    "suburb": "suburb", "driveway": "suburb", "porch": "suburb", "front yard": "suburb", "backyard": "suburb",
    "village": "suburb", "front door": "suburb", "front porch": "suburb", "neighbourhood": "suburb",
    "neighborhood": "suburb",
    "forest": "forest", "wood": "forest", "woods": "forest", "jungle": "forest", "clearing": "forest", "grove": "forest",
    "field": "field", "meadow": "field", "farm": "field", "prairie": "field", "hill": "field", "countryside": "field",
    "wheat field": "field", "grassland": "field", "battlefield": "field",
    "beach": "beach", "shore": "beach", "sea": "beach", "ocean": "beach", "coast": "beach", "seaside": "beach", "lake": "beach",
    "desert": "desert", "dune": "desert", "wasteland": "desert", "canyon": "desert",
    "mountain": "mountain", "cliff": "mountain", "peak": "mountain", "summit": "mountain", "ridge": "mountain",
    "valley": "mountain",
    "rooftop": "rooftop", "roof": "rooftop", "terrace": "rooftop", "balcony": "rooftop",
    "park": "park", "garden": "park", "playground": "park", "courtyard": "park",
    "station": "station", "train station": "station", "platform": "station", "railway": "station", "subway": "station",
    "metro": "station", "bus stop": "street",
    "cemetery": "cemetery", "graveyard": "cemetery", "grave": "cemetery",
    "harbour": "harbour", "harbor": "harbour", "pier": "harbour", "dock": "harbour", "jetty": "harbour",
    "bridge": "bridge",
}  # fmt: skip

INTERIOR: dict[str, bool] = {
    "int": True, "interior": True, "inside": True, "indoors": True, "ext": False, "exterior": False, "outside": False,
    "outdoors": False,
}  # fmt: skip

PEOPLE: dict[str, tuple[str, ...]] = {
    "man": ("man",), "guy": ("man",), "gentleman": ("man",), "husband": ("man",), "father": ("man",), "dad": ("man",),
    "brother": ("man",), "son": ("boy",), "king": ("man",), "prince": ("man",), "hero": ("man",), "waiter": ("man",),
    "businessman": ("man",), "policeman": ("man",), "cowboy hat": (), "priest": ("elder_man",), "monk": ("elder_man",),
    "detective": ("man",), "soldier": ("man",), "cop": ("man",), "officer": ("man",), "guard": ("man",), "driver": ("man",),
    "bartender": ("man",), "chef": ("heavy_man",), "boxer": ("heavy_man",), "bouncer": ("heavy_man",), "thug": ("heavy_man",),
    "gangster": ("heavy_man",), "mechanic": ("man",), "worker": ("man",), "astronaut": ("man",), "knight": ("man",),
    "thief": ("man",), "spy": ("man",), "boss": ("heavy_man",), "killer": ("man",), "stranger": ("man",),
    "photographer": ("woman",), "lawyer": ("woman",), "reporter": ("woman",), "journalist": ("woman",), "pilot": ("man",),
    "doctor": ("woman",), "scientist": ("woman",), "artist": ("woman",), "singer": ("woman",), "dancer": ("woman",),
    "teacher": ("woman",), "student": ("woman",), "nurse": ("woman",), "writer": ("man",), "musician": ("man",),
    "woman": ("woman",), "lady": ("woman",), "wife": ("woman",), "mother": ("woman",), "mum": ("woman",), "mom": ("woman",),
    "sister": ("woman",), "daughter": ("girl",), "queen": ("woman",), "princess": ("woman",), "heroine": ("woman",),
    "waitress": ("woman",), "businesswoman": ("woman",), "policewoman": ("woman",), "witch": ("elder_woman",),
    "bride": ("woman",), "groom": ("man",), "actress": ("woman",), "actor": ("man",), "girlfriend": ("woman",),
    "boyfriend": ("man",),
    "boy": ("boy",), "girl": ("girl",), "child": ("girl",), "kid": ("boy",), "toddler": ("girl",), "teenager": ("boy",),
    "teen": ("girl",), "youth": ("boy",),
    "grandfather": ("elder_man",), "grandpa": ("elder_man",), "grandmother": ("elder_woman",), "grandma": ("elder_woman",),
    "granny": ("elder_woman",), "wizard": ("elder_man",), "professor": ("elder_man",), "judge": ("elder_woman",),
    "couple": ("woman", "man"), "lover": ("woman", "man"), "parent": ("woman", "man"), "twin": ("girl", "girl"),
    "person": ("woman",), "figure": ("man",), "silhouette": ("man",), "someone": ("man",), "passenger": ("woman",),
    "friend": ("woman",), "suspect": ("man",), "patient": ("elder_man",), "customer": ("man",), "witness": ("woman",),
    "traveller": ("man",), "traveler": ("man",), "hiker": ("woman",), "farmer": ("elder_man",), "fisherman": ("elder_man",),
    "men": ("man", "man"), "women": ("woman", "woman"), "children": ("girl", "boy"), "people": ("woman", "man"),
    "friends": ("woman", "man"), "family": ("man", "woman", "girl"), "crowd": ("man", "woman", "heavy_man", "elder_woman"),
    "group": ("man", "woman", "heavy_man"), "soldiers": ("man", "man", "man"), "strangers": ("man", "woman"),
    "kids": ("girl", "boy"), "policemen": ("man", "man"),
}  # fmt: skip

PRONOUNS: dict[str, tuple[str, ...]] = {
    "he": ("man",), "him": ("man",), "she": ("woman",), "her": ("woman",), "they": ("woman", "man"), "them": ("woman", "man"),
}  # fmt: skip

NAMES: dict[str, str] = {
    **dict.fromkeys((
        "adam alex ali andrew anton arthur ben bill bob carl carlos charlie chris daniel david dmitri eddie elias erik "
        "ethan felix frank fred george hans harry henry hiro hugo ivan jack jacob jake james jamal jan jim joe john "
        "johnny jonas jose juan karl kenji kevin leo liam louis lucas luke luis marco mario mark martin marcus max "
        "michael mike miguel mohammed nathan nick noah oliver omar oscar otto pablo paul pedro peter philip ray "
        "richard rick robert ryan sam samuel sean sergei simon stefan steve theo thomas tim tom tommy tony victor "
        "vincent walter wei will william yusuf").split(), "man"),
    **dict.fromkeys((
        "ada agnes aisha alice amelia amy ana anna anne anya asha beth camila carla carmen caroline chloe clara "
        "claire dana diana elena elise eliza elizabeth ella emily emma eva eve fatima fiona flora gina grace greta "
        "hana hannah helen ida ines ingrid irene iris isabel jane jenny jessica joan julia julie karen kate katherine "
        "katya keiko kim laura layla lea lena lily lina linda lisa lola lucia lucy luna maggie maria marie martha "
        "mary maya mei mia mila mina miriam monica nadia naomi nina nora olga olivia petra priya rachel rita rosa "
        "rose ruth sara sarah sofia sonia sophia sophie stella susan tanya tess vera yuki zoe").split(), "woman"),
}  # fmt: skip

NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "several": 3, "both": 2, "pair": 2, "trio": 3}

AGES: dict[str, str] = {
    "old": "elder", "elderly": "elder", "aged": "elder", "ageing": "elder", "aging": "elder", "senior": "elder",
    "white haired": "elder", "grey haired": "elder", "gray haired": "elder",
    "young": "young", "little": "child", "small": "child", "teenage": "child",
    "fat": "heavy", "heavy": "heavy", "big": "heavy", "large": "heavy", "burly": "heavy", "stocky": "heavy", "huge": "heavy",
    "muscular": "heavy",
}  # fmt: skip

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

EXPRESSIONS: dict[str, str] = {
    "smiling": "happy", "smile": "happy", "smiles": "happy", "grin": "happy", "grinning": "happy", "laughing": "laugh",
    "laugh": "laugh", "laughs": "laugh", "smirk": "smirk", "smirking": "smirk", "tense": "tense", "angry": "angry", "furious": "angry", "rage": "angry", "glaring": "angry",
    "shouting": "shouting", "shouts": "shouting", "arguing": "angry", "argue": "angry", "scared": "afraid", "afraid": "afraid",
    "frightened": "afraid", "terrified": "afraid", "fear": "afraid", "surprised": "surprised", "shocked": "surprised",
    "astonished": "surprised", "sad": "sad", "crying": "sad", "cries": "sad", "weeping": "sad", "tearful": "sad",
    "worried": "worried", "worry": "worried", "anxious": "worried", "nervous": "worried", "happy": "happy", "joyful": "happy",
    "determined": "tense", "talking": "talking", "speaking": "talking", "asleep": "eyes_closed", "sleeping": "eyes_closed", "sleeps": "eyes_closed",
    "disgusted": "disgusted", "screaming": "shouting", "screams": "shouting",
}  # fmt: skip

HAIR: dict[str, str] = {
    "long hair": "long", "long haired": "long", "short hair": "short", "short haired": "short", "ponytail": "ponytail",
    "bun": "bun", "bob": "bob", "bald": "bald", "curly": "curly", "curly haired": "curly", "afro": "afro",
    "braid": "braid", "braided": "braid",
}  # fmt: skip

BEARDS: dict[str, str] = {
    "beard": "full", "bearded": "full", "moustache": "moustache", "mustache": "moustache", "goatee": "goatee",
    "stubble": "stubble", "unshaven": "stubble",
}  # fmt: skip

OUTFITS: dict[str, str] = {
    "coat": "coat", "overcoat": "coat", "trench coat": "coat", "raincoat": "coat", "robe": "coat", "cloak": "coat",
    "jacket": "jacket", "suit": "jacket", "uniform": "jacket", "blazer": "jacket", "dress": "dress", "gown": "dress",
    "skirt": "skirt", "shirt": "shirt", "blouse": "blouse", "sweater": "sweater", "hoodie": "sweater",
    "cardigan": "sweater", "jumper": "sweater", "t shirt": "tee", "tee": "tee", "vest": "vest", "waistcoat": "vest",
    "detective": "coat", "spy": "coat", "witch": "coat", "wizard": "coat", "monk": "coat", "king": "coat", "doctor": "coat",
    "scientist": "coat", "boss": "jacket", "lawyer": "jacket", "businessman": "jacket", "businesswoman": "jacket",
    "groom": "jacket", "officer": "jacket", "policeman": "jacket", "policewoman": "jacket", "soldier": "jacket",
    "pilot": "jacket", "gangster": "jacket", "judge": "coat", "bride": "dress", "princess": "dress", "queen": "dress",
    "waiter": "vest", "bartender": "vest", "waitress": "skirt", "nurse": "dress",
}  # fmt: skip

HAIR_COLOURS: dict[str, str] = {
    "blond": "#b08a4c", "blonde": "#b08a4c", "redhead": "#8e4322", "red haired": "#8e4322", "ginger": "#9a5428",
    "brunette": "#4a2f1f", "dark haired": "#1c1613", "black haired": "#151214", "white haired": "#cfcac0",
    "grey haired": "#9a958c", "gray haired": "#9a958c",
}  # fmt: skip

GARMENTS: dict[str, str] = {
    "coat": "outer", "overcoat": "outer", "jacket": "outer", "suit": "outer", "raincoat": "outer", "uniform": "outer",
    "robe": "outer", "gown": "top", "shirt": "top", "sweater": "top", "blouse": "top", "hoodie": "top", "dress": "top",
    "vest": "top", "cardigan": "top", "t shirt": "top",
    "trouser": "bottom", "pant": "bottom", "jean": "bottom", "skirt": "bottom", "short": "bottom",
    "shoe": "shoes", "boot": "shoes",
}  # fmt: skip

UNIFORMS: dict[str, dict[str, str]] = {
    "bride": {"top": "#e6e1d6"}, "nurse": {"top": "#c9d6da"}, "doctor": {"outer": "#d8d8d2"}, "scientist": {"outer": "#d8d8d2"},
    "policeman": {"outer": "#27344c", "bottom": "#20293a"}, "policewoman": {"outer": "#27344c", "bottom": "#20293a"},
    "officer": {"outer": "#27344c", "bottom": "#20293a"}, "soldier": {"outer": "#4c5238", "bottom": "#454a34"},
    "groom": {"outer": "#22232a", "top": "#d9d5cc", "bottom": "#22232a"}, "priest": {"outer": "#1e1e21", "bottom": "#1e1e21"},
    "detective": {"outer": "#6a5a44"}, "monk": {"outer": "#5a4630"}, "judge": {"outer": "#1e1e21"},
    "witch": {"outer": "#2a2433"}, "king": {"outer": "#6e2230"}, "pilot": {"outer": "#22304a", "bottom": "#22304a"},
    "waiter": {"top": "#2b2b30"}, "bartender": {"top": "#2b2b30"},
}  # fmt: skip
"""The colours that go with what somebody is, unless the text names others."""

PROPS: dict[str, str] = {
    "table": "table", "chair": "chair", "sofa": "sofa", "couch": "sofa", "bed": "bed", "desk": "desk", "lamp": "lamp",
    "bookshelf": "bookshelf", "shelf": "bookshelf", "shelves": "bookshelf", "bookcase": "bookshelf", "armchair": "armchair",
    "window": "window", "door": "door", "doorway": "door", "stairs": "stairs", "staircase": "stairs", "stool": "stool",
    "counter": "counter", "car": "car", "taxi": "taxi", "cab": "taxi", "truck": "van", "van": "van", "bus": "van",
    "bicycle": "bicycle", "bike": "bicycle", "motorbike": "bicycle", "tree": "tree", "bush": "bush", "bench": "bench",
    "streetlight": "streetlight", "street lamp": "streetlight", "lamppost": "streetlight", "traffic light": "traffic_light",
    "crate": "crate", "box": "crate", "boxes": "crate", "barrel": "barrel", "trash can": "bin", "bin": "bin",
    "dumpster": "dumpster", "hydrant": "hydrant", "fence": "fence", "gravestone": "gravestone", "tombstone": "gravestone",
    "rock": "rock", "boulder": "rock", "log": "log", "campfire": "campfire", "fire": "campfire", "tent": "tent", "boat": "boat",
    "cup": "cup", "mug": "cup", "coffee": "cup", "tea": "cup", "glass": "glass", "wine": "bottle", "bottle": "bottle",
    "beer": "glass", "whisky": "glass", "whiskey": "glass", "envelope": "envelope", "letter": "letter", "note": "letter",
    "photo": "photo", "photograph": "photo", "picture": "picture", "painting": "picture", "gun": "gun", "pistol": "gun",
    "revolver": "gun", "knife": "knife", "key": "key", "book": "book", "newspaper": "newspaper", "laptop": "laptop",
    "computer": "laptop", "telephone": "telephone", "phone": "phone", "candle": "candle", "flower": "flowers",
    "vase": "flowers", "plant": "plant", "suitcase": "suitcase", "briefcase": "suitcase", "bag": "suitcase",
    "umbrella": "umbrella", "clock": "clock", "mirror": "mirror", "television": "television", "tv": "television",
    "piano": "piano", "fridge": "fridge", "refrigerator": "fridge", "stove": "stove", "sink": "sink", "blackboard": "blackboard",
    "whiteboard": "blackboard", "altar": "altar", "pew": "pew", "crucifix": "cross", "statue": "statue", "fountain": "fountain",
    "sign": "sign", "plate": "plate", "food": "plate", "meal": "plate", "wristwatch": "watch", "pocket watch": "watch", "ring": "ring", "map": "map",
    "ladder": "ladder", "fireplace": "fireplace", "cash": "cash", "money": "cash", "chessboard": "chessboard",
    "chess": "chessboard", "guitar": "guitar", "microphone": "microphone", "movie camera": "camera", "film camera": "camera", "coffin": "coffin",
    "wheelchair": "wheelchair", "swing": "swing", "train": "train", "pipe": "pipes",
}  # fmt: skip

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
