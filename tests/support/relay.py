"""A relay on loopback that records every byte between two processes."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from tests.support.processes import free_port


class Relay:
    """Listens on ``port`` and passes everything on to ``target``, another loopback port."""

    def __init__(self, target: int) -> None:
        self.port = free_port()
        self._target = target
        self._streams: list[bytearray] = []

    @property
    def url(self) -> str:
        """The address to use in place of that of the target."""
        return f"http://127.0.0.1:{self.port}"

    def recorded(self) -> bytes:
        """Return everything that went through, one direction of one connection at a time."""
        return b"\n".join(bytes(stream) for stream in self._streams)

    async def serve(self, stop: asyncio.Event, ready: threading.Event) -> None:
        """Relay until ``stop`` is set."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        ready.set()
        await stop.wait()
        server.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer))

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        stream = bytearray()
        self._streams.append(stream)
        with suppress(OSError):
            while piece := await source.read(65536):
                stream += piece
                sink.write(piece)
                await sink.drain()
        sink.close()


@contextmanager
def relaying(*relays: Relay) -> Iterator[None]:
    """Run the relays during the block, in a thread of their own."""
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    ready = [threading.Event() for _ in relays]

    async def serve() -> None:
        await asyncio.gather(
            *(relay.serve(stop, event) for relay, event in zip(relays, ready, strict=True))
        )
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    with ExitStack() as after:
        after.callback(loop.close)
        thread.start()
        after.callback(thread.join)
        after.callback(loop.call_soon_threadsafe, stop.set)
        for event in ready:
            assert event.wait(5)
        yield
