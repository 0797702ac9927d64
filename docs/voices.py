"""Makes the clips of the captcha's French voice again: ``python -m docs.voices``.

Needs espeak-ng (``apt-get install espeak-ng``), which the service itself does not: the clips are
in the repository. 22,050 Hz, 8 bits, one channel, silences cut, all equally loud.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import wave
from array import array
from pathlib import Path

from backend.captcha.characters import ALPHABET
from backend.captcha.sound import RATE, VOICES

WORDS = {
    "A": "Anatole",
    "F": "François",
    "H": "Henri",
    "J": "Joseph",
    "M": "Marcel",
    "P": "Pierre",
    "R": "Raoul",
    "X": "Xavier",
    "Y": "Yvonne",
}
"""The French spelling alphabet of the telephone."""

WORDS_A_MINUTE = 140
PEAK = 110
SILENT_BELOW = 300
MARGIN_SECONDS = 0.03


def said(character: str) -> str:
    """Return how ``character`` is said."""
    if character in WORDS:
        return f"{character}, comme {WORDS[character]}."
    return f"Chiffre {character}."


def record(espeak: str, text: str) -> array[int]:
    """Return ``text`` spoken, in 16-bit samples."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.wav"
        command = [espeak, "-v", "fr-fr", "-s", str(WORDS_A_MINUTE), "-w", str(path), text]
        subprocess.run(command, check=True)  # noqa: S603 - the words above, no shell
        with wave.open(str(path)) as clip:
            form = (clip.getframerate(), clip.getsampwidth(), clip.getnchannels())
            if form != (RATE, 2, 1):
                sys.exit(f"espeak-ng gave an unexpected form of sound: {form}")
            return array("h", clip.readframes(clip.getnframes()))


def cut(samples: array[int]) -> array[int]:
    """Return ``samples`` without the silences around the words."""
    loud = [place for place, sample in enumerate(samples) if abs(sample) > SILENT_BELOW]
    margin = round(MARGIN_SECONDS * RATE)
    return samples[max(0, loud[0] - margin) : loud[-1] + margin]


def main() -> None:
    """Write one clip for each character of the alphabet."""
    espeak = shutil.which("espeak-ng") or sys.exit("espeak-ng is not installed")
    VOICES.mkdir(exist_ok=True)
    for character in ALPHABET:
        samples = cut(record(espeak, said(character)))
        loudest = max(abs(sample) for sample in samples)
        with wave.open(str(VOICES / f"{character}.wav"), "wb") as clip:
            clip.setnchannels(1)
            clip.setsampwidth(1)
            clip.setframerate(RATE)
            clip.writeframes(bytes(128 + round(sample * PEAK / loudest) for sample in samples))


if __name__ == "__main__":
    main()
