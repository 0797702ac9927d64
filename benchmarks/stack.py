"""How quickly the assembled stack starts and answers, and how much memory it holds.

The peer of a turn is the dialogue engine alone, asked through its own channel in the same run: the
difference is what sealing, transcript and idempotence cost.
"""

import statistics
import time
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import psutil
from dotenv import dotenv_values

from backend.insured.generator import demonstration_people
from backend.insured.matching import ineligibility
from backend.insured.people import InsuredPerson
from tests.support.assembled import Stack, assembled_stack

PEOPLE = 12
CODE = "Robert*123_A"
MIB = 1024 * 1024


@dataclass
class Times:
    """Durations in seconds, by what was done."""

    turns: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)

    def add(self, to: list[float], start: float) -> None:
        """Note what has passed since ``start``."""
        to.append(time.perf_counter() - start)


def measure() -> None:
    """Start the stack, enrol people one after the other, print a table."""
    start = time.perf_counter()
    with assembled_stack() as stack:
        started = time.perf_counter() - start
        rows = memory(stack)
        times = Times()
        people = [one for one in demonstration_people() if ineligibility(one) is None][:PEOPLE]
        for person in people:
            enrol(stack, person, times)
        dialogue_alone(stack, times)
    print(f"\nDémarrage de la pile entière (modèle déjà entraîné) : {started:.1f} s\n")
    print(f"{'processus':<24}{'Mio (PSS)':>10}")
    for name, size in rows.items():
        print(f"{name:<24}{size:>10.0f}")
    print(f"{'ensemble':<24}{sum(rows.values()):>10.0f}\n")
    print(f"{'un tour de parole':<44}{'nombre':>8}{'médiane':>10}{'p95':>8}")
    show("par le portail (POST, réponses comprises)", times.turns)
    show("moteur de dialogue seul (question hors étape)", times.alone)


def enrol(stack: Stack, person: InsuredPerson, times: Times) -> None:
    """Enrol one person by chat, as quickly as the answers come."""
    assert person.iban is not None
    assert person.vitale_serial is not None
    email = f"p{uuid4().hex[:8]}@exemple.fr"
    said = [
        "je veux créer mon compte",
        person.birth_name,
        person.nir13,
        f"{person.birth_date:%d/%m/%Y}",
        "où trouver mon code postal ?",
        person.postcode,
        person.iban[-7:],
        person.vitale_serial[-11:],
        "j'accepte",
        None,
        email,
        email,
        "06 39 98 01 23",
        "passer",
        "non",
        "non",
        "non",
        "oui",
    ]
    with stack.chat() as chat:
        chat.open()
        for text in said:
            start = time.perf_counter()
            if text is None:
                chat.personal_code(CODE)
            else:
                chat.say(text)
                times.add(times.turns, start)
        assert chat.state["status"] == "created", chat.state


def dialogue_alone(stack: Stack, times: Times) -> None:
    """Ask the dialogue engine directly."""
    configuration = stack.assembly.configuration
    secret = dotenv_values(stack.data / "secrets.env")["RASA_SECRET"]
    with httpx.Client(
        base_url=f"http://127.0.0.1:{configuration.rasa_port}/webhooks/gateway",
        headers={"Authorization": f"Bearer {secret}"},
        trust_env=False,
    ) as dialogue:
        conversation = str(uuid4())
        for _ in range(50):
            start = time.perf_counter()
            dialogue.post(
                "/messages",
                json={
                    "conversation": conversation,
                    "message": str(uuid4()),
                    "text": "que faut-il pour créer un compte ?",
                    "sealed": [],
                    "awaited": None,
                },
            ).raise_for_status()
            times.add(times.alone, start)


def memory(stack: Stack) -> dict[str, float]:
    """Return the memory of each program and its children, in MiB, shared pages counted once."""
    sizes = {}
    for name in ("postgres", "redis", "actions", "rasa", "worker", "backend"):
        root = psutil.Process(stack.assembly.supervisor.status(name).pid)
        family = [root, *root.children(recursive=True)]
        sizes[name] = sum(one.memory_full_info().pss for one in family) / MIB
    supervisor = psutil.Process().children()
    sizes["supervisord"] = (
        sum(
            one.memory_full_info().pss
            for one in supervisor
            if "supervisor" in " ".join(one.cmdline())
        )
        / MIB
    )
    return sizes


def show(name: str, durations: list[float]) -> None:
    """Print one row of the table of turns, in milliseconds."""
    ordered = sorted(durations)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    median = statistics.median(ordered)
    print(f"{name:<44}{len(ordered):>8}{median * 1000:>7.0f} ms{p95 * 1000:>5.0f} ms")
