"""The worker ends a task that does not hear the first cancellation."""

import asyncio

from backend.worker import end


async def test_task_that_loses_a_cancellation_is_ended() -> None:
    lost = 0
    begun = asyncio.Event()

    async def deaf() -> None:
        nonlocal lost
        begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            lost += 1
        await asyncio.sleep(60)

    task = asyncio.create_task(deaf())
    await begun.wait()
    await asyncio.wait_for(end(task), 5)
    assert lost == 1
    assert task.cancelled()


async def test_task_that_has_ended_already_is_left() -> None:
    async def short() -> int:
        return 1

    task = asyncio.create_task(short())
    await task
    await end(task)
    assert task.result() == 1
