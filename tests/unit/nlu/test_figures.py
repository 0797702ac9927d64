"""Figures of understanding, on a handful of answers whose figures are known."""

import pytest

from bot.nlu.figures import (
    Answer,
    Decision,
    Share,
    Thresholds,
    by_topic,
    calibration,
    calibration_error,
    confusions,
    decision,
    outcome,
    score,
)

THRESHOLDS = Thresholds(0.4, 0.1)


def answer(topic: str, *ranking: tuple[str, float]) -> Answer:
    return Answer("…", topic, ranking)


def sure(topic: str, seen: str) -> Answer:
    return answer(topic, (seen, 0.9), ("thank", 0.1))


ANSWERS = [
    sure("ask_iban", "ask_iban"),
    sure("ask_iban", "ask_iban"),
    sure("ask_iban", "ask_terms"),
    sure("ask_terms", "ask_terms"),
]


def test_the_worst_topic_comes_first_with_its_figures() -> None:
    worst, best = by_topic(ANSWERS)
    assert (worst.topic, worst.precision, worst.recall) == ("ask_terms", Share(1, 2), Share(1, 1))
    assert (best.topic, best.precision, best.recall) == ("ask_iban", Share(2, 2), Share(2, 3))
    assert best.f1 == pytest.approx(0.8)


def test_macro_f1_is_the_mean_over_topics_within_its_interval() -> None:
    found = score(ANSWERS)
    assert found.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2)
    assert found.interval[0] <= found.macro_f1 <= found.interval[1]
    assert found.accuracy == Share(3, 4)


def test_confusions_keep_their_messages() -> None:
    (found,) = confusions(ANSWERS)
    assert (found.topic, found.taken_for, found.messages) == ("ask_iban", "ask_terms", ["…"])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (sure("ask_iban", "ask_iban"), Decision.ANSWERED),
        (sure("ask_iban", "ask_terms"), Decision.MISTAKEN),
        (sure("ask_iban", "out_of_scope"), Decision.REFUSED),
        (answer("ask_iban", ("ask_terms", 0.3), ("ask_iban", 0.29)), Decision.OFFERED),
        (answer("ask_iban", ("ask_terms", 0.5), ("ask_iban", 0.45)), Decision.OFFERED),
        (answer("ask_iban", ("ask_terms", 0.3), ("thank", 0.2)), Decision.REFUSED),
        (answer("affirm", ("affirm", 0.3), ("thank", 0.2)), Decision.REFUSED),
    ],
)
def test_what_the_assistant_does(given: Answer, expected: Decision) -> None:
    assert decision(given, THRESHOLDS) is expected


def test_other_subjects_are_rejected_by_topic_or_by_doubt() -> None:
    found = outcome(
        [
            sure("out_of_scope", "out_of_scope"),
            sure("out_of_scope", "ask_iban"),
            answer("out_of_scope", ("ask_iban", 0.3), ("thank", 0.2)),
            sure("ask_iban", "ask_iban"),
        ],
        THRESHOLDS,
    )
    assert found.rejected == Share(2, 3)
    assert found.in_scope[Decision.ANSWERED] == Share(1, 1)


def test_a_model_that_is_as_right_as_it_says_has_no_calibration_error() -> None:
    halves = [answer(topic, ("greet", 0.5), ("thank", 0.5)) for topic in ("greet", "thank")]
    assert calibration_error(calibration(halves)) == 0


def test_overconfidence_is_the_gap() -> None:
    (one,) = calibration([sure("greet", "thank"), sure("greet", "thank")])
    assert (one.low, one.right) == (0.9, Share(0, 2))
    assert calibration_error([one]) == pytest.approx(0.9)


def test_the_interval_of_a_share_is_wilsons() -> None:
    assert Share(8, 10).interval == pytest.approx((0.490, 0.943), abs=0.001)
    assert Share(0, 0).interval == (0.0, 1.0)
