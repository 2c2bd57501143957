"""The server in a process of its own, to be killed."""

from __future__ import annotations

import json
import sys

import uvicorn

from app.config import Settings
from app.main import create_app

if __name__ == "__main__":
    settings = Settings(_env_file=None, **json.loads(sys.argv[1]))
    uvicorn.run(create_app(settings), host="127.0.0.1", port=settings.port, log_level="warning", lifespan="on")
