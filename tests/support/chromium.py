"""Which Chromium the browser tests drive."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")


def executable() -> str:
    """Return the path of ``$CHROMIUM``, else of the first Chromium on the PATH.

    Raises:
        LookupError: there is none.
    """
    for name in (os.environ.get("CHROMIUM"), *NAMES):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise LookupError("no Chromium: install one, or give its path in CHROMIUM")
