"""Logs with a correlation id: sentences on a terminal, JSON lines elsewhere; never a secret, never where things lie."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from app.config import CHECKOUT, Settings
from app.domain.scrubbing import Scrubber


def scrubber_for(settings: Settings) -> Scrubber:
    """Hides this studio's secrets, and writes paths relative to the workspace."""
    secrets = [settings.token.get_secret_value()] if settings.token else []
    if settings.broker_url and (password := urlsplit(settings.broker_url).password):
        secrets.append(password)
    places = {
        str(Path.home()): "~",
        str(sys.prefix): "<python>",
        str(sys.base_prefix): "<python>",
        str(CHECKOUT): "<auteur>",
    }
    for root in (settings.workspace_root, settings.workspace_root.resolve()):
        places[str(root)] = ""
    return Scrubber(secrets, {folder: name for folder, name in places.items() if len(folder) > 1})


def configure_logging(settings: Settings) -> None:
    """Set up structlog once for this process; what libraries log goes the same way."""
    terminal = sys.stderr.isatty()
    level = logging.getLevelNamesMapping().get(settings.log_level.upper(), logging.INFO)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if terminal else "iso", utc=not terminal),
        structlog.processors.format_exc_info,
    ]
    last: list[Processor] = [
        scrubbing(scrubber_for(settings)),
        structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer(),
    ]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    foreign = logging.StreamHandler(sys.stderr)
    foreign.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last]
        )
    )
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[foreign])


def scrubbing(scrubber: Scrubber) -> Processor:
    """The last step before a line is written: it sees the line as it will stand there, tracebacks included."""

    def scrub(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        return {name: scrubber.value(value, name) for name, value in event.items()}

    return scrub
