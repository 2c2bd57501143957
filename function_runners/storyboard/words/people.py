"""Words for who people are and how they look."""

from __future__ import annotations

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
    **{f"{cut} {tint} hair": cut for cut in ("long", "short") for tint in ("dark", "black", "brown", "red", "blond", "blonde", "grey", "gray", "white")},
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
    "grey haired": "#9a958c", "gray haired": "#9a958c", "dark hair": "#1c1613", "black hair": "#151214",
    "white hair": "#cfcac0", "grey hair": "#9a958c", "gray hair": "#9a958c", "red hair": "#8e4322", "brown hair": "#4a2f1f",
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
