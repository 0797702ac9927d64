"""Serves the whole backend on a loopback port, in the test's own loop."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sanic import Sanic
from sanic.server.protocols.base_protocol import SanicProtocol

from backend.app import create_app
from backend.clock import Clock
from backend.settings import Settings


@asynccontextmanager
async def whole_server(
    settings: Settings, clock: Clock
) -> AsyncIterator[tuple[str, Sanic[Any, Any]]]:
    """Run the server during the block; lends its address and the application."""
    app = create_app(settings, clock)
    Sanic.unregister_app(app)  # another one may run beside it
    app.config.TOUCHUP = False  # it rewrites methods in place, once in a process
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = await app.create_server(
            sock=listener, return_asyncio_server=True, access_log=False
        )
        assert server is not None
        await server.startup()
        await server.before_start()
        await server.start_serving()
        host, port = listener.getsockname()
        try:
            yield f"http://{host}:{port}", app
        finally:
            server.close()
            await server.wait_closed()
            await _cut(server.connections)
            await server.after_stop()


async def _cut(connections: set[SanicProtocol]) -> None:
    """End the connections that are left, as Sanic does when it stops: a live stream has no end."""
    left = list(connections)
    for connection in left:
        connection.abort()
    under_way = [one._task for one in left if one._task is not None]
    await asyncio.gather(*under_way, return_exceptions=True)
