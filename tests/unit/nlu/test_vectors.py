"""French word vectors, read from the package's files."""

import numpy as np
import pytest

from bot.nlu.vectors import WordVectors, murmur_hash


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    return WordVectors()


def likeness(vectors: WordVectors, one: str, other: str) -> float:
    return float(vectors.text(one) @ vectors.text(other))


def test_the_hash_is_the_one_of_the_package() -> None:
    # spaCy documents hash(u"coffee") in its strings store: 3197928453018144401.
    assert murmur_hash("coffee") == 3197928453018144401


def test_synonyms_are_near_and_strangers_far(vectors: WordVectors) -> None:
    assert likeness(vectors, "mail", "courriel") > 0.6 > 0.3 > likeness(vectors, "mail", "banane")


def test_an_unknown_word_has_no_vector(vectors: WordVectors) -> None:
    assert vectors.word("xqzwxqzw") is None


def test_a_text_without_known_words_has_no_direction(vectors: WordVectors) -> None:
    assert not vectors.text("").any()


def test_a_text_has_length_one(vectors: WordVectors) -> None:
    assert np.linalg.norm(vectors.text("où est ma carte")) == pytest.approx(1, abs=1e-5)


def test_rare_words_count_more_than_frequent_ones(vectors: WordVectors) -> None:
    assert likeness(vectors, "le courriel", "courriel") > likeness(vectors, "le courriel", "le")
