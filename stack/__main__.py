"""The commands: ``python -m stack run`` starts everything and stays until Ctrl-C.

``python -m stack train`` only trains the dialogue model, if its data have changed.
"""

import argparse
import os
import signal
import sys
import time
from types import FrameType

from stack import model
from stack.assembly import Assembly
from stack.configuration import DEMONSTRATION, Configuration
from stack.failure import Failure

ASKED_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(BaseException):
    """Ctrl-C, or a signal that asks to stop."""


def say(line: str) -> None:
    """Show one line of progress."""
    print(line, flush=True)


def welcome(configuration: Configuration) -> str:
    """Return what to do next, in French."""
    here = configuration.public_url
    lines = [
        "",
        "AmeliBot est prêt.",
        "",
        f"  Le chat                  {here}/assistant",
    ]
    keeps_mails = configuration.mode == DEMONSTRATION and "SMTP_URL" not in configuration.values
    if keeps_mails:
        lines.append(f"  La boîte aux lettres     {here}/boite-aux-lettres")
    lines += [
        f"  Les appels de l'API      {here}/docs",
        "",
    ]
    if configuration.mode == DEMONSTRATION:
        lines += [
            "Pour essayer : ouvrez le chat et dites « Je veux créer mon compte », puis répondez",
            "avec une personne fictive : VENTURI, 1 62 12 2B 010 001, 18/12/1962, 63000,",
            "fin de l'IBAN 0G02443, fin du numéro de série 04671322630.",
        ]
        if keeps_mails:
            lines.append("Le courriel de confirmation arrive dans la boîte aux lettres.")
        lines.append("")
    lines.append(f"Journaux : {configuration.logs}. Pour tout arrêter : Ctrl-C.")
    return "\n".join(lines)


def run() -> int:
    """Start, stay, end. Returns the exit code: 1 if something kept it from running."""
    started = time.monotonic()
    assembly: Assembly | None = None
    try:
        configuration = Configuration.read(os.environ)
        assembly = Assembly(configuration, say)
        assembly.start()
        say(f"Tout répond, en {time.monotonic() - started:.0f} s.")
        say(welcome(configuration))
        assembly.watch()
    except Stop:
        say("\nArrêt en cours...")
    finally:
        for number in ASKED_TO_STOP:
            signal.signal(number, signal.SIG_IGN)
        if assembly is not None:
            assembly.close()
    say("Tout est arrêté.")
    return 0


def train() -> int:
    """Train the model if need be. Returns the exit code."""
    configuration = Configuration.read(os.environ)
    try:
        file = model.ensure(
            configuration.root,
            configuration.models,
            configuration.bot_python,
            configuration.data,
            say,
        )
    except Stop:
        say("\nEntraînement interrompu.")
        return 130
    say(f"Le modèle est à jour : {file}")
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


def main() -> int:
    """Read the command line and obey; a failure is one line on stderr, and the exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m stack")
    parser.add_argument(
        "command",
        choices=["run", "train"],
        help="run: start everything; train: train the dialogue model if its data have changed",
    )
    command = parser.parse_args().command
    for number in ASKED_TO_STOP:
        signal.signal(number, _stop)
    try:
        return run() if command == "run" else train()
    except Failure as failure:
        print(failure, file=sys.stderr, flush=True)
        return 1


if __name__ == "__main__":
    sys.exit(main())
