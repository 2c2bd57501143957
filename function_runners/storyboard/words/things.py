"""Words for props."""

from __future__ import annotations

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
