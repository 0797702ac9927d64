"""Serves some blueprints on a loopback port, with the services that the test gives."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from uuid import uuid4

import httpx
from sanic import Blueprint, Sanic


@asynccontextmanager
async def served(*blueprints: Blueprint, **services: object) -> AsyncIterator[httpx.AsyncClient]:
    """Run a real server in this loop during the block; lends a client of it."""
    app = Sanic(f"test-{uuid4().hex}", configure_logging=False)
    app.config.TOUCHUP = False  # it rewrites methods in place, once in a process
    app.ctx.services = SimpleNamespace(**services)
    for blueprint in blueprints:
        app.blueprint(blueprint)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = await app.create_server(
            sock=listener, return_asyncio_server=True, access_log=False
        )
        assert server is not None
        await server.startup()
        await server.start_serving()
        host, port = listener.getsockname()
        try:
            async with httpx.AsyncClient(base_url=f"http://{host}:{port}") as client:
                yield client
        finally:
            server.close()
            await server.wait_closed()
            Sanic.unregister_app(app)
