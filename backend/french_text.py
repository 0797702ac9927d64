"""How French is set: a space before ? ! : ; » and after «, at which no line may break."""

import re

__all__ = ["hold_signs", "hold_signs_in_page"]

_SPACE_THAT_HOLDS = re.compile(r" (?=[?!:;»])|(?<=«) ")
_TAG = re.compile(r"(<style.*?</style>|<script.*?</script>|<[^>]*>)", re.DOTALL)


def hold_signs(words: str) -> str:
    """Return ``words`` with each sign held to its word by a no-break space."""
    return _SPACE_THAT_HOLDS.sub("\N{NO-BREAK SPACE}", words)


def hold_signs_in_page(page: str) -> str:
    """Return an HTML ``page`` with its signs held; tags, styles and scripts stay as they are."""
    parts = _TAG.split(page)
    parts[::2] = map(hold_signs, parts[::2])
    return "".join(parts)
