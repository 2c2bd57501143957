"""The door: what every request and every socket passes before anything else of the studio sees it."""
