"""Cut training data into folds that test a model fairly: near-duplicates stay together."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedGroupKFold

from bot.nlu.text import fold

Indices = npt.NDArray[np.int64]
ALIKE = 0.7
"""Cosine of the letters (3-4) of two messages above which one is taken for a copy of the other:
"je n'ai pas reçu le mail" and "je n'ai toujours pas reçu le mail"."""


def alike(texts: Sequence[str]) -> Indices:
    """Return the group of each text: texts nearly the same share one, directly or by a chain."""
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), preprocessor=fold)
    seen = letters.fit_transform(texts)
    groups: Indices = connected_components(seen @ seen.T > ALIKE, directed=False)[1]
    return groups


def folds(
    texts: Sequence[str], labels: Sequence[str] | Indices, *, count: int, seed: int
) -> Iterator[tuple[Indices, Indices]]:
    """Yield ``count`` times which texts are learnt and which are held out, by their places.

    Each text is held out once; labels are spread evenly as far as the groups of ``alike`` allow.
    """
    cut = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    yield from cut.split(texts, labels, alike(texts))
