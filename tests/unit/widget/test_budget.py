"""What the browser loads: the chat page at most 30 KB gzipped, its embedding script 3 KB."""

import gzip
import json
from pathlib import Path
from typing import Any

DIST = Path(__file__).parents[3] / "widget" / "dist"
CHAT = "src/assistant.ts"
STANDS_IN_THE_PAGE = ("src/styles/site.css", "src/opening.ts")
"""With the chat's styles: they travel with the page, compressed as one."""
EMBED = "embed.js"
KB = 1000
LARGEST_PAGE = 30 * KB
LARGEST_EMBED = 3 * KB


def loaded_by(manifest: dict[str, Any], *entries: str) -> set[str]:
    """Return the files that a page loads at once with ``entries``; a lazy chunk comes later."""
    files: set[str] = set()
    waiting = list(entries)
    while waiting:
        chunk = manifest[waiting.pop()]
        if chunk["file"] not in files:
            files |= {chunk["file"], *chunk.get("css", ())}
            waiting += chunk.get("imports", ())
    return files


def gzipped(*names: str) -> int:
    """Return the bytes of files that travel as one, gzipped."""
    return len(gzip.compress(b"".join((DIST / name).read_bytes() for name in names), 9))


def told(sizes: dict[str, int], largest: int) -> str:
    """Say which files make the sum too large."""
    lines = [f"{size:>7} {name}" for name, size in sizes.items()]
    return "\n".join([f"{sum(sizes.values())} bytes gzipped, at most {largest}:", *lines])


def test_the_chat_page_and_its_embedding_are_small() -> None:
    manifest = json.loads((DIST / "manifest.json").read_text())
    scripts = {name for name in loaded_by(manifest, CHAT) if name.endswith(".js")}
    inside = sorted(loaded_by(manifest, CHAT, *STANDS_IN_THE_PAGE) - scripts)
    sizes = {name: gzipped(name) for name in sorted({*scripts, EMBED})}
    sizes[" + ".join(inside)] = gzipped(*inside)
    assert sum(sizes.values()) <= LARGEST_PAGE, told(sizes, LARGEST_PAGE)


def test_the_embedding_script_is_small() -> None:
    sizes = {EMBED: gzipped(EMBED)}
    assert sizes[EMBED] <= LARGEST_EMBED, told(sizes, LARGEST_EMBED)


def test_a_lazy_chunk_is_not_counted() -> None:
    manifest = {
        "page": {"file": "page.js", "imports": ["shared"], "dynamicImports": ["lazy"]},
        "shared": {"file": "shared.js", "css": ["shared.css"], "imports": ["page"]},
        "lazy": {"file": "lazy.js"},
    }
    assert loaded_by(manifest, "page") == {"page.js", "shared.js", "shared.css"}
