"""Each character has its voice; together they make a sound that can be followed."""

import io
import math
import wave
from itertools import combinations

import pytest

from backend.captcha.characters import ALPHABET, LENGTH
from backend.captcha.sound import BETWEEN_SECONDS, RATE, VOICES, say

QUIET = 6


def samples_of(wav: bytes) -> bytes:
    with wave.open(io.BytesIO(wav)) as sound:
        assert (sound.getframerate(), sound.getsampwidth(), sound.getnchannels()) == (RATE, 1, 1)
        return sound.readframes(sound.getnframes())


def loudness(samples: bytes) -> float:
    return math.sqrt(sum((sample - 128) ** 2 for sample in samples) / len(samples))


def spoken_parts(samples: bytes) -> int:
    """Count the stretches of sound that silences of half a pause or longer part."""
    step = RATE // 50
    loud = [loudness(samples[at : at + step]) > QUIET for at in range(0, len(samples), step)]
    pause = int(BETWEEN_SECONDS * 50 * 0.7)
    padded = [False] * pause + loud
    return sum(padded[at] and not any(padded[at - pause : at]) for at in range(pause, len(padded)))


@pytest.mark.parametrize("character", ALPHABET)
def test_each_character_is_said_loud_enough_and_in_a_short_time(character: str) -> None:
    samples = samples_of((VOICES / f"{character}.wav").read_bytes())
    assert 0.5 < len(samples) / RATE < 1.8
    assert loudness(samples) > 10
    assert max(abs(sample - 128) for sample in samples) == 110


def test_there_is_a_voice_for_each_character_and_no_other() -> None:
    assert {path.stem for path in VOICES.iterdir()} == set(ALPHABET)


def test_no_two_clips_are_the_same() -> None:
    clips = {character: (VOICES / f"{character}.wav").read_bytes() for character in ALPHABET}
    assert all(clips[one] != clips[other] for one, other in combinations(ALPHABET, 2))


def test_the_clips_are_small() -> None:
    assert sum(path.stat().st_size for path in VOICES.iterdir()) < 400_000


@pytest.mark.parametrize("characters", ["AFHJM", "PRXY2", "34579", "22222", "YYYYY"])
def test_as_many_parts_are_heard_as_there_are_characters(characters: str) -> None:
    samples = samples_of(say(characters, "seed"))
    assert spoken_parts(samples) == LENGTH
    assert 7 < len(samples) / RATE < 14


def test_a_sound_is_the_same_each_time_it_is_played() -> None:
    assert say("AFH25", "one") == say("AFH25", "one")


def test_two_captchas_with_the_same_characters_sound_different() -> None:
    assert say("AFH25", "one") != say("AFH25", "two")


def test_the_noise_stays_light() -> None:
    start = samples_of(say("AFH25", "seed"))[: RATE // 4]
    assert 0 < loudness(start) < 4
