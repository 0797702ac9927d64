"""Says the characters of a captcha in French: recorded clips, silences and a light noise.

Each character is said so that it cannot be taken for another: "P, comme Pierre", "chiffre 4".
The clips are made by ``docs/voices.py``. The noise and the changes of speed are light on purpose:
they are there so that two sounds differ, not to keep out a machine that listens, which nothing
that a person with poor hearing understands would do. What bounds the harm are the limits.
"""

import io
import random
import wave
from functools import cache
from operator import add
from pathlib import Path

from backend.captcha.characters import ALPHABET

VOICES = Path(__file__).parent / "voices"
RATE = 22_050
"""Samples a second; 8 bits each, one channel, 128 is silence."""

BEFORE_SECONDS = 0.5
BETWEEN_SECONDS = 0.8
SLOWEST, FASTEST = 0.95, 1.06
_LEVEL = 3
"""How far the noise goes from silence, of 128; the clips leave room for it."""
_NOISE = bytes(level % (2 * _LEVEL + 1) for level in range(256))
_LOWERED = bytes(max(0, level - _LEVEL) for level in range(256))


def say(characters: str, seed: str) -> bytes:
    """Return a WAV that says ``characters``, the same one for the same ``seed``.

    Takes some tens of milliseconds: call it in a thread.
    """
    varied = random.Random(seed)  # noqa: S311 - the sound hides nothing that the clips do not tell
    speech = _silence(BEFORE_SECONDS)
    for character in characters:
        speech += _at_speed(_clips()[character], varied.uniform(SLOWEST, FASTEST))
        speech += _silence(BETWEEN_SECONDS)
    noise = varied.randbytes(len(speech)).translate(_NOISE)
    return _wav(bytes(map(add, speech.translate(_LOWERED), noise)))


@cache
def _clips() -> dict[str, bytes]:
    return {character: _read(VOICES / f"{character}.wav") for character in ALPHABET}


def _read(path: Path) -> bytes:
    with wave.open(str(path)) as clip:
        frames: bytes = clip.readframes(clip.getnframes())
        return frames


def _silence(seconds: float) -> bytes:
    return bytes([128]) * round(seconds * RATE)


def _at_speed(clip: bytes, speed: float) -> bytes:
    return bytes(clip[int(position * speed)] for position in range(int(len(clip) / speed)))


def _wav(samples: bytes) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE)
        sound.writeframes(samples)
    return written.getvalue()
