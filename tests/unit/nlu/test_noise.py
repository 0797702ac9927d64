"""Noisy copies of training messages."""

import random

from bot.nlu.noise import as_sms, with_slips


def test_a_slip_changes_the_text() -> None:
    text = "je voudrais ouvrir un compte"
    assert with_slips(text, random.Random(1)) != text


def test_the_same_chance_makes_the_same_slips() -> None:
    text = "je voudrais ouvrir un compte"
    assert with_slips(text, random.Random(5)) == with_slips(text, random.Random(5))


def test_slips_leave_placeholders_alone() -> None:
    for seed in range(50):
        assert "[code_postal]" in with_slips("mon code [code_postal]", random.Random(seed), rate=1)


def test_very_short_texts_have_no_slip() -> None:
    assert with_slips("oui", random.Random(1), rate=1) == "oui"


def test_sms_is_short_and_bare() -> None:
    assert as_sms("Pourquoi est-ce que j'ai reçu [nir] ?") == "pk est-ce ke g recu [nir] ?"


def test_sms_of_a_question_opening() -> None:
    assert as_sms("qu'est-ce que c'est") == "esk c"
