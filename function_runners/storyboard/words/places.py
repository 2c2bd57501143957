"""Words for places, hours, moods and weather."""

from __future__ import annotations

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
