"""The dialogue model: is there one for the present training data, and if not, train it."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from stack.failure import Failure
from stack.programs import MARK

SOURCES = ("config.yml", "domain.yml", "bot/data", "bot/nlu", "bot/requirements.txt")
"""What a model depends on, below the root."""

KEPT = 5
SHOW_EVERY_SECONDS = 2.0
ABANDONED_SECONDS = 6 * 3600
"""After that long the folder of a training is that of one that was killed."""

_OURS = re.compile(r"^[0-9a-f]{16}\.tar\.gz$")
_STAMP = re.compile(r"^\S+ \S+ INFO +[\w.]+ +- ")
_TELLING = re.compile(r"^(\S+ \S+ INFO |Epochs:)")
"""What Rasa says of its progress, among much else."""

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def source_files(root: Path) -> list[Path]:
    """Return the files that a model depends on, sorted.

    Raises:
        Failure: one of the sources is missing.
    """
    found: list[Path] = []
    for source in SOURCES:
        path = root / source
        if path.is_dir():
            found.extend(
                file
                for file in path.rglob("*")
                if file.is_file() and "__pycache__" not in file.parts
            )
        elif path.is_file():
            found.append(path)
        else:
            raise Failure(f"Il manque {source} : reprenez-le par « git checkout -- {source} ».")
    return sorted(found)


def data_hash(root: Path) -> str:
    """Return 16 hexadecimal digits that change with the content or the name of any source."""
    digest = hashlib.sha256()
    for file in source_files(root):
        name = file.relative_to(root).as_posix().encode()
        content = hashlib.sha256(file.read_bytes()).digest()
        digest.update(len(name).to_bytes(4, "big") + name + content)
    return digest.hexdigest()[:16]


def outdated(names: Iterable[tuple[str, float]], kept: int = KEPT) -> list[str]:
    """Return which model files to delete: of those named by a hash, all but the last used.

    Args:
        names: file names with the time of their last use, in seconds.
        kept: how many stay.
    """
    ours = sorted(((used, name) for name, used in names if _OURS.match(name)), reverse=True)
    return [name for _, name in ours[kept:]]


def ensure(root: Path, models: Path, python: Path, data: Path, say: Callable[[str], None]) -> Path:
    """Return the model of the present training data; train it if there is none.

    Args:
        root: the folder of config.yml.
        models: where models are kept; the last five stay.
        python: the interpreter of Rasa's environment.
        data: the data folder of the stack, for the log and the mark.
        say: gets one line of progress at a time.

    Raises:
        Failure: the training failed.
    """
    while not (model := models / f"{data_hash(root)}.tar.gz").exists():
        say("Entraînement du modèle de dialogue (les données ont changé) : quelques minutes.")
        _train(root, model, python, data, say)
    os.utime(model)
    for name in outdated((file.name, file.stat().st_mtime) for file in models.iterdir()):
        (models / name).unlink(missing_ok=True)
    return model


def environment(root: Path) -> dict[str, str]:
    """Return what Rasa's tools need to be told, besides secrets and addresses."""
    return {
        "PYTHONPATH": str(root),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }


def _train(root: Path, model: Path, python: Path, data: Path, say: Callable[[str], None]) -> None:
    started = time.monotonic()
    log = data / "logs" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    model.parent.mkdir(parents=True, exist_ok=True)
    for left in model.parent.glob(".training-*"):
        if time.time() - left.stat().st_mtime > ABANDONED_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    # Trained aside: a training that is cut short leaves no model under the final name.
    aside = Path(tempfile.mkdtemp(prefix=".training-", dir=model.parent))
    name = model.name.removesuffix(".tar.gz")
    command = [str(python), "-m", "rasa", "train", "--config", "config.yml"]
    command += ["--domain", "domain.yml", "--data", "bot/data", "--out", str(aside)]
    # Forced: Rasa's cache knows the classes of the components, not the modules that they use.
    command += ["--fixed-model-name", name, "--force"]
    process = subprocess.Popen(
        command,
        cwd=root,
        env={"PATH": os.environ["PATH"], "HOME": str(Path.home()), MARK: str(data)}
        | environment(root),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        last = ""
        shown = 0.0
        with log.open("w") as kept:
            for line in _lines(process.stdout):
                kept.write(line + "\n")
                last = line
                now = time.monotonic()
                if now - shown >= SHOW_EVERY_SECONDS and _TELLING.match(line):
                    shown = now
                    say(f"  [{now - started:4.0f} s] {_STAMP.sub('', line)[:110]}")
        trained = aside / model.name
        if process.wait() != 0 or not trained.exists():
            raise Failure(f"L'entraînement a échoué : {last[:200]} (voir {log}).")
        if name != data_hash(root):
            say("Les données ont changé pendant l'entraînement : il recommence.")
            return
        trained.replace(model)
        say(f"Modèle entraîné en {time.monotonic() - started:.0f} s.")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        process.stdout.close()
        shutil.rmtree(aside, ignore_errors=True)


def _lines(output: IO[bytes]) -> Iterator[str]:
    """Give what a process says, line by line; a progress bar's redrawings are lines too."""
    rest = b""
    while chunk := os.read(output.fileno(), 4096):
        *whole, rest = re.split(rb"[\r\n]+", rest + chunk)
        yield from _clean(whole)
    yield from _clean([rest])


def _clean(lines: Iterable[bytes]) -> Iterator[str]:
    for line in lines:
        text = _ANSI.sub("", line.decode(errors="replace")).strip()
        if text:
            yield text
