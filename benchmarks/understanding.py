"""Understanding, beside its peers: same training data, same test messages, same run.

Run in the environment of the dialogue (``bot/.venv``), where Rasa is: ``make bench`` does.
"""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from benchmarks.rasa_peer import DEFAULT_PIPELINE, train_and_ask
from bot.nlu.check import Example, read_examples
from bot.nlu.evaluate import TESTS
from bot.nlu.evaluation import read_messages, settings, trained, variants

NLPJS = Path(__file__).parent / "nlpjs"
SHOWN = ("plain", "no accents", "slips")
PIPELINE_OF_OURS = "bot.nlu.french_classifier.FrenchClassifier"


@dataclass(frozen=True)
class Peer:
    """A way to understand: returns the intents of texts, and the CPU seconds of its training."""

    name: str
    answer: Callable[[Sequence[Example], Sequence[str]], tuple[list[str], float]]


def ours(examples: Sequence[Example], texts: Sequence[str]) -> tuple[list[str], float]:
    """Our pipeline, by Rasa's own training command, to be compared with DIET's."""
    return train_and_ask([{"name": PIPELINE_OF_OURS, **settings().classifier}], examples, texts)


def ours_alone(examples: Sequence[Example], texts: Sequence[str]) -> tuple[list[str], float]:
    """Our classifier without Rasa around it."""
    start = time.process_time()
    model = trained(examples, settings())
    seconds = time.process_time() - start
    return [ranking[0][0] for ranking in model.rank(texts)], seconds


def rasa_default(examples: Sequence[Example], texts: Sequence[str]) -> tuple[list[str], float]:
    """The pipeline that ``rasa init`` gives."""
    return train_and_ask(DEFAULT_PIPELINE, examples, texts)


def linear(examples: Sequence[Example], texts: Sequence[str]) -> tuple[list[str], float]:
    """Tf-idf of words and a linear support vector machine, scikit-learn's defaults."""
    start = time.process_time()
    machine = make_pipeline(TfidfVectorizer(), LinearSVC(random_state=42))
    machine.fit([one.text for one in examples], [one.intent for one in examples])
    seconds = time.process_time() - start
    return list(machine.predict(texts)), seconds


def nlpjs(examples: Sequence[Example], texts: Sequence[str]) -> tuple[list[str], float]:
    """NLP.js in French, at its defaults."""
    if not (NLPJS / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--silent"], cwd=NLPJS, check=True)
    given = {
        "examples": [{"text": one.text, "intent": one.intent} for one in examples],
        "texts": list(texts),
    }
    said = subprocess.run(
        ["node", "peer.js"],
        cwd=NLPJS,
        input=json.dumps(given),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    found = json.loads(said.splitlines()[-1])
    return found["intents"], found["training_seconds"]


PEERS = (
    Peer("the assistant", ours),
    Peer("the assistant, without Rasa", ours_alone),
    Peer("TF-IDF + LinearSVC", linear),
    Peer("NLP.js (fr)", nlpjs),
    Peer("Rasa's default (DIET)", rasa_default),
)


def measure() -> None:
    """Print a table of macro-F1 by variant and of training time, ours first."""
    examples = list(dict.fromkeys(read_examples()))
    messages = read_messages(TESTS)
    topics = [one.intent for one in messages]
    written = {
        name: texts
        for name, texts in variants([one.text for one in messages]).items()
        if name in SHOWN
    }
    texts = [text for name in SHOWN for text in written[name]]
    print(f"\n{len(examples)} examples, {len(messages)} test messages, {len(set(topics))} topics,")
    day = time.strftime("%d/%m/%Y", time.gmtime())
    print(f"{day}, {os.cpu_count()} cores, {platform.machine()}")
    print("\n| macro-F1 | plain | no accents | slips | training, CPU s |\n|---|---|---|---|---|")
    for peer in PEERS:
        sys.stderr.write(f"{peer.name}...\n")
        found, seconds = peer.answer(examples, texts)
        scores = []
        for place in range(len(SHOWN)):
            part = found[place * len(topics) : (place + 1) * len(topics)]
            scores.append(100 * f1_score(topics, part, average="macro", labels=sorted(set(topics))))
        cells = " | ".join(f"{score:.1f}" for score in scores)
        print(f"| {peer.name} | {cells} | {seconds:.1f} |", flush=True)


if __name__ == "__main__":
    measure()
