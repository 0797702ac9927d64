"""Cross-validation and test set, on a language of three topics."""

from __future__ import annotations

from pathlib import Path

from bot.nlu.check import Example
from bot.nlu.evaluate import crossed_lines, regression_lines, threshold_lines, unseen_lines
from bot.nlu.evaluation import cross_validate, on_test_set, read_messages, settings

THANKS = ["merci", "merci beaucoup", "je vous remercie", "un grand merci", "mille mercis"]
MAIL = ["pas de mail", "aucun courriel", "le mail manque", "où est le courriel", "mail absent"]
ASIDE = ["quel temps fait-il", "une recette de gâteau", "la météo", "du football", "un restaurant"]
EXAMPLES = [Example("out_of_scope", text, "a.yml") for text in ASIDE]
EXAMPLES += [Example("thank", text, "a.yml") for text in THANKS]
EXAMPLES += [Example("ask_email_missing", text, "a.yml") for text in MAIL]


def silent(_what: str) -> None:
    """Say nothing."""


def test_every_example_is_judged_once_in_every_variant() -> None:
    report = cross_validate([*EXAMPLES, EXAMPLES[0]], settings(), silent)
    assert sorted(a.text for a in report.answers) == sorted([*THANKS, *MAIL, *ASIDE])
    assert {s.accuracy.total for s in report.scores.values()} == {len(EXAMPLES)}
    assert set(report.scores) == {"plain", "no accents", "slips", "sms"}


def test_only_messages_that_were_not_learnt_are_judged() -> None:
    texts = ["merci à vous", "mon courriel ?", "MERCI !"]
    messages = [Example("thank", text, "m") for text in texts]
    report = on_test_set(EXAMPLES, messages, settings(), silent)
    assert (report.learnt, report.messages) == (15, 2)
    assert [c.messages for c in report.confusions] == [["mon courriel ?"]]


def test_progress_is_told_at_each_fold() -> None:
    told: list[str] = []
    cross_validate(EXAMPLES, settings(), told.append)
    assert told == ["1/5", "2/5", "3/5", "4/5", "5/5"]


def test_messages_are_read_by_topic(tmp_path: Path) -> None:
    path = tmp_path / "messages.yml"
    path.write_text("greet:\n  - bonjour\nthank:\n  - merci\n", encoding="utf-8")
    assert [(m.intent, m.text) for m in read_messages(path)] == [
        ("greet", "bonjour"),
        ("thank", "merci"),
    ]


def test_the_report_is_written_in_words() -> None:
    report = cross_validate(EXAMPLES, settings(), silent)
    said = "\n".join(
        [
            *crossed_lines(report, settings()),
            *unseen_lines(report, settings()),
            *threshold_lines(report.answers),
            *regression_lines(report.answers),
        ]
    )
    assert "ask_email_missing" in said
    assert "avec des fautes de frappe" in said
    assert "Écart moyen (ECE)" in said
