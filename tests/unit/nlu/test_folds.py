"""Near-duplicates stay on one side of a fold."""

from bot.nlu.folds import alike, folds

TEXTS = [
    "je n'ai pas reçu le mail",
    "Je n'ai pas recu le mail !",
    "où trouver mon numéro de sécurité sociale",
    "merci",
    "merci beaucoup madame",
    "bonne journée",
    "au revoir",
    "quel est le délai de réponse",
]
LABELS = ["a", "a", "b", "b", "a", "b", "a", "b"]


def test_copies_share_a_group_and_strangers_do_not() -> None:
    groups = alike(TEXTS)
    assert groups[0] == groups[1]
    assert groups[0] != groups[2]


def test_each_text_is_held_out_once_apart_from_its_copies() -> None:
    held_out = []
    for learnt, tried in folds(TEXTS, LABELS, count=2, seed=1):
        assert not {0, 1} & set(learnt) or not {0, 1} & set(tried)
        held_out += list(tried)
    assert sorted(held_out) == list(range(len(TEXTS)))
