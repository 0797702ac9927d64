"""How quickly Rasa loads the model and understands a message, and how much memory that takes.

Runs in the dialogue's environment: ``bot/.venv/bin/python -m benchmarks.parse``.
"""

from __future__ import annotations

import asyncio
import logging
import resource
import time
from pathlib import Path

from rasa.core.agent import Agent, load_agent
from rasa.utils.log_utils import configure_structlog

from bot.nlu.evaluation import read_messages

ROOT = Path(__file__).resolve().parents[1]
WARM_UP = 50


async def measure() -> None:
    """Load the newest model, parse every test message, print a table."""
    model = max((ROOT / "bot" / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    start = time.perf_counter()
    agent: Agent = await load_agent(model_path=str(model))
    loaded = time.perf_counter() - start
    texts = [message.text for message in read_messages(ROOT / "tests" / "nlu" / "messages.yml")]
    for text in texts[:WARM_UP]:
        await agent.parse_message(text)
    wall, processor = [], []
    for text in texts:
        start, used = time.perf_counter(), time.process_time()
        await agent.parse_message(text)
        wall.append(time.perf_counter() - start)
        processor.append(time.process_time() - used)
    print(f"\nModèle chargé en {loaded:.1f} s ; {len(texts)} messages compris un par un\n")
    print(f"{'':<20}{'médiane':>10}{'p95':>10}")
    for name, durations in (("temps écoulé", wall), ("temps de calcul", processor)):
        durations.sort()
        median, p95 = (durations[int(share * len(durations))] * 1000 for share in (0.5, 0.95))
        print(f"{name:<20}{median:>7.2f} ms{p95:>7.2f} ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nMémoire au plus haut : {peak:.0f} Mio")


if __name__ == "__main__":
    configure_structlog(logging.WARNING)
    asyncio.run(measure())
