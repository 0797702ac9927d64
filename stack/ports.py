"""Are the ports free, and if not, what to say."""

import errno
import socket
from collections.abc import Mapping

import psutil

from stack.failure import Failure


def check(ports: Mapping[str, int], host: str = "127.0.0.1") -> None:
    """Check that nobody listens on the ports, given by the setting that changes each.

    Raises:
        Failure: one is taken, or two settings ask for the same one.
    """
    seen: dict[int, str] = {}
    for setting, port in ports.items():
        if port in seen:
            raise Failure(
                f"{seen[port]} et {setting} demandent le même port {port} : changez l'un des deux."
            )
        seen[port] = setting
        refusal = _refusal(port, host if setting == "PORT" else "127.0.0.1")
        if refusal == errno.EADDRINUSE:
            raise Failure(taken_message(setting, port, _holder(port)))
        if refusal:
            raise Failure(
                f"Le port {port} ne peut pas être ouvert (erreur {errno.errorcode[refusal]}) : "
                f"choisissez-en un autre, par exemple {setting}={port + 10000} make run."
            )


def taken_message(setting: str, port: int, holder: str | None) -> str:
    """Return the line that says who has the port and how to choose another one."""
    by = f" par {holder}" if holder else ""
    other = port + 1 if port < 65535 else port - 1
    return (
        f"Le port {port} est déjà pris{by} : arrêtez ce programme, "
        f"ou choisissez un autre port, par exemple {setting}={other} make run."
    )


def _refusal(port: int, host: str) -> int | None:
    """Return the error number with which the machine refuses the port, or None."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As servers do: a port that was just left is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            return error.errno
    return None


def _holder(port: int) -> str | None:
    """Return "nginx (processus 12)", or None where the system does not tell."""
    try:
        for connection in psutil.net_connections("tcp"):
            listening = connection.status == psutil.CONN_LISTEN
            if listening and connection.laddr.port == port and connection.pid:
                name = psutil.Process(connection.pid).name()
                return f"{name} (processus {connection.pid})"
    except psutil.Error:
        return None
    return None
