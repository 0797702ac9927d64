"""Understanding may not fall below these floors: messages.yml and regression.yml, never learnt.

``make evaluate`` prints the same figures in full; docs/understanding.md tells what they mean.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.check import read_examples
from bot.nlu.evaluation import PLAIN, Report, ask, read_messages, settings, try_on
from bot.nlu.figures import Decision
from tests.support.understanding import trained_model

HERE = Path(__file__).parent
EXAMPLES = list(read_examples())
MESSAGES = read_messages(HERE / "messages.yml")
REGRESSION = read_messages(HERE / "regression.yml")
MISSED = 4
"""Of the messages of regression.yml, so many at most: measured on 21/11/2026, when two lay between
ask_change_email and correct_field ("je me suis trompée d'adresse mail"), which only the moment
tells apart, and two were taken for deny and ask_phone_optional. To be lowered, never raised."""


@pytest.fixture(scope="module")
def unseen() -> Report:
    return try_on(trained_model(), MESSAGES, EXAMPLES, settings())


def test_nearly_no_message_is_learnt(unseen: Report) -> None:
    assert unseen.messages >= 0.85 * len(MESSAGES)


def test_every_topic_is_tried() -> None:
    assert {m.intent for m in MESSAGES} == {e.intent for e in EXAMPLES}


@pytest.mark.parametrize(
    ("variant", "floor"), [(PLAIN, 0.87), ("no accents", 0.86), ("slips", 0.81), ("sms", 0.85)]
)
def test_messages_are_understood(unseen: Report, variant: str, floor: float) -> None:
    assert unseen.scores[variant].macro_f1 >= floor


def test_other_subjects_are_rejected(unseen: Report) -> None:
    assert unseen.outcome.rejected.value >= 0.85


def test_few_messages_are_refused(unseen: Report) -> None:
    assert unseen.outcome.in_scope[Decision.REFUSED].value <= 0.04


def test_what_must_be_understood_is() -> None:
    texts, topics = [m.text for m in REGRESSION], [m.intent for m in REGRESSION]
    answers = ask(trained_model(), texts, topics)
    missed = [f"{a.text}: {a.first}" for a in answers if a.first != a.topic]
    assert len(missed) <= MISSED, missed
