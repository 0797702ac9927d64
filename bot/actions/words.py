"""The titles of intents, fields, steps and roads, read from ``bot/titles.yml``."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import cast

from ruamel.yaml import YAML

PATH = Path(__file__).resolve().parent.parent / "titles.yml"


@functools.cache
def titles(group: str) -> dict[str, str]:
    """Return the titles of ``group``: intents, fields, steps, roads, channels or buttons."""
    return cast("dict[str, dict[str, str]]", YAML(typ="safe").load(PATH))[group]
