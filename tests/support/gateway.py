"""One more backend beside that of the assembled stack, with some settings changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from stack import health, services
from tests.support.assembled import Stack
from tests.support.processes import free_port, running, wait_until


def backend_environment(stack: Stack) -> dict[str, str]:
    """Return the environment of the stack's own backend."""
    return psutil.Process(stack.assembly.supervisor.status("backend").pid).environ()


@contextmanager
def gateway(stack: Stack, folder: Path, **settings: str) -> Iterator[str]:
    """Run a backend on the same data, ``settings`` as in ``.env``; gives its address."""
    port = str(free_port())
    address = f"http://127.0.0.1:{port}"
    own = {"PORT": port, "PUBLIC_URL": address}
    environment = {**backend_environment(stack), **settings, **own}
    with running(
        services.backend(stack.assembly.configuration, environment), folder / "gateway.log"
    ):
        wait_until(lambda: health.http(f"{address}/") is None, seconds=60, what="the gateway")
        yield address
