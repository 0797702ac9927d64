"""What the browser loads: the chat page at most 30 KB gzipped, its embedding script 3 KB."""

import gzip
import json
from pathlib import Path
from typing import Any

DIST = Path(__file__).parents[3] / "widget" / "dist"
ENTRIES = ("src/assistant.ts", "src/styles/site.css")
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


def sizes_of(files: set[str]) -> dict[str, int]:
    """Return the bytes of each file, gzipped."""
    return {name: len(gzip.compress((DIST / name).read_bytes(), 9)) for name in sorted(files)}


def told(sizes: dict[str, int], largest: int) -> str:
    """Say which files make the sum too large."""
    lines = [f"{size:>7} {name}" for name, size in sizes.items()]
    return "\n".join([f"{sum(sizes.values())} bytes gzipped, at most {largest}:", *lines])


def test_the_chat_page_and_its_embedding_are_small() -> None:
    manifest = json.loads((DIST / "manifest.json").read_text())
    sizes = sizes_of({*loaded_by(manifest, *ENTRIES), EMBED})
    assert sum(sizes.values()) <= LARGEST_PAGE, told(sizes, LARGEST_PAGE)


def test_the_embedding_script_is_small() -> None:
    sizes = sizes_of({EMBED})
    assert sizes[EMBED] <= LARGEST_EMBED, told(sizes, LARGEST_EMBED)


def test_a_lazy_chunk_is_not_counted() -> None:
    manifest = {
        "page": {"file": "page.js", "imports": ["shared"], "dynamicImports": ["lazy"]},
        "shared": {"file": "shared.js", "css": ["shared.css"], "imports": ["page"]},
        "lazy": {"file": "lazy.js"},
    }
    assert loaded_by(manifest, "page") == {"page.js", "shared.js", "shared.css"}
