"""A small folder as Vite leaves it, with a script, what it imports, styles and a drawing."""

import gzip
import json
from pathlib import Path

SCRIPT = "export const greeting = 'bonjour';\n"
OPENING = "addEventListener('click', open);"
BROTLI = b"as if compressed by brotli"
MANIFEST = {
    "_lit-1.js": {"file": "assets/lit-1.js", "css": ["assets/lit-1.css"]},
    "_shared-2.js": {"file": "assets/shared-2.js", "imports": ["_lit-1.js"]},
    "src/assistant.ts": {
        "file": "assets/assistant-3.js",
        "isEntry": True,
        "imports": ["_shared-2.js", "_lit-1.js"],
        "css": ["assets/assistant-3.css", "assets/lit-1.css"],
    },
    "src/opening.ts": {"file": "assets/opening-8.js", "isEntry": True},
    "src/plain.ts": {"file": "assets/plain-4.js", "isEntry": True},
    "src/styles/site.css": {"file": "assets/site-5.css", "isEntry": True},
    "src/drawings/rib.svg": {"file": "assets/rib-6.svg"},
}


def build(folder: Path, manifest: object = MANIFEST) -> Path:
    """Write the files into ``folder``; return it."""
    assets = folder / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    (assets / "assistant-3.js").write_text(SCRIPT)
    (assets / "assistant-3.js.br").write_bytes(BROTLI)
    (assets / "assistant-3.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (assets / "opening-8.js").write_text(OPENING)
    (assets / "assistant-3.css").write_text("b { color: green }")
    (assets / "lit-1.css").write_text("i { color: blue }")
    (assets / "site-5.css").write_text("p { color: red }")
    (assets / "rib-6.svg").write_text("<svg/>")
    (folder / "embed.js").write_text("// embed")
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder
