"""Logs: one JSON object a line on the standard error, without personal data."""

import logging
import sys

from pythonjsonlogger.json import JsonFormatter

QUIET = ("httpx", "httpcore", "sqlalchemy", "procrastinate", "sanic.access")
"""Loggers whose lines repeat addresses or parameters: warnings only."""


def configure(level: str = "INFO") -> None:
    """Send the logs of the process to its standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter(
            "{asctime}{levelname}{name}{message}",
            style="{",
            rename_fields={"asctime": "at", "levelname": "level"},
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
