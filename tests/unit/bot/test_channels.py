"""The words by which a channel is chosen."""

import pytest

from bot.actions.channels import channel_chosen

BOTH = ["email", "post"]


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("par courrier", "post"),
        ("PAR LA POSTE SVP", "post"),
        ("une lettre, merci", "post"),
        ("sms", "sms"),
        ("par texto s'il vous plaît", "sms"),
        ("sur mon portable", "sms"),
        ("par e-mail", "email"),
        ("à mon adresse mail", "email"),
        ("par courrier électronique", "email"),
        ("courrier papier pour moi", "post"),
        ("le mail que vous avez déjà", "email"),
        ("non, par courrier", "post"),
        ("pas par sms", None),
        ("par sms non", None),
        ("par mail ou par courrier", None),
        ("à mon adresse", None),
    ],
)
def test_few_words_name_a_channel(text: str, channel: str | None) -> None:
    assert channel_chosen(text, "nlu_fallback", BOTH) == channel


def test_a_long_sentence_counts_when_it_is_an_answer() -> None:
    text = "le courrier ira très bien, je suis souvent chez ma fille"
    assert channel_chosen(text, "inform", BOTH) == "post"
    assert channel_chosen(text, "ask_processing_times", BOTH) is None


def test_yes_takes_the_only_channel() -> None:
    assert channel_chosen("oui", "affirm", ["post"]) == "post"
    assert channel_chosen("oui", "affirm", BOTH) is None


@pytest.mark.parametrize(("text", "intent"), [("non", "deny"), ("passer", "skip"), ("rien", None)])
def test_no_declines(text: str, intent: str | None) -> None:
    assert channel_chosen(text, intent, BOTH) == "no"


def test_no_to_one_channel_declines_nothing() -> None:
    assert channel_chosen("non pas par sms", "deny", BOTH) is None
