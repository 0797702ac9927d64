"""Work that is finished even when nobody waits for it any more.

A browser that leaves its page or loses its network cuts the connection, and with it Sanic cancels
what answers it. What a person sent must have its effect, and its answer, all the same.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

logger = logging.getLogger(__name__)

ENDING_SECONDS = 6.0
"""How long the work under way is waited for when the server stops: a turn of the dialogue."""

Result = TypeVar("Result")


class Lasting:
    """The work under way of one process."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[Any]] = set()

    async def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Return what ``work`` returns, or raise what it raises; cancelled, leave it to itself."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError:
            task.add_done_callback(_tell)
            raise
        return task.result()

    async def close(self) -> None:
        """Let what is under way end, not for ever; cancel what does not."""
        if not self._under_way:
            return
        _, left = await asyncio.wait(self._under_way, timeout=ENDING_SECONDS)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


def _tell(task: asyncio.Task[Any]) -> None:
    """Log how abandoned work failed: the type alone, for a message may repeat what was sent."""
    error = None if task.cancelled() else task.exception()
    if error is not None:
        logger.warning("abandoned work failed", extra={"error": type(error).__name__})
